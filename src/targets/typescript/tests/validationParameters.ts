import type { Endpoint, Parameter } from '../../../ir/endpoint.ts';
import { readParameter, serialiseParameter } from '../../../semantics/parameters.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import { violationsOf } from '../../../semantics/violations.ts';
import type { TsFile } from '../code/tsFile.ts';
import { literal, propertyName, quoted } from './literal.ts';
import { pathSource } from './requestPath.ts';
import { requiredQuery } from './scene.ts';
import type { TestPart } from './sendSource.ts';
import type { TestModel } from './testModel.ts';
import { simpleValues } from './values.ts';

/** A parameter can hold whole objects, as JSON: some of what can be wrong with it is enough. */
const mostBroken = 40;

/** Query parameters that break their schema. */
export function queryTests(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  if (isSilent(endpoint)) return [];
  const fields: string[] = [];
  const queries: string[] = [];
  for (const parameter of endpoint.parameters) {
    if (parameter.in !== 'query' || parameter.required || parameter.style === 'deepObject') continue;
    const values = parameter.style === 'json' ? undefined : simpleValues(file, model, { ...parameter.schema, nullable: false }, parameter.name);
    if (values === undefined) queries.push(...brokenQueries(model, parameter));
    else fields.push(`  ${propertyName(parameter.name)}: ${values},\n`);
  }
  if (fields.length + queries.length === 0) return [];
  const name = `${endpoint.key} refuses queries`;
  const table = fields.length === 0 ? '{}' : `{\n${fields.join('')}}`;
  return [{ name, nodes: [endpoint.key], source: () => `${file.use('test:refusesQueries')}(${quoted(endpoint.key)}, ${table}${queries.length === 0 ? '' : `, [${queries.join(', ')}]`});` }];
}

function brokenQueries(model: TestModel, parameter: Parameter): readonly string[] {
  const context = schemaContext(model.application);
  return violationsOf(parameter.schema, context, { name: parameter.name, most: mostBroken }).flatMap(({ value }) => {
    if (value === null || (typeof value === 'string' && value.length > 300)) return [];
    const raw = serialiseParameter(parameter, value);
    if (readParameter(parameter, raw, context).kind !== 'broken') return [];
    const pairs = Object.entries(raw).flatMap(([name, texts]) => (Array.isArray(texts) ? texts : [texts]).map((text) => `${encodeURIComponent(name)}=${encodeURIComponent(String(text))}`));
    return [literal([pairs.join('&'), `/query/${parameter.name.replaceAll('~', '~0').replaceAll('/', '~1')}`])];
  });
}

/** Keys in paths that cannot be any: one table for a group of endpoints. */
export function keyTests(file: TsFile, model: TestModel, endpoints: readonly Endpoint[]): readonly TestPart[] {
  const rows = endpoints.flatMap((endpoint): readonly { readonly key: string; readonly row: string }[] => {
    const strict = isSilent(endpoint) ? undefined : endpoint.parameters.find(({ in: place, schema }) => place === 'path' && (schema.kind === 'integer' || (schema.kind === 'string' && schema.format === 'uuid')));
    if (strict === undefined) return [];
    const path = pathSource(model.application, endpoint, (parameter) => (parameter === strict.name ? quoted('not-a-key') : quoted('0')), requiredQuery(model, endpoint));
    return [{ key: endpoint.key, row: `  [${quoted(endpoint.key)}, ${quoted(strict.name)}, ${path}],\n` }];
  });
  if (rows.length === 0) return [];
  return [{ name: 'malformed keys', nodes: rows.map(({ key }) => key), source: () => `${file.use('test:refusesKeys')}(\n${rows.map(({ row }) => row).join('')});` }];
}

/** Endpoints that frameworks answer by themselves. */
function isSilent({ method }: Endpoint): boolean {
  return ['HEAD', 'OPTIONS', 'TRACE'].includes(method);
}
