import { capitalise } from '../../base/names.ts';
import type { Content, Endpoint, Parameter, RequestBody, Response } from '../../ir/endpoint.ts';
import type { Schema } from '../../ir/schema.ts';
import type { Security } from './access.ts';
import type { Lowering } from './lowerSchema.ts';
import type { SpecContent, SpecOperation, SpecResponse } from './model.ts';
import type { SchemaTable } from './schemaTable.ts';

/** An endpoint before it is known what implements it. */
export type EndpointDraft = Omit<Endpoint, 'implementation' | 'inferred'>;

export interface OperationLowering {
  readonly lowering: Lowering;
  readonly table: SchemaTable;
  readonly security: Security;
}

/** What the document says about an operation, in terms of the IR. */
export function lowerOperation({ lowering, table, security }: OperationLowering, operation: SpecOperation, operationId: string): EndpointDraft {
  const key = `${operation.method} ${operation.path}`;
  const named = new Namer(lowering, table, key, capitalise(operationId));
  const successStatus = successStatusOf(operation);
  const body = operation.body;
  const requestBody: RequestBody | undefined = body === undefined ? undefined : {
    required: body.required,
    ...optional('description', body.description),
    contents: named.contents(body.contents, body.origin === undefined ? 'Request' : undefined, body.origin),
    span: body.span,
  };
  return {
    kind: 'endpoint',
    key,
    method: operation.method,
    path: operation.path,
    operationId,
    ...optional('summary', operation.summary),
    ...optional('description', operation.description),
    deprecated: operation.deprecated,
    tags: operation.tags,
    parameters: operation.parameters.map((parameter): Parameter => ({
      name: parameter.name,
      in: parameter.in,
      required: parameter.required,
      schema: lowering.schema(parameter.schema),
      ...optional('description', parameter.description),
      style: parameter.style,
      explode: parameter.explode,
      span: parameter.span,
    })),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: lowerResponses(operation, successStatus, lowering, named),
    successStatus,
    access: security.accessOf(operation),
    idempotencyKey: operation.method === 'POST' && operation.parameters.some((parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === 'idempotency-key'),
    span: operation.span,
  };
}

function optional<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}

/** Gives names to the inline bodies of one operation. */
class Namer {
  readonly #lowering: Lowering;
  readonly #table: SchemaTable;
  readonly #key: string;
  readonly #prefix: string;

  constructor(lowering: Lowering, table: SchemaTable, key: string, prefix: string) {
    this.#lowering = lowering;
    this.#table = table;
    this.#key = key;
    this.#prefix = prefix;
  }

  /** `suffix` follows the operation's name; a shared part has a name of its own instead. */
  contents(contents: readonly SpecContent[], suffix: string | undefined, origin: string | undefined): readonly Content[] {
    return contents.map(({ mediaType, schema }): Content => {
      const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? mediaType;
      if (schema === undefined) return { mediaType: type };
      const kind = isJson(type) || contents.length === 1 ? '' : type.replace(/^.*\//, ' ');
      const wanted = `${suffix === undefined ? `${origin ?? ''} body` : this.#prefix + suffix}${kind}`;
      const identity = `${suffix === undefined ? origin ?? '' : this.#key} ${suffix ?? ''} ${type}`;
      return { mediaType: type, schema: this.#named(this.#lowering.schema(schema), wanted, identity) };
    });
  }

  #named(schema: Schema, wanted: string, identity: string): Schema {
    return this.#table.body(schema, wanted, identity);
  }
}

/** Whether a media type carries JSON. */
export function isJson(mediaType: string): boolean {
  return /^(application\/json|[^;]+\+json|text\/json|\*\/\*|application\/\*)$/i.test(mediaType);
}

const created = 201;

/** The 2xx that a successful call answers: 201 for POST where declared, else the lowest; `2XX` and a lone `default` mean 200. */
function successStatusOf(operation: SpecOperation): number {
  const exact = operation.responses.map(({ status }) => Number(status)).filter((status) => status >= 200 && status < 300).sort((a, b) => a - b);
  if (operation.method === 'POST' && exact.includes(created)) return created;
  const [lowest] = exact;
  if (lowest !== undefined) return lowest;
  if (operation.responses.some(({ status }) => status === '2XX')) return 200;
  const redirect = operation.responses.map(({ status }) => Number(status)).find((status) => status >= 300 && status < 400);
  if (redirect !== undefined) return redirect;
  const fallback = operation.responses.find(({ status }) => status === 'default');
  return fallback === undefined ? (operation.method === 'DELETE' ? 204 : 200) : 200;
}

/** `4XX` is kept as 400 and `5XX` as 500, unless these are declared; `default` is the success when there is no other, else it is left out. */
function lowerResponses(operation: SpecOperation, successStatus: number, lowering: Lowering, named: Namer): readonly Response[] {
  const found = new Map<number, Response>();
  const rank = (status: string): number => (status === 'default' ? 2 : status.endsWith('XX') ? 1 : 0);
  for (const response of [...operation.responses].sort((a, b) => rank(a.status) - rank(b.status))) {
    const status = numericStatus(response, successStatus, found);
    if (status !== undefined && !found.has(status)) found.set(status, lowerResponse(response, status, lowering, named));
  }
  if (!found.has(successStatus)) found.set(successStatus, { status: successStatus, description: 'Success', headers: [], contents: [], span: operation.span });
  return [...found.values()].sort((a, b) => a.status - b.status);
}

function numericStatus({ status }: SpecResponse, successStatus: number, found: ReadonlyMap<number, Response>): number | undefined {
  if (status === 'default') return found.has(successStatus) ? undefined : successStatus;
  if (!status.endsWith('XX')) return Number(status);
  return status === '2XX' ? successStatus : Number(status.charAt(0)) * 100;
}

function lowerResponse(response: SpecResponse, status: number, lowering: Lowering, named: Namer): Response {
  return {
    status,
    description: response.description,
    headers: response.headers.map(({ name, required, schema }) => ({ name, required, schema: lowering.schema(schema) })),
    contents: named.contents(response.contents, response.origin === undefined ? `Response${response.status === 'default' ? 'Default' : response.status}` : undefined, response.origin),
    span: response.span,
  };
}
