import type { Json } from '../../../../base/json.ts';
import { camelCase } from '../../../../base/names.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Attribute, Entity } from '../../../../ir/entity.ts';
import { sampleOf } from '../../../../semantics/samples.ts';
import { schemaContext } from '../../../../semantics/schemaContext.ts';
import { indexOf } from '../../models/applicationIndex.ts';

/** Attributes that an example shows of a row. */
const mostAttributes = 2;

/** Two cases in the form that is asked for, made of entities of the application: one that succeeds, one that is refused. */
export function caseExample(application: ApplicationIR): string {
  const entity = [...application.entities].sort((a, b) => interest(b) - interest(a))[0];
  if (entity === undefined) return '';
  const target = entity.relations.find((relation) => relation.kind === 'belongsTo' && relation.target !== entity.name);
  const parent = target === undefined ? undefined : application.entities.find(({ name }) => name === target.target);
  const own = camelCase(entity.name);
  const key = parent === undefined || target?.kind !== 'belongsTo' ? {} : { [target.attribute]: { $key: camelCase(parent.name) } };
  const rows = [
    ...(parent === undefined ? [] : [{ name: camelCase(parent.name), entity: parent.name, values: valuesOf(parent, application, 0) }]),
    { name: own, entity: entity.name, values: { ...key, ...valuesOf(entity, application, 0) } },
  ];
  const after = Object.entries(valuesOf(entity, application, 1)).slice(-1);
  const first = { name: 'what this case shows, in one sentence', rows, arguments: { row: { $row: own } }, expect: { rows: { [own]: Object.fromEntries(after) }, counts: { [entity.name]: 1 } } };
  const second = { name: 'when it is refused', rows: [], caller: { subject: 'ann' }, arguments: { input: { id: '00000000-0000-7000-8000-000000000001' } }, expect: { failure: { status: 404 } } };
  return `[\n${[first, second].map((one) => caseText(one)).join(',\n')}\n]`;
}

/** A case with a line for each of its parts. */
function caseText(one: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(one).map(([name, value]) => (name === 'rows' && Array.isArray(value) && value.length > 0
    ? `    "rows": [\n${value.map((row) => `      ${spaced(row)}`).join(',\n')}\n    ]`
    : `    ${JSON.stringify(name)}: ${spaced(value)}`));
  return `  {\n${lines.join(',\n')}\n  }`;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Entities with relations, states and times show most. */
function interest({ attributes, relations, owner }: Entity): number {
  return relations.filter(({ kind }) => kind === 'belongsTo').length * 3 + Math.min(8, attributes.length) + (owner === undefined ? 0 : 1) - (attributes.length > 30 ? 6 : 0);
}

function valuesOf(entity: Entity, application: ApplicationIR, n: number): Readonly<Record<string, Json>> {
  const index = indexOf(application);
  const isShown = (attribute: Attribute): boolean => !attribute.primaryKey && attribute.relation === undefined && index.belongsTo(entity, attribute) === undefined
    && !['createdAt', 'updatedAt', 'identity', 'uuid'].includes(attribute.generated ?? '');
  const rank = (attribute: Attribute): number => {
    const schema = index.resolve(attribute.schema);
    return schema.kind === 'enum' ? 3 : schema.kind === 'decimal' || schema.kind === 'integer' ? 2 : schema.kind === 'string' && schema.format === 'date-time' ? 2 : schema.kind === 'boolean' ? 1 : schema.kind === 'string' ? 0 : -1;
  };
  const shown = entity.attributes.filter(isShown).filter((attribute) => rank(attribute) >= 0);
  const chosen = [...shown].sort((a, b) => rank(b) - rank(a)).slice(0, mostAttributes);
  return Object.fromEntries(shown.filter((attribute) => chosen.includes(attribute)).map((attribute) => [attribute.name, valueOf(attribute, application, n)]));
}

function valueOf(attribute: Attribute, application: ApplicationIR, n: number): Json {
  const schema = indexOf(application).resolve(attribute.schema);
  if (schema.kind === 'string' && schema.format === 'date-time') return { $now: n === 0 ? 'PT-25H' : 'PT0S' };
  if (schema.kind === 'enum') return schema.values[n % schema.values.length] ?? null;
  const sampled = sampleOf(attribute.schema, schemaContext(application), n, { name: attribute.name });
  return 'value' in sampled ? sampled.value : null;
}
