import type { Endpoint } from '../../../ir/endpoint.ts';
import type { TsFile } from '../code/tsFile.ts';
import type { TestCase } from './contractRow.ts';
import { literal } from './literal.ts';
import { sampleJson } from './requestBody.ts';
import { callerOf, emptyPath, requiredHeaders } from './scene.ts';
import { sendSource, testSource } from './sendSource.ts';
import { requestSchema, type TestModel } from './testModel.ts';

/** An operation that nobody has implemented yet says so, to a caller whose request is right. */
export function wordsTests(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestCase[] {
  const { requestBody } = endpoint;
  const schema = requestSchema(endpoint);
  if (requestBody?.required === true && schema === undefined) return [];
  if (['HEAD', 'OPTIONS', 'TRACE'].includes(endpoint.method)) return [];
  if (!canCall(model, endpoint)) return [];
  const sample = schema === undefined ? undefined : sampleJson(model, schema, 0, endpoint.operationId);
  if (schema !== undefined && sample === undefined) return [];
  const title = `${endpoint.key} says that it is not implemented`;
  return [{
    title,
    source: () => {
      const { callerLine, by } = callerOf(file, model, [endpoint], false);
      const headers = requiredHeaders(model, endpoint)?.replace(/^headers: /, '');
      const reply = sendSource(file, endpoint.method, emptyPath(file, model, endpoint), { by, headers, body: sample === undefined ? undefined : literal(sample) });
      return testSource(file, title, [callerLine, `${file.use('test:expectProblem')}(${reply}, 501, 'not_implemented');`]);
    },
  }];
}

/** Whether the callers of tests have credentials for the endpoint: they show headers, and in `Authorization` a token where there are tokens at all. */
function canCall({ application: { auth } }: TestModel, { access }: Endpoint): boolean {
  if (access.kind === 'public' || access.alternatives.length === 0) return true;
  const hasTokens = auth.schemes.some(({ kind }) => kind === 'jwt');
  return access.alternatives.some((uses) => uses.every((use) => {
    const scheme = auth.schemes.find(({ name }) => name === use.scheme);
    return scheme === undefined || (scheme.kind === 'apiKey' ? scheme.in !== 'query' : scheme.kind === 'jwt' || !hasTokens);
  }));
}
