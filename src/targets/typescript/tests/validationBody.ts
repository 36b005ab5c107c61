import { groupBy } from '../../../base/groupBy.ts';
import type { Json } from '../../../base/json.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { ObjectSchema, Schema } from '../../../ir/schema.ts';
import { matches } from '../../../semantics/matches.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import type { LabelledValue } from '../../../semantics/types.ts';
import { violationsOf } from '../../../semantics/violations.ts';
import { mentions } from '../code/mentions.ts';
import type { TsFile } from '../code/tsFile.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { answerSource } from './answers.ts';
import { sameAnswer } from './rows.ts';
import { inputCall } from './factories.ts';
import type { FieldsOfBody, FieldTables } from './fieldTables.ts';
import { namesInInvariants } from './invariantValues.ts';
import { literal, propertyName, quoted } from './literal.ts';
import { keyOfNewRow, sampleJson } from './requestBody.ts';
import { pathSource } from './requestPath.ts';
import { callerOf, rowPath, sceneFor } from './scene.ts';
import { bare, type TestPart } from './sendSource.ts';
import { objectOf, requestSchema, type Resource, successSchema, type TestModel, writableProperties } from './testModel.ts';
import { Room } from './values.ts';

/** Each constraint of the JSON body broken once, its boundaries stored and shown. */
export function bodyTests(file: TsFile, model: TestModel, tables: FieldTables, endpoint: Endpoint): readonly TestPart[] {
  const schema = requestSchema(endpoint);
  if (schema === undefined) return [];
  const root = resolveSchema(model.application, schema);
  return root?.kind === 'object' ? fieldTests(file, model, tables, endpoint, root) : wholeTests(file, model, endpoint, schema);
}

function fieldTests(file: TsFile, model: TestModel, tables: FieldTables, endpoint: Endpoint, body: ObjectSchema): readonly TestPart[] {
  const { implementation } = endpoint;
  const resource = implementation.kind === 'crud' ? model.resources.get(implementation.entity) : undefined;
  const restricted = resource === undefined ? new Set<string>() : restrictedNames(model.application, resource.entity);
  const fields = tables.of(endpoint, body, (name) => resource !== undefined && !restricted.has(name));
  const required = writableProperties(body).filter(({ name, required: needed }) => needed && fields.names.has(name)).map(({ name }) => name);
  const options = [`fields: ${fields.table}`, ...fields.options, ...(required.length === 0 ? [] : [`required: ${literal(required)}`]), ...(body.additional === 'reject' ? [] : ['open: true'])];
  const refused: TestPart = { name: `${endpoint.key} refuses`, nodes: [endpoint.key], source: () => `${file.use('test:refusesBodies')}(${quoted(endpoint.key)}, { ${options.join(', ')} });` };
  const accepted = resource === undefined ? undefined : boundaryTest(file, model, resource, { endpoint, body, fields, restricted });
  return [...(fields.names.size === 0 && body.additional !== 'reject' ? [] : [refused]), ...(accepted === undefined ? [] : [accepted])];
}

/** A body that is no plain object: every wrong one is told whole. */
function wholeTests(file: TsFile, model: TestModel, endpoint: Endpoint, schema: Schema): readonly TestPart[] {
  const context = schemaContext(model.application);
  const base = sampleJson(model, schema, 0, endpoint.operationId);
  if (base === undefined || !isRecord(base)) return [];
  // Inside variants that nothing tells apart the whole value is to blame.
  const blamed = ({ pointer, value }: LabelledValue): string => {
    const faults = matches(value, schema, context, 'request');
    return faults.some((fault) => fault.pointer === pointer) ? pointer : (faults[0]?.pointer ?? pointer);
  };
  const rows = violationsOf(schema, context, { base, key: '' })
    .filter(({ pointer, value }) => pointer !== '' && isRecord(value))
    .map((violation) => `[${quoted(nameOf(violation))}, ${patchSource(violation)}, ${quoted(blamed(violation))}]`);
  if (rows.length === 0) return [];
  return [{ name: `${endpoint.key} refuses`, nodes: [endpoint.key], source: () => `${file.use('test:refusesEach')}(${quoted(endpoint.key)}, ${literal(base)}, [\n${new Room().take(rows).join(',\n')},\n]);` }];
}

/** Bodies that are no JSON or not of a declared type: one table for a group of endpoints and each type that they do not take. */
export function mediaTests(file: TsFile, endpoints: readonly Endpoint[]): readonly TestPart[] {
  const byType = groupBy(endpoints.filter((endpoint) => requestSchema(endpoint) !== undefined), otherType);
  return [...byType].map(([type, group]) => {
    const keys = group.map(({ key }) => key);
    const source = (): string => `${file.use('test:refusesOtherThanJson')}(${literal(keys)}${type === 'application/xml' ? '' : `, ${quoted(type)}`});`;
    return { name: `other than JSON${type === 'application/xml' ? '' : `: ${type}`}`, nodes: keys, source };
  });
}

/** A media type that the endpoint does not take; empty when it takes all. */
function otherType({ requestBody }: Endpoint): string {
  const types = requestBody?.contents.map(({ mediaType }) => mediaType) ?? [];
  return ['application/xml', 'text/csv'].find((type) => !types.some((declared) => declared === type || declared === '*/*')) ?? '';
}

/** What is sent in place of the base: the top-level property in which the violation stands; `undefined` leaves it out. */
function patchSource({ pointer, value }: LabelledValue): string {
  const name = topOf(pointer);
  const changed = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return `{ ${propertyName(name)}: ${changed === undefined ? 'undefined' : literal(changed)} }`;
}

function nameOf({ pointer, label }: LabelledValue): string {
  return `${pointer.slice(1).replaceAll('/', '.')}: ${label}`;
}

function topOf(pointer: string): string {
  return (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

interface BoundaryPlace {
  readonly endpoint: Endpoint;
  readonly body: ObjectSchema;
  readonly fields: FieldsOfBody;
  readonly restricted: ReadonlySet<string>;
}

/** The boundary values of a create or update request, each stored and shown. */
function boundaryTest(file: TsFile, model: TestModel, resource: Resource, { endpoint, body, fields, restricted }: BoundaryPlace): TestPart | undefined {
  const { implementation } = endpoint;
  if (implementation.kind !== 'crud' || resource.factory === undefined) return undefined;
  const isCreate = implementation.action === 'create' && resource.factory.route?.endpoint === endpoint;
  const isUpdate = implementation.action === 'update' && sameAnswer(model, resource, endpoint);
  if (!isCreate && !isUpdate) return undefined;
  const names = writableProperties(body).map(({ name }) => name).filter((name) => fields.names.has(name));
  const shown = new Set(objectOf(model.application, successSchema(model.application, endpoint))?.properties.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name));
  const except = names.filter((name) => restricted.has(name));
  const hidden = names.filter((name) => !shown.has(name) && !restricted.has(name));
  if (except.length === names.length) return undefined;
  const source = (): string => {
    const prepare = isCreate ? createSource(file, model, resource, endpoint) : updateSource(file, model, resource, endpoint);
    const options = [
      `fields: ${fields.table}`,
      ...fields.options,
      ...(except.length === 0 ? [] : [`except: ${literal(except)}`]),
      ...(hidden.length === 0 ? [] : [`hidden: ${literal(hidden)}`]),
      ...prepare,
      `answer: ${answerSource(file, model, endpoint)}`,
    ];
    return `${file.use('test:acceptsBoundaries')}(${quoted(endpoint.key)}, { ${options.join(', ')} });`;
  };
  return { name: `${endpoint.key} accepts`, nodes: [endpoint.key], source };
}

function createSource(file: TsFile, model: TestModel, resource: Resource, endpoint: Endpoint): readonly string[] {
  const { factory } = resource;
  const { caller } = callerOf(file, model, [endpoint], factory?.needsOwner ?? false);
  const url = pathSource(model.application, endpoint, (name) => keyOfNewRow(file, model, factory?.parents.find((parent) => parent.name === name)?.target ?? resource.entity, 'by')?.source ?? "''");
  const made = `{ url: ${url}, body: ${bare(inputCall(file, resource, 'by'))} }`;
  return [`by: ${caller}`, `prepare: async (${mentions(made, 'by') ? 'by' : ''}) => (${made})`];
}

function updateSource(file: TsFile, model: TestModel, resource: Resource, endpoint: Endpoint): readonly string[] {
  const { implementation } = endpoint;
  const { caller, rowLine } = sceneFor(file, model, resource, [endpoint]);
  const path = implementation.kind === 'crud' ? rowPath(model, resource, { endpoint, crud: implementation }) : undefined;
  return [`by: ${caller}`, `prepare: async (${mentions(rowLine, 'by') ? 'by' : ''}) => {\n${rowLine}\nreturn { url: ${path ?? "''"}, body: {} };\n}`];
}

/** Names that boundary tests leave alone: references, unique values, and what an invariant of the row relates to others. */
function restrictedNames(application: TestModel['application'], entity: Entity): ReadonlySet<string> {
  const keys = entity.attributes.filter(({ relation, unique, primaryKey }) => relation !== undefined || unique || primaryKey).map(({ name }) => name);
  return new Set([...keys, ...entity.uniques.flatMap(({ attributes }) => attributes), ...namesInInvariants(application, entity)]);
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
