import type { Endpoint, Parameter } from '../../../ir/endpoint.ts';
import { readParameter, serialiseParameter } from '../../../semantics/parameters.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import { violationsOf } from '../../../semantics/violations.ts';
import type { TsFile } from '../code/tsFile.ts';
import { literal, quoted } from './literal.ts';
import { pathSource } from './requestPath.ts';
import { callerOf, emptyPath, requiredQuery } from './scene.ts';
import { inTemplate, sendSource, tableSource, type TestPart, testSource } from './sendSource.ts';
import type { TestModel } from './testModel.ts';

/** Query and path parameters that break their schema. */
export function refusedParameters(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  if (['HEAD', 'OPTIONS', 'TRACE'].includes(endpoint.method)) return [];
  return [...queryTests(file, model, endpoint), ...pathTests(file, model, endpoint)];
}

function queryTests(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  const faults = endpoint.parameters.filter((parameter) => parameter.in === 'query').flatMap((parameter) => brokenQueries(model, parameter));
  if (faults.length === 0) return [];
  const name = `${endpoint.operationId}RefusedQueries`;
  const source = (): string => {
    const { by, callerLine } = callerOf(file, model, [endpoint], false);
    const send = sendSource(file, endpoint.method, emptyPath(file, model, endpoint, '${query}'), { by });
    const rows = faults.map(({ query, pointer }) => literal([query, pointer]));
    const table = { name, rows, type: 'readonly [query: string, pointer: string]', row: '[query, pointer]', title: `${inTemplate(endpoint.key)} refuses ?\${query}` };
    return tableSource(file, table, [callerLine, `const reply = ${send};`, `${file.use('test:expectInvalid')}(reply, 400, pointer);`]);
  };
  return [{ name, nodes: [endpoint.key], source }];
}

function brokenQueries(model: TestModel, parameter: Parameter): readonly { readonly query: string; readonly pointer: string }[] {
  const context = schemaContext(model.application);
  if (parameter.required || parameter.style === 'deepObject') return [];
  return violationsOf(parameter.schema, context, { name: parameter.name }).flatMap(({ value }) => {
    if (value === null || (typeof value === 'string' && value.length > 300)) return [];
    const raw = serialiseParameter(parameter, value);
    if (readParameter(parameter, raw, context).kind !== 'broken') return [];
    const pairs = Object.entries(raw).flatMap(([name, texts]) => (Array.isArray(texts) ? texts : [texts]).map((text) => `${encodeURIComponent(name)}=${encodeURIComponent(String(text))}`));
    return [{ query: pairs.join('&'), pointer: `/query/${parameter.name.replaceAll('~', '~0').replaceAll('/', '~1')}` }];
  });
}

/** A key that cannot be one. */
function pathTests(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  const strict = endpoint.parameters.find(({ in: place, schema }) => place === 'path' && (schema.kind === 'integer' || (schema.kind === 'string' && schema.format === 'uuid')));
  if (strict === undefined) return [];
  const name = `${endpoint.key} refuses a malformed ${strict.name}`;
  const source = (): string => {
    const { by, callerLine } = callerOf(file, model, [endpoint], false);
    const query = requiredQuery(model, endpoint);
    const path = pathSource(model.application, endpoint, (parameter) => (parameter === strict.name ? quoted('not-a-key') : quoted('0')), query);
    return testSource(file, name, [callerLine, `${file.use('test:expectProblem')}(${sendSource(file, endpoint.method, path, { by })}, 400);`]);
  };
  return [{ name, nodes: [endpoint.key], source }];
}
