import type { ApplicationIR } from '../../../ir/application.ts';
import type { CrudImplementation, Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { Schema } from '../../../ir/schema.ts';
import { flowAnswer, flowArguments } from '../behavior/flowBoundary.ts';
import { member, propertyKey, quote } from '../code/identifiers.ts';
import type { TsFile } from '../code/tsFile.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { declaredHeaders } from '../models/parameters.ts';
import { presentersOf, successOf } from '../models/responses.ts';
import { behaviorOf, listShape, parentsOf } from '../repositories/listFunction.ts';
import { type Operation, operationOf } from '../services/operations.ts';
import { methodParameters } from '../services/servicesEmitter.ts';
import { constantParts, enveloped, objectSource } from './envelope.ts';
import { wordsInput } from './words.ts';

/** The handler of an endpoint. */
export function handlerCode(endpoint: Endpoint, application: ApplicationIR, file: TsFile): string {
  const { implementation } = endpoint;
  switch (implementation.kind) {
    case 'flow':
      return flowHandler(endpoint, application, file);
    case 'words':
      return wordsHandler(endpoint, application, file);
    case 'link':
    case 'crud':
      return operationHandler(operationOf(application, endpoint), application, file);
  }
}

function operationHandler(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const { implementation } = operation;
  if (implementation.action === 'list') return listHandler(operation, application, file);
  if (implementation.kind === 'link') return plainHandler(operation, application, file);
  switch (implementation.action) {
    case 'create':
      return createHandler(operation, application, file);
    case 'read':
      return readHandler(operation, application, file);
    case 'replace':
    case 'update':
    case 'delete':
      return plainHandler(operation, application, file);
  }
}

/** The call of the service with what the request holds. */
function serviceCall(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const values = methodParameters(operation, application, quiet(file)).map(({ from }) => {
    switch (from.kind) {
      case 'path':
        return member('request.params', from.parameter);
      case 'query':
        return 'request.query';
      case 'body':
        return 'request.body';
      case 'version':
        return `${file.use('runtime:expectedVersion')}(${header(operation.endpoint, 'if-match')})`;
    }
  });
  return `${file.use(`service:${operation.entity.name}`)}.${operation.method}(${['context', ...values].join(', ')})`;
}

/** A file that forgets what is used: only the shape of the method is asked for. */
function quiet(file: TsFile): TsFile {
  return Object.create(file, { use: { value: (key: string) => key } }) as TsFile;
}

/** A header that the runtime checks itself; a schema for headers hides the types of the others. */
function header(endpoint: Endpoint, name: string): string {
  return `${declaredHeaders(endpoint).length === 0 ? 'request.headers' : 'request.raw.headers'}[${quote(name)}]`;
}

const runners = { write: 'runtime:inTransaction', reads: 'runtime:inReadTransaction', singleRead: 'runtime:inSingleRead' } as const;

function transaction(kind: keyof typeof runners, call: string, file: TsFile): string {
  return `await ${file.use(runners[kind])}(app.database, request.caller, (context) => ${call})`;
}

/** A list that asks neither for a parent nor for the number of all rows is one query. */
function listing(operation: Operation): 'reads' | 'singleRead' {
  const isSingle = operation.implementation.kind === 'crud' && parentsOf(operation).length === 0 && !listShape(operation).total;
  return isSingle ? 'singleRead' : 'reads';
}

function presented(endpoint: Endpoint, value: string, application: ApplicationIR, file: TsFile): string | undefined {
  const [presenter] = presentersOf(endpoint, application);
  const row = presenter === undefined ? undefined : `${file.use(presenter.key)}(${value})`;
  const { implementation } = endpoint;
  const wrapper = implementation.kind === 'crud' ? implementation.wrapper : undefined;
  if (wrapper === undefined) return row;
  const shown = wrapper.row === undefined || row === undefined ? [] : [`${propertyKey(wrapper.row)}: ${row}`];
  return objectSource([...shown, ...constantParts(wrapper.constants)]);
}

/** Statements that send a body with the status of the endpoint. */
function answer(endpoint: Endpoint, body: string | undefined): string {
  const { successStatus } = endpoint;
  if (body === undefined) return `return reply.code(${String(successStatus)}).send();`;
  const { jsonType } = successOf(endpoint);
  const type = jsonType === undefined ? '' : `.type(${quote(jsonType)})`;
  const code = successStatus === 200 ? '' : `.code(${String(successStatus)})`;
  return type === '' && code === '' ? `return ${body};` : `return reply${code}${type}.send(${body});`;
}

/** As `answer`; a text is written as JSON here, because the server takes it for plain text. */
function jsonAnswer(endpoint: Endpoint, body: string | undefined, application: ApplicationIR): string {
  const { json, jsonType = 'application/json; charset=utf-8' } = successOf(endpoint);
  if (body === undefined || json === undefined || !mayBeText(json, application)) return answer(endpoint, body);
  const code = endpoint.successStatus === 200 ? '' : `.code(${String(endpoint.successStatus)})`;
  return `return reply${code}.type(${quote(jsonType)}).send(JSON.stringify(${body}));`;
}

/** Whether a value of the schema can be a text. */
function mayBeText(schema: Schema, application: ApplicationIR): boolean {
  const resolved = indexOf(application).resolve(schema);
  switch (resolved.kind) {
    case 'object':
    case 'array':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'binary':
      return false;
    case 'enum':
      return resolved.values.some((value) => typeof value === 'string');
    case 'union':
      return resolved.variants.some((variant) => variant.kind !== 'ref' || !variant.lazy ? mayBeText(variant, application) : false);
    case 'string':
    case 'decimal':
    case 'intersection':
    case 'any':
      return true;
  }
}

function handler(lines: readonly string[]): string {
  const usesReply = lines.some((line) => /\breply\b/.test(line));
  return `async (request${usesReply ? ', reply' : ''}) => {\n${lines.map((line) => `      ${line}\n`).join('')}    }`;
}

function listHandler(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const { endpoint } = operation;
  const call = transaction(listing(operation), serviceCall(operation, application, file), file);
  const [presenter] = presentersOf(endpoint, application);
  const items = presenter === undefined ? 'rows' : `rows.map(${file.use(presenter.key)})`;
  const { envelope } = behaviorOf(operation);
  const shape = listShape(operation);
  const names = ['rows', ...(shape.nextCursor ? ['nextCursor'] : []), ...(shape.hasMore ? ['hasMore'] : []), ...(shape.total ? ['total'] : [])];
  const body = envelope.kind === 'array' ? items : enveloped(envelope, items, operation, application);
  return handler([`const { ${names.join(', ')} } = ${call};`, answer(endpoint, body)]);
}

function readHandler(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const { endpoint } = operation;
  const body = presented(endpoint, 'row', application, file);
  return handler([
    `const row = ${transaction('singleRead', serviceCall(operation, application, file), file)};`,
    `reply.header("etag", ${file.use('runtime:etagOf')}(row.rowVersion));`,
    `if (${file.use('runtime:notModified')}(${header(endpoint, 'if-none-match')}, row.rowVersion)) {\n        return reply.code(304).send();\n      }`,
    answer(endpoint, body),
  ]);
}

/** Replace, update, delete and links: one call, then the row if the response shows it. */
function plainHandler(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const { endpoint, implementation } = operation;
  const call = transaction('write', serviceCall(operation, application, file), file);
  const body = presented(endpoint, 'row', application, file);
  const tagged = implementation.action === 'replace' || implementation.action === 'update';
  if (endpoint.method === 'POST' && endpoint.idempotencyKey) return idempotentHandler(endpoint, serviceCall(operation, application, file), body, 'row', [], file);
  if (presentersOf(endpoint, application).length === 0) return handler([`${call};`, answer(endpoint, body)]);
  return handler([`const row = ${call};`, ...(tagged ? [`reply.header("etag", ${file.use('runtime:etagOf')}(row.rowVersion));`] : []), answer(endpoint, body)]);
}

function createHandler(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const { endpoint, entity } = operation;
  const call = serviceCall(operation, application, file);
  const body = presented(endpoint, 'row', application, file);
  const location = locationOf(entity, application);
  const etag = body === undefined ? [] : [`etag: ${file.use('runtime:etagOf')}(row.rowVersion)`];
  const headers = [...etag, ...(location === undefined ? [] : [`location: ${location}`])];
  if (endpoint.method === 'POST' && endpoint.idempotencyKey) return idempotentHandler(endpoint, call, body, 'row', headers, file);
  const used = body !== undefined || headers.length > 0;
  return handler([
    `${used ? 'const row = ' : ''}${transaction('write', call, file)};`,
    ...(headers.length === 0 ? [] : [`reply.headers({ ${headers.join(', ')} });`]),
    answer(endpoint, body),
  ]);
}

function idempotentHandler(endpoint: Endpoint, call: string, body: string | undefined, variable: string, more: readonly string[], file: TsFile): string {
  const { jsonType } = successOf(endpoint);
  const headers = body === undefined || jsonType === undefined ? more : [...more, `"content-type": ${quote(jsonType)}`];
  const used = body !== undefined || headers.length > 0;
  const parts = [`status: ${String(endpoint.successStatus)}`, ...(headers.length === 0 ? [] : [`headers: { ${headers.join(', ')} }`]), ...(body === undefined ? [] : [body === 'body' ? body : `body: ${body}`])];
  return `(request, reply) =>
      ${file.use('runtime:idempotent')}(request, reply, ${quote(endpoint.operationId)}, async (context) => {
        ${used ? `const ${variable} = ` : ''}await ${call};
        return { ${parts.join(', ')} };
      })`;
}

/** The path of a created row, as the template of a URL; undefined when it cannot be read by itself. */
function locationOf(entity: Entity, application: ApplicationIR): string | undefined {
  const read = indexOf(application).endpointsOf(entity).find(({ implementation }) =>
    implementation.kind === 'crud' && implementation.action === 'read' && implementation.key !== undefined && implementation.parents.length === 0);
  const key = (read?.implementation as CrudImplementation | undefined)?.key;
  if (read === undefined || key === undefined) return undefined;
  const attribute = indexOf(application).attribute(entity, key.attribute);
  const schema = attribute === undefined ? undefined : indexOf(application).resolve(attribute.schema);
  const access = member('row', key.attribute);
  const safe = schema?.kind === 'integer' || (schema?.kind === 'string' && schema.format === 'uuid');
  const value = safe ? access : `encodeURIComponent(${schema?.nullable === true ? `${access} ?? ""` : access})`;
  const path = (application.basePath + read.path).replaceAll('`', '%60').replaceAll('${', '%24{');
  return `\`${path.replace(`{${key.parameter}}`, `\${${value}}`)}\``;
}

function flowHandler(endpoint: Endpoint, application: ApplicationIR, file: TsFile): string {
  const { implementation } = endpoint;
  if (implementation.kind !== 'flow') throw new Error(`${endpoint.key} is no flow.`);
  const input = flowArguments(application, endpoint);
  const call = `${file.use(`flow:${implementation.flow}`)}(${['context', ...(input === undefined ? [] : [input])].join(', ')})`;
  const shows = successOf(endpoint).json !== undefined;
  const body = shows ? flowAnswer(file, application, endpoint, 'result') : undefined;
  if (endpoint.method === 'POST' && endpoint.idempotencyKey) return idempotentHandler(endpoint, call, body, 'result', [], file);
  const run = transaction('write', call, file);
  return handler(body === undefined ? [`${run};`, answer(endpoint, undefined)] : [`const result = ${run};`, jsonAnswer(endpoint, body, application)]);
}

/** Code for the words of a GET endpoint may only read; a stub needs no such care. */
function readsOnly({ method, implementation }: Endpoint): boolean {
  return method === 'GET' && implementation.kind === 'words' && implementation.isWritten === true;
}

function wordsHandler(endpoint: Endpoint, application: ApplicationIR, file: TsFile): string {
  const input = wordsInput(endpoint, application, quiet(file)).map(({ name }) => `${name}: request.${name}`);
  const call = `${file.use(`operation:${endpoint.operationId}`)}(${['context', ...(input.length === 0 ? [] : [`{ ${input.join(', ')} }`])].join(', ')})`;
  const run = transaction(readsOnly(endpoint) ? 'reads' : 'write', call, file);
  const { json, otherMediaType } = successOf(endpoint);
  if (json === undefined && otherMediaType === undefined) return handler([`${run};`, answer(endpoint, undefined)]);
  const type = otherMediaType === undefined ? [] : [`reply.type(${quote(otherMediaType)});`];
  return handler([`const result = ${run};`, ...type, otherMediaType === undefined ? jsonAnswer(endpoint, 'result', application) : `return reply.code(${String(endpoint.successStatus)}).send(result);`]);
}
