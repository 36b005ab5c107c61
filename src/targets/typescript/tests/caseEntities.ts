import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Attribute, Entity } from '../../../ir/entity.ts';
import { evaluate } from '../../../semantics/evaluate.ts';
import { sampleOf } from '../../../semantics/samples.ts';
import { schemaContext, type SchemaContext } from '../../../semantics/schemaContext.ts';
import type { RowValues } from '../../../semantics/types.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { featuresOf } from '../features.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { literal, propertyName, quoted } from './literal.ts';

const path = 'tests/generated/support/caseEntities.ts';

/** So many rows of an entity can be made without values for what must not repeat. */
const uniqueSamples = 30;
const otherSamples = 4;
/** So many are tried until enough fit the invariants. */
const mostTried = 60;

/** Declares what stands in the file of `caseEntitiesFile`, and the static files that work with it. */
export function declareCaseEntities(symbols: SymbolTable): void {
  symbols.declare('test:caseEntities', path, 'caseEntities');
  symbols.declare('test:CaseEntity', 'tests/generated/support/cases.ts', 'CaseEntity', 'type');
  symbols.declare('test:outboxEvents', 'src/db/systemTables.ts', 'outboxEvents');
  symbols.declare('test:does', 'tests/generated/support/words.ts', 'does');
}

/** `support/caseEntities.ts`: how rows are made without endpoints, for the examples of units in words. */
export function caseEntitiesFile(application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const file = new TsFile(symbols, { path, emitter: 'wordsTests', milestone: 'tests', stratum: 'ast', reason: 'rows follow from the entities' });
  file.add({ name: 'caseEntities', nodes: application.entities.map(({ name }) => name) }, () => {
    const entities = application.entities.map((entity) => `  ${propertyName(entity.name)}: ${entitySource(entity, application, file)},\n`);
    return `/** How rows of each entity are made without an endpoint: values for what an example leaves out. */
export const caseEntities: Readonly<Record<string, ${file.use('test:CaseEntity')}>> = {\n${entities.join('')}};`;
  });
  file.add({ name: 'emittedEvents', nodes: [] }, () => eventsSource(application, file));
  return file.finish();
}

function eventsSource(application: ApplicationIR, file: TsFile): string {
  const head = (parameter: string): string => `/** The events that were emitted, in their order. */
export async function emittedEvents(${parameter}: ${file.use('runtime:Database')}): Promise<readonly { readonly name: string; readonly payload: unknown }[]>`;
  if (!featuresOf(application).events) return `${head('_tx').replace('async ', '')} {\n  return Promise.resolve([]);\n}`;
  const table = file.use('test:outboxEvents');
  return `${head('tx')} {
  return tx.select({ name: ${table}.name, payload: ${table}.payload }).from(${table}).orderBy(${table}.id);
}`;
}

/** That file alone, for those who run examples of code that is not in the app yet. */
export const caseEntitiesEmitter: Emitter = {
  name: 'caseEntities',
  declare: (_application, symbols) => {
    declareCaseEntities(symbols);
  },
  emit: (application, symbols) => [caseEntitiesFile(application, symbols)],
};

function entitySource(entity: Entity, application: ApplicationIR, file: TsFile): string {
  const references = entity.relations.flatMap((relation) => {
    if (relation.kind !== 'belongsTo') return [];
    const isRequired = entity.attributes.find(({ name }) => name === relation.attribute)?.schema.nullable !== true;
    return [`${propertyName(relation.attribute)}: { entity: ${quoted(relation.target)}, relation: ${quoted(relation.name)}, isRequired: ${String(isRequired)} }`];
  });
  const owner = entity.owner?.kind === 'attribute' ? `, owner: ${quoted(entity.owner.attribute)}` : '';
  const clock = entity.attributes.filter(({ generated }) => generated === 'createdAt' || generated === 'updatedAt').map(({ name }) => quoted(name));
  const samples = samplesOf(entity, application).map((sample) => `    ${literal(sample)},\n`);
  return `{ table: ${file.use(`table:${entity.name}`)}, key: ${quoted(indexOf(application).key(entity).name)}, references: {${references.join(', ')}}${owner}, clock: [${clock.join(', ')}], samples: [\n${samples.join('')}  ] }`;
}

/** Rows of what has to be given, each as the spec allows it; those that keep the invariants of the row first. */
function samplesOf(entity: Entity, application: ApplicationIR): readonly RowValues[] {
  const context = schemaContext(application);
  const given = entity.attributes.filter((attribute) => isGiven(attribute, entity));
  const isUnique = given.some(({ name, unique, primaryKey }) => unique || primaryKey || entity.uniques.some(({ attributes }) => attributes.includes(name)));
  const wanted = isUnique ? uniqueSamples : given.length === 0 ? 1 : otherSamples;
  const tried = Array.from({ length: mostTried }, (_, n) => sampleRow(given, context, n));
  const fitting = tried.filter((row) => keepsInvariants(row, entity, application));
  return [...fitting, ...tried].slice(0, wanted);
}

function isGiven({ schema, generated, relation, name }: Attribute, { owner }: Entity): boolean {
  if (schema.nullable || schema.default !== undefined || relation !== undefined) return false;
  if (owner?.kind === 'attribute' && owner.attribute === name) return false;
  return generated === undefined || generated === 'flow';
}

/** Attributes move at different paces, so that they do not always rise together. */
function sampleRow(attributes: readonly Attribute[], context: SchemaContext, n: number): RowValues {
  return Object.fromEntries(attributes.flatMap(({ name, schema, unique, primaryKey }, at) => {
    const sampled = sampleOf(schema, context, unique || primaryKey ? n : n * (at + 1) + Math.floor(n / 8), { name });
    return 'value' in sampled ? [[name, sampled.value]] : [];
  }));
}

function keepsInvariants(row: RowValues, entity: Entity, { invariants }: ApplicationIR): boolean {
  const self: Record<string, Json> = { ...Object.fromEntries(entity.attributes.map(({ name, schema }) => [name, schema.default ?? null])), ...row };
  return invariants.every(({ entity: of, rule }) => {
    if (of !== entity.name || rule.kind !== 'expression' || rule.scope !== 'row') return true;
    const result = evaluate(rule.expression, { variables: { self }, now: '2030-01-15T12:00:00.000Z' });
    return result.ok && result.value === true;
  });
}
