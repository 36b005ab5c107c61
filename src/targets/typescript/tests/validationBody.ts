import type { Json } from '../../../base/json.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { Property, Schema } from '../../../ir/schema.ts';
import { boundariesOf } from '../../../semantics/boundaries.ts';
import { toScale } from '../../../semantics/decimal.ts';
import { matches } from '../../../semantics/matches.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import type { LabelledValue } from '../../../semantics/types.ts';
import { violationsOf } from '../../../semantics/violations.ts';
import type { TsFile } from '../code/tsFile.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { expectSuccess } from './answers.ts';
import { sameAnswer } from './contractRow.ts';
import { inputCall } from './factories.ts';
import { namesInInvariants } from './invariantValues.ts';
import { literal, propertyName, quoted } from './literal.ts';
import { keyOfNewRow, sampleJson } from './requestBody.ts';
import { pathSource } from './requestPath.ts';
import { callerOf, emptyPath, rowPath, sceneFor } from './scene.ts';
import { inTemplate, sendSource, tableSource, type TestPart, testSource } from './sendSource.ts';
import { objectOf, requestSchema, type Resource, successSchema, type TestModel, writableProperties } from './testModel.ts';

/** Each constraint of the JSON body broken once; bodies that are no JSON, or not of a declared type. */
export function refusedBodies(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  const schema = requestSchema(endpoint);
  if (schema === undefined) return [];
  return [...violationTable(file, model, endpoint, schema), ...mediaTests(file, model, endpoint)];
}

/** About how many characters a table of bodies may have: beyond, the compiler cannot follow. */
const tableSize = 200_000;

function violationTable(file: TsFile, model: TestModel, endpoint: Endpoint, schema: Schema): readonly TestPart[] {
  const base = sampleJson(model, schema, 0, endpoint.operationId);
  if (base === undefined || !isRecord(base)) return [];
  const all = violationsOf(schema, schemaContext(model.application), { base, key: '' });
  const violations = all.slice(0, Math.max(1, Math.floor(tableSize / JSON.stringify(base).length)));
  // Inside variants that nothing tells apart the whole value is to blame.
  const blamed = ({ pointer, value }: LabelledValue): string => {
    const faults = matches(value, schema, schemaContext(model.application), 'request');
    return faults.some((fault) => fault.pointer === pointer) ? pointer : (faults[0]?.pointer ?? pointer);
  };
  const rows = violations.filter(({ pointer, value }) => pointer !== '' && isRecord(value)).map((violation) => `[${quoted(nameOf(violation))}, ${patchSource(violation)}, ${quoted(blamed(violation))}]`);
  if (rows.length === 0) return [];
  const name = `${endpoint.operationId}Refused`;
  const valid = `${endpoint.operationId}Valid`;
  const source = (): string => {
    const { by, callerLine } = callerOf(file, model, [endpoint], false);
    const send = sendSource(file, endpoint.method, emptyPath(file, model, endpoint), { by, body: `{ ...${valid}, ...patch }` });
    const table = { name, rows, type: 'readonly [fault: string, patch: object, pointer: string]', row: '[fault, patch, pointer]', title: `${inTemplate(endpoint.key)} refuses \${fault}` };
    return `const ${valid} = ${literal(base)};\n\n${tableSource(file, table, [callerLine, `const reply = ${send};`, `${file.use('test:expectInvalid')}(reply, 422, pointer);`])}`;
  };
  return [{ name, nodes: [endpoint.key, ...new Set(violations.map(({ key }) => key))], source }];
}

function mediaTests(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  const types = endpoint.requestBody?.contents.map(({ mediaType }) => mediaType) ?? [];
  const name = `${endpoint.key} refuses a body that is no JSON`;
  const source = (): string => {
    const { by, callerLine } = callerOf(file, model, [endpoint], false);
    const raw = (text: string, type: string): string => sendSource(file, endpoint.method, emptyPath(file, model, endpoint), { by, headers: `{ 'content-type': '${type}' }` }).replace(/ \}\)$/, `, raw: ${text} })`);
    const expectProblem = file.use('test:expectProblem');
    const other = ['application/xml', 'text/csv'].find((type) => !types.some((declared) => declared === type || declared === '*/*'));
    return testSource(file, name, [
      callerLine,
      `${expectProblem}(${raw("'{ \"unfinished\": '", 'application/json')}, 400);`,
      other === undefined ? undefined : `${expectProblem}(${raw("'<xml/>'", other)}, 415);`,
    ]);
  };
  return [{ name, nodes: [endpoint.key], source }];
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

/** The boundary values of a create or update request, each stored and shown. */
export function acceptedBodies(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  const { implementation } = endpoint;
  const schema = requestSchema(endpoint);
  if (implementation.kind !== 'crud' || schema === undefined) return [];
  const resource = model.resources.get(implementation.entity);
  if (resource?.factory === undefined) return [];
  const rows = acceptedRows(model, resource.entity, endpoint, schema);
  if (rows.length === 0) return [];
  const isCreate = implementation.action === 'create' && resource.factory.route?.endpoint === endpoint;
  const isUpdate = implementation.action === 'update' && sameAnswer(resource, endpoint);
  if (!isCreate && !isUpdate) return [];
  const name = `${endpoint.operationId}Accepted`;
  const source = (): string => {
    const lines = isCreate ? createLines(file, model, resource, endpoint) : updateLines(file, model, resource, endpoint);
    const table = { name, rows, type: 'readonly [boundary: string, patch: object, shown: object]', row: '[boundary, patch, shown]', title: `${inTemplate(endpoint.key)} accepts \${boundary}` };
    return tableSource(file, table, [...lines, `${file.use('test:expectFields')}(answered, shown);`]);
  };
  return [{ name, nodes: [endpoint.key], source }];
}

function createLines(file: TsFile, model: TestModel, resource: Resource, endpoint: Endpoint): readonly string[] {
  const { factory } = resource;
  const { by, callerLine } = callerOf(file, model, [endpoint], factory?.needsOwner ?? false);
  const parents = (factory?.parents ?? []).map(({ name, target }) => `const ${name} = ${keyOfNewRow(file, model, target, 'by')?.source ?? "''"};`);
  const url = pathSource(model.application, endpoint, (name) => name);
  return [
    callerLine,
    ...parents,
    `const body = { ...${inputCall(file, resource, 'by')}, ...patch };`,
    `const reply = ${sendSource(file, 'POST', url, { by, body: 'body' })};`,
    `const answered = ${expectSuccess(file, model, endpoint, 'reply')};`,
  ];
}

function updateLines(file: TsFile, model: TestModel, resource: Resource, endpoint: Endpoint): readonly string[] {
  const { implementation } = endpoint;
  const { callerLine, rowLine, by } = sceneFor(file, model, resource, [endpoint]);
  const path = implementation.kind === 'crud' ? rowPath(model, resource, { endpoint, crud: implementation }) : undefined;
  return [callerLine, rowLine, `const reply = ${sendSource(file, endpoint.method, path ?? "''", { by, body: 'patch' })};`, `const answered = ${expectSuccess(file, model, endpoint, 'reply')};`];
}

function acceptedRows(model: TestModel, entity: Entity, endpoint: Endpoint, schema: Schema): readonly string[] {
  const { application } = model;
  const base = sampleJson(model, schema, 0, endpoint.operationId);
  if (base === undefined || !isRecord(base)) return [];
  const properties = new Map(writableProperties(objectOf(application, schema)).map((property) => [property.name, property]));
  const shown = new Set(objectOf(application, successSchema(endpoint))?.properties.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name));
  const restricted = restrictedNames(application, entity);
  return boundariesOf(schema, schemaContext(application), { base, key: '' }).flatMap((boundary) => {
    const name = topOf(boundary.pointer);
    const property = properties.get(name);
    if (property === undefined || restricted.has(name) || !isRecord(boundary.value)) return [];
    const value = Object.hasOwn(boundary.value, name) ? boundary.value[name] : undefined;
    if (value === undefined) return [];
    const visible = shown.has(name) ? shownValue(model, property, value) : undefined;
    return [`[${quoted(nameOf(boundary))}, { ${propertyName(name)}: ${literal(value)} }, ${visible === undefined ? '{}' : `{ ${propertyName(name)}: ${literal(visible)} }`}]`];
  });
}

/** Names that boundary tests leave alone: references, unique values, and what an invariant of the row relates to others. */
function restrictedNames(application: TestModel['application'], entity: Entity): ReadonlySet<string> {
  const keys = entity.attributes.filter(({ relation, unique, primaryKey }) => relation !== undefined || unique || primaryKey).map(({ name }) => name);
  return new Set([...keys, ...entity.uniques.flatMap(({ attributes }) => attributes), ...namesInInvariants(application, entity)]);
}

/** How the app shows a value that was sent; undefined when its form may differ. */
function shownValue(model: TestModel, { schema: declared }: Property, value: Json): Json | undefined {
  const schema = resolveSchema(model.application, declared);
  if (value === null) return null;
  switch (schema?.kind) {
    case 'decimal':
      return typeof value === 'string' ? toScale(value, schema.scale) : undefined;
    case 'string':
      return schema.format === 'date-time' || schema.format === 'time' ? undefined : value;
    case 'integer':
    case 'number':
    case 'boolean':
    case 'enum':
      return value;
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
    case undefined:
      return undefined;
  }
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
