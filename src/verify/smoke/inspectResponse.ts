import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import { matches } from '../../semantics/matches.ts';
import { valueAt } from '../../semantics/pointers.ts';
import { rowPointer } from '../../semantics/present.ts';
import { schemaContext } from '../../semantics/schemaContext.ts';
import type { RowValues } from '../../semantics/types.ts';
import type { HttpResponse } from '../ports.ts';

/** One way in which an answer is not what it had to be. */
export interface Finding {
  readonly expected: string;
  readonly actual: string;
}

/** What a problem document must say, as far as it is known. */
export interface ExpectedProblem {
  readonly status: number;
  readonly code?: string;
  /** Codes that may come in its place. */
  readonly otherCodes?: readonly string[];
  /** JSON pointers that must be among those of `errors`, themselves or with what is inside. */
  readonly paths?: readonly string[];
  /** True of the answer to HEAD. */
  readonly bodyless?: boolean;
}

const bodies = new WeakMap<HttpResponse, Json | undefined>();

/** The body as JSON; undefined when it is none. */
export function jsonOf(response: HttpResponse): Json | undefined {
  if (!bodies.has(response)) bodies.set(response, parsed(response.body));
  return bodies.get(response);
}

function parsed(text: string): Json | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The row that the body of a success shows, or undefined when it shows none. */
export function rowIn(response: HttpResponse, endpoint: Endpoint): RowValues | undefined {
  return rowInBody(jsonOf(response), endpoint);
}

/** The row in such a body. */
export function rowInBody(body: Json | undefined, endpoint: Endpoint): RowValues | undefined {
  const row = valueAt(body, rowPointer(endpoint));
  return isRecord(row) ? row : undefined;
}

/** The answer in one line, for failures. */
export function describeResponse(response: HttpResponse): string {
  const body = response.body.length > 600 ? `${response.body.slice(0, 600)}...` : response.body;
  return body === '' ? String(response.status) : `${response.status} ${body}`;
}

/** Whether a success is of the declared media type and schema and has the declared headers. */
export function inspectSuccess(application: ApplicationIR, endpoint: Endpoint, response: HttpResponse): readonly Finding[] {
  const declared = endpoint.responses.find((candidate) => candidate.status === response.status);
  if (declared === undefined) return [{ expected: 'a declared status', actual: describeResponse(response) }];
  const findings = inspectHeaders(declared.headers, response);
  if (declared.contents.length === 0) return response.body === '' ? findings : [...findings, { expected: 'no body', actual: describeResponse(response) }];
  const type = mediaTypeOf(response);
  const content = declared.contents.find((candidate) => candidate.mediaType === type) ?? declared.contents.find((candidate) => candidate.mediaType.endsWith('*'));
  if (content === undefined) return [...findings, { expected: `content-type ${declared.contents.map((candidate) => candidate.mediaType).join(' or ')}`, actual: `content-type ${type || 'missing'}` }];
  if (content.schema === undefined || content.schema.kind === 'binary' || !type.endsWith('json')) return findings;
  const body = jsonOf(response);
  if (body === undefined) return [...findings, { expected: 'a JSON body', actual: describeResponse(response) }];
  const mismatches = matches(body, content.schema, schemaContext(application), 'response');
  return [...findings, ...mismatches.map((mismatch) => ({ expected: 'a body of the declared schema', actual: `${mismatch.pointer || '/'}: ${mismatch.message}` }))];
}

function inspectHeaders(declared: readonly { readonly name: string; readonly required: boolean }[], response: HttpResponse): readonly Finding[] {
  return declared
    .filter((header) => header.required && response.headers[header.name.toLowerCase()] === undefined)
    .map((header) => ({ expected: `header ${header.name}`, actual: 'no such header' }));
}

/** Whether an error is a problem document of that status, with all its members, and leaks nothing. */
export function inspectProblem(response: HttpResponse, expected: ExpectedProblem): readonly Finding[] {
  const findings: Finding[] = [];
  if (expected.bodyless === true) return [...(response.body === '' ? [] : [{ expected: 'no body', actual: describeResponse(response) }]), ...inspectStandingHeaders(response)];
  const type = mediaTypeOf(response);
  if (type !== 'application/problem+json') findings.push({ expected: 'content-type application/problem+json', actual: `content-type ${type || 'missing'}` });
  const body = jsonOf(response);
  if (!isRecord(body)) return [...findings, { expected: 'a problem document', actual: describeResponse(response) }];
  for (const member of ['type', 'title', 'detail', 'instance', 'code', 'requestId']) {
    if (typeof body[member] !== 'string') findings.push({ expected: `a problem with "${member}"`, actual: describeResponse(response) });
  }
  if (body['status'] !== expected.status) findings.push({ expected: `"status": ${expected.status} in the problem`, actual: describeResponse(response) });
  const codes: readonly unknown[] = [expected.code, ...(expected.otherCodes ?? [])];
  if (expected.code !== undefined && !codes.includes(body['code'])) findings.push({ expected: `code ${expected.code}`, actual: describeResponse(response) });
  const paths = errorPaths(body);
  for (const path of expected.paths ?? []) {
    if (!paths.some((found) => path === '/' || found === path || found.startsWith(`${path}/`))) findings.push({ expected: `an error at ${path}`, actual: describeResponse(response) });
  }
  return [...findings, ...inspectStandingHeaders(response)];
}

/** 401 says how to authenticate, 405 what is allowed. */
function inspectStandingHeaders(response: HttpResponse): readonly Finding[] {
  const needed = response.status === 401 ? 'www-authenticate' : response.status === 405 ? 'allow' : undefined;
  return needed === undefined || (response.headers[needed] ?? '') !== '' ? [] : [{ expected: `header ${needed}`, actual: 'no such header' }];
}

const leaks: readonly RegExp[] = [
  /\bat [^"\\]*[(/][^"\\]*:\d+:\d+/, /node_modules/, /\bnode:internal\b/, /file:\/\//, /\bSQLSTATE\b/i, /\bdrizzle\b/i, /\bFailed query\b/i,
  /\b(select|insert into|update|delete from)\s+"[^"]*"/i, /\bselect\b[^"]{1,200}\bfrom\b\s+\\?"/i, /violates [a-z-]+ constraint/i, /\brelation \\?"[^"]+" does not exist/i, /\bECONNREFUSED\b/,
];

/** Every answer, also an error, tells browsers to be careful with it and names the request for the logs. */
export function inspectProtection(response: HttpResponse): readonly Finding[] {
  const findings: Finding[] = [];
  if (response.headers['x-content-type-options'] !== 'nosniff') findings.push({ expected: 'header x-content-type-options: nosniff', actual: response.headers['x-content-type-options'] ?? 'no such header' });
  for (const name of ['content-security-policy', 'x-frame-options', 'x-request-id']) if ((response.headers[name] ?? '') === '') findings.push({ expected: `header ${name}`, actual: 'no such header' });
  return findings;
}

/** An answer that shows how the app is made inside. */
export function inspectLeak(response: HttpResponse): readonly Finding[] {
  if (response.status < 400) return [];
  const leak = leaks.find((pattern) => pattern.test(response.body));
  return leak === undefined ? [] : [{ expected: 'an error that tells nothing of the inside', actual: describeResponse(response) }];
}

export function mediaTypeOf(response: HttpResponse): string {
  return (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

export function isRecord(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function errorPaths(problem: Readonly<Record<string, Json>>): readonly string[] {
  const errors = problem['errors'];
  if (!Array.isArray(errors)) return [];
  return (errors as readonly Json[]).flatMap((error) => (isRecord(error) && typeof error['path'] === 'string' ? [error['path']] : []));
}
