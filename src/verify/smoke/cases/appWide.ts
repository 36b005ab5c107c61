import { type Finding, describeResponse, inspectProblem, jsonOf, mediaTypeOf } from '../inspectResponse.ts';
import type { HttpResponse } from '../../ports.ts';
import { deepEqual } from '../../../semantics/evaluate.ts';
import type { Json } from '../../../base/json.ts';
import type { Suite } from '../suite.ts';

/** What every app answers beside the spec's operations. `openApiText` is the app's openapi.json. */
export async function checkAppWide(suite: Suite, openApiText: string | undefined): Promise<void> {
  const get = (path: string, check: string, inspect: (response: HttpResponse) => readonly Finding[]): Promise<unknown> =>
    suite.session.exchange({ operation: 'app', check, request: () => ({ method: 'GET', path, headers: {} }), inspect });
  await Promise.all([
    get('/health/live', 'is alive', (response) => isOk(response)),
    get('/health/ready', 'is ready', (response) => isOk(response)),
    get('/docs', 'has documentation', (response) => [...isOk(response), ...hasType(response, 'text/html')]),
    ...(suite.application.infrastructure.metrics ? [get('/metrics', 'has metrics', (response) => [...isOk(response), ...(response.body.includes('# TYPE ') ? [] : [{ expected: 'metrics in the format of Prometheus', actual: describeResponse(response) }])])] : []),
    get('/openapi.json', 'serves its openapi.json', (response) => [...isOk(response), ...sameDocument(response, openApiText)]),
    get(unknownPath(suite), 'unknown path', (response) => (response.status === 404 ? inspectProblem(response, { status: 404 }) : [{ expected: '404', actual: describeResponse(response) }])),
  ]);
}

/** A path that is longer than any that could match it. */
function unknownPath({ application }: Suite): string {
  const longest = Math.max(3, ...application.endpoints.map(({ path }) => `${application.basePath}${path}`.split('/').length));
  return `/no${'/such'.repeat(longest - 1)}/path`;
}

function isOk(response: HttpResponse): readonly Finding[] {
  return response.status === 200 ? [] : [{ expected: '200', actual: describeResponse(response) }];
}

function hasType(response: HttpResponse, type: string): readonly Finding[] {
  return mediaTypeOf(response) === type ? [] : [{ expected: `content-type ${type}`, actual: `content-type ${mediaTypeOf(response) || 'missing'}` }];
}

function sameDocument(response: HttpResponse, text: string | undefined): readonly Finding[] {
  if (text === undefined) return [{ expected: 'a file openapi.json in the app', actual: 'no such file' }];
  const served = jsonOf(response);
  return served !== undefined && deepEqual(served, JSON.parse(text) as Json) ? [] : [{ expected: 'the document of openapi.json', actual: 'another document' }];
}
