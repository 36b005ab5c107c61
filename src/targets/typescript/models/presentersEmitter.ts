import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { Property } from '../../../ir/schema.ts';
import { member, propertyKey } from '../code/identifiers.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import { columnOf } from '../columns.ts';
import type { Emitter } from '../emitter.ts';
import { indexOf } from './applicationIndex.ts';
import { fileBase, schemaKey } from './names.ts';
import { objectOf, type Presenter, presentersOf } from './responses.ts';
import { schemaModelOf } from './schemaModel.ts';
import { shownProperties } from './schemaRoles.ts';
import { tsType } from './tsType.ts';

/** Emits the functions that turn rows into response bodies. */
export const presentersEmitter: Emitter = {
  name: 'presenters',
  declare(application, symbols) {
    for (const { key, entity, name } of presenters(application)) symbols.declare(key, presenterPath(entity), name);
  },
  emit(application, symbols) {
    const byEntity = groupBy(presenters(application), ({ entity }) => entity);
    return [...byEntity].map(([entity, list]) => presenterFile(entity, list, application, symbols));
  },
};

function presenterPath(entity: Entity): string {
  return `src/models/presenters/${fileBase(entity)}.ts`;
}

function presenters(application: ApplicationIR): readonly Presenter[] {
  const all = application.endpoints.flatMap((endpoint) => presentersOf(endpoint, application));
  return [...new Map(all.map((presenter) => [presenter.key, presenter])).values()];
}

function presenterFile(entity: Entity, list: readonly Presenter[], application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const file = new TsFile(symbols, {
    path: presenterPath(entity),
    emitter: 'presenters',
    milestone: 'model',
    stratum: 'ast',
    reason: 'Follows from the attributes and the schemas of the responses.',
  });
  for (const presenter of list) {
    const { name, schemaName } = presenter;
    file.add({ name, nodes: schemaName === undefined ? [entity.name] : [entity.name, schemaName] }, () => presenterCode(presenter, application, file));
  }
  return file.finish();
}

function presenterCode({ name, entity, schema }: Presenter, application: ApplicationIR, file: TsFile): string {
  const index = indexOf(application);
  const object = objectOf(schema, index);
  const type = responseType({ ...schema, nullable: false }, application, file);
  const lines = object === undefined ? [] : shownProperties(object, 'response').flatMap((property) => propertyLine(property, entity, application, file));
  const missing = object === undefined || shownProperties(object, 'response').some((property) => property.required && isHidden(property, entity, application));
  const tail = missing || index.resolve(schema).kind === 'union' ? ` as ${type}` : '';
  return `export function ${name}(${lines.length === 0 ? '_row' : 'row'}: ${file.use(`row:${entity.name}`)}): ${type} {
  return {
${lines.map((line) => `    ${line},\n`).join('')}  }${tail};
}`;
}

function isHidden(property: Property, entity: Entity, application: ApplicationIR): boolean {
  const attribute = indexOf(application).attribute(entity, property.name);
  return attribute === undefined || attribute.secret;
}

/** The line of a property; none for what no attribute holds. An optional property without a value is left out. */
function propertyLine(property: Property, entity: Entity, application: ApplicationIR, file: TsFile): readonly string[] {
  const index = indexOf(application);
  const attribute = index.attribute(entity, property.name);
  if (attribute === undefined || attribute.secret) return [];
  const column = columnOf(application, entity, attribute);
  const target = index.resolve(property.schema);
  const access = member('row', column.property);
  const key = propertyKey(property.name);
  const omits = column.nullable && !target.nullable && !property.required;
  const nullable = column.nullable && !omits;
  const value = converted(access, nullable, column.type.builder, property, application);
  const rowType = column.type.builder === 'jsonb' ? typeText(attribute.schema) : column.type.row;
  const wanted = typeText(property.schema);
  const plain = value === access;
  const fits = !plain || rowType === wanted || wanted === 'unknown' || isWider(rowType, wanted) || sameShape(attribute.schema, property, application);
  const exact = fits && (target.nullable || !nullable) ? value : `${value} as ${responseType({ ...property.schema, nullable: false }, application, file)}`;
  return [omits ? `...(${access} === null ? {} : { ${key}: ${exact} })` : `${key}: ${exact}`];
}

function sameShape(schema: Property['schema'], property: Property, application: ApplicationIR): boolean {
  const index = indexOf(application);
  const attribute = index.resolve(schema);
  const target = index.resolve(property.schema);
  return attribute.kind === 'enum' && target.kind === 'enum' && attribute.values.every((value) => target.values.includes(value));
}

function isWider(rowType: string, wanted: string): boolean {
  if (wanted === 'string') return /^("[^"]*"( \| )?)+$/.test(rowType);
  return wanted === 'number' && /^(-?[\d.]+( \| )?)+$/.test(rowType);
}

/** The value as JSON has it. */
function converted(access: string, nullable: boolean, builder: string, { schema }: Property, application: ApplicationIR): string {
  const target = indexOf(application).resolve(schema);
  if (builder === 'timestamp') {
    const iso = nullable ? `${access}?.toISOString()` : `${access}.toISOString()`;
    const text = target.kind === 'string' && target.format === 'date' ? `${iso}.slice(0, 10)` : iso;
    return nullable ? `${text} ?? null` : text;
  }
  if (builder === 'numeric' && target.kind === 'number') return nullable ? `${access} === null ? null : Number(${access})` : `Number(${access})`;
  return access;
}

/** The type as text that can be compared, without importing it. */
function typeText(schema: Property['schema']): string {
  return tsType({ ...schema, nullable: false }, 'response', (name) => name);
}

function responseType(schema: Property['schema'], application: ApplicationIR, file: TsFile): string {
  const model = schemaModelOf(application);
  return tsType(schema, 'response', (name, role) => file.use(`type:${schemaKey(name, role, model.roles)}`));
}
