import { LineIndex } from '../../base/span.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Constant, Endpoint, ListBehavior } from '../../ir/endpoint.ts';
import type { Attribute, Entity, Relation } from '../../ir/entity.ts';
import type { NumericBounds, Schema } from '../../ir/schema.ts';
import { readSource } from '../readSource.ts';
import { parseOpenApi } from './parseOpenApi.ts';

/** Parts of a summary: `entities`, `endpoints` and `schemas` of the IR, and the diagnostics with line and column. */
type SummaryPart = 'entities' | 'endpoints' | 'schemas' | 'diagnostics' | 'behavior';

/** What a spec is read as, as text for tests; `files` are the other files of its workspace. */
export function checkSpec(text: string, parts: readonly SummaryPart[], files: Readonly<Record<string, string>> = {}): string {
  const file = /^\s*\{/.test(text) ? 'spec.json' : 'spec.yaml';
  const source = readSource(file, text);
  if (source.value === undefined) return source.diagnostics.map(({ code }) => code).join('\n');
  const { value, diagnostics } = parseOpenApi(source.value, { file, read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined) });
  const lines = value === undefined ? [] : parts.flatMap((part) => summaryOf(value, part));
  if (parts.includes('diagnostics')) {
    for (const { code, severity, message, span } of diagnostics) {
      const index = new LineIndex(span.file === file ? text : files[span.file] ?? '');
      const [start, end] = [index.positionAt(span.start), index.positionAt(span.end)];
      const place = span.file === file ? '' : `${span.file} `;
      lines.push(`${place}${start.line}:${start.column}-${end.line}:${end.column} ${code} ${severity} ${message}`);
    }
  }
  return lines.join('\n');
}

function summaryOf(application: ApplicationIR, part: SummaryPart): readonly string[] {
  switch (part) {
    case 'entities': return application.entities.flatMap(entityLines);
    case 'endpoints': return application.endpoints.map(endpointLine);
    case 'schemas': return application.schemas.map(({ name, schema, cyclic }) => `${name}${cyclic ? ' (cyclic)' : ''} = ${schemaText(schema)}`);
    case 'behavior': return [
      ...application.flows.map((flow) => `flow ${flow.name} on ${flow.trigger.kind}: ${flow.steps.length} steps`),
      ...application.stateMachines.map((machine) => `machine ${machine.name} from ${machine.initial}: ${machine.transitions.map(({ event, from, to }) => `${event} ${from}->${to}`).join(', ')}`),
    ];
    case 'diagnostics': return [];
  }
}

function entityLines(entity: Entity): readonly string[] {
  const owner = entity.owner === undefined ? '' : ` owner ${entity.owner.kind === 'attribute' ? entity.owner.attribute : entity.owner.relation}`;
  const uniques = entity.uniques.map(({ attributes }) => ` unique (${attributes.join(', ')})`).join('');
  return [`${entity.name} (${entity.table})${owner}${uniques}`, ...entity.attributes.map((attribute) => `  ${attributeText(attribute)}`), ...entity.relations.map((relation) => `  ${relationText(relation)}`)];
}

function attributeText(attribute: Attribute): string {
  const marks = [
    attribute.primaryKey ? 'key' : '', attribute.unique ? 'unique' : '', attribute.generated === undefined ? '' : `by ${attribute.generated}`,
    attribute.requiredOnCreate ? 'required' : '', attribute.updatable ? 'updatable' : '', attribute.secret ? 'secret' : '',
    attribute.schema.default === undefined ? '' : `default ${JSON.stringify(attribute.schema.default)}`,
  ].filter((mark) => mark !== '');
  return `${attribute.name}: ${schemaText(attribute.schema)}${marks.length === 0 ? '' : `, ${marks.join(', ')}`}`;
}

function relationText(relation: Relation): string {
  switch (relation.kind) {
    case 'belongsTo': return `${relation.name} belongsTo ${relation.target} by ${relation.attribute}, ${relation.onDelete}`;
    case 'hasMany': return `${relation.name} hasMany ${relation.target} via ${relation.via}`;
    case 'manyToMany': return `${relation.name} manyToMany ${relation.target}`;
  }
}

function endpointLine(endpoint: Endpoint): string {
  const { implementation } = endpoint;
  const start = `${endpoint.operationId}: ${endpoint.key} ${endpoint.successStatus}`;
  switch (implementation.kind) {
    case 'crud': {
      const key = implementation.key === undefined ? '' : ` by ${implementation.key.attribute}`;
      const parents = implementation.parents.map(({ entity, attribute }) => ` of ${entity} (${attribute})`).join('');
      return `${start} ${implementation.action} ${implementation.entity}${key}${parents}${implementation.list === undefined ? '' : listText(implementation.list)}${implementation.wrapper === undefined ? '' : `, ${implementation.wrapper.row === undefined ? 'confirmed' : `in ${implementation.wrapper.row}`}${constantsText(implementation.wrapper.constants)}`}`;
    }
    case 'link': return `${start} link ${implementation.action}`;
    case 'flow': return `${start} flow ${implementation.flow}`;
    case 'words': return `${start} words (${implementation.category}): ${implementation.reason}`;
  }
}

function listText({ paging, envelope, filters, sort }: ListBehavior): string {
  const parts = [
    `paging ${Object.values(paging).join(' ')}`,
    envelope.kind === 'array' ? '' : `in ${Object.entries(envelope).filter(([key]) => key !== 'kind' && key !== 'constants').map(([key, value]) => `${key}=${value as string}`).join(' ')}${constantsText(envelope.constants ?? [])}`,
    filters.length === 0 ? '' : `filter ${filters.map(({ parameter, attribute, operator }) => `${parameter}: ${attribute} ${operator}`).join('; ')}`,
    sort === undefined ? '' : `sort ${sort.attributes.join(' ')}${sort.default === undefined ? '' : ` default ${sort.default}`}`,
  ];
  return parts.filter((part) => part !== '').map((part) => `, ${part}`).join('');
}

function constantsText(constants: readonly Constant[]): string {
  return constants.map(({ property, value }) => ` ${property}: ${JSON.stringify(value)}`).join('');
}

/** A schema on one line. */
function schemaText(schema: Schema): string {
  return bareText(schema) + (schema.nullable ? '?' : '');
}

function bareText(schema: Schema): string {
  switch (schema.kind) {
    case 'string': return withMarks(schema.format ?? schema.annotation ?? 'string', [range('length', schema.minLength, schema.maxLength), schema.pattern === undefined ? '' : `/${schema.pattern}/`]);
    case 'integer': return withMarks(`int${schema.bits}`, [boundsText(schema)]);
    case 'number': return withMarks('number', [boundsText(schema)]);
    case 'decimal': return withMarks(`decimal(${schema.precision}, ${schema.scale})`, [boundsText(schema)]);
    case 'boolean': case 'binary': case 'any': return schema.kind;
    case 'enum': return schema.values.map((value) => JSON.stringify(value)).join(' | ');
    case 'array': return withMarks(`[${schemaText(schema.items)}]`, [range('items', schema.minItems, schema.maxItems), schema.uniqueItems ? 'distinct' : '']);
    case 'object': return `{ ${[...schema.properties.map((property) => `${property.name}${property.required ? '' : '?'}: ${property.readOnly ? 'readOnly ' : ''}${property.writeOnly ? 'writeOnly ' : ''}${schemaText(property.schema)}`), additionalText(schema.additional)].filter((part) => part !== '').join(', ')} }`;
    case 'union': return schema.variants.length === 0 ? 'nothing' : `${schema.exclusive ? 'oneOf' : 'anyOf'}(${schema.variants.map(schemaText).join(', ')})${schema.discriminator === undefined ? '' : ` by ${schema.discriminator.property}: ${schema.discriminator.mapping.map(({ value, variant }) => `${value}=${variant}`).join(' ')}`}`;
    case 'intersection': return `allOf(${schema.members.map(schemaText).join(', ')})`;
    case 'ref': return schema.lazy ? `lazy ${schema.name}` : schema.name;
  }
}

function additionalText(additional: (Schema & { kind: 'object' })['additional']): string {
  if (typeof additional === 'object') return `...: ${schemaText(additional)}`;
  return additional === 'strip' ? '' : additional;
}

function withMarks(text: string, marks: readonly string[]): string {
  return [text, ...marks].filter((part) => part !== '').join(' ');
}

function range(name: string, low: number | undefined, high: number | undefined): string {
  return low === undefined && high === undefined ? '' : `${name} ${low ?? ''}..${high ?? ''}`;
}

function boundsText(bounds: NumericBounds): string {
  const parts = [['>=', bounds.minimum], ['>', bounds.exclusiveMinimum], ['<=', bounds.maximum], ['<', bounds.exclusiveMaximum], ['multipleOf', bounds.multipleOf]] as const;
  return parts.flatMap(([sign, value]) => (value === undefined ? [] : [`${sign} ${value}`])).join(' ');
}
