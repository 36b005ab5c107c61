import type { Json } from '../../../base/json.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { TsFile } from '../code/tsFile.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { serialiseParameter } from '../../../semantics/parameters.ts';
import { callerForAll, type CallerNeeded } from './access.ts';
import { factoryCall } from './factories.ts';
import { literal, memberAccess } from './literal.ts';
import { keyOfNewRow, sampleJson } from './requestBody.ts';
import { textOf } from './requiredHeaders.ts';
import { isSafe, parameterNamed, pathParameters, pathSource } from './requestPath.ts';
import { rowName } from './testNames.ts';
import { type CrudRoute, objectOf, type Resource, type TestModel } from './testModel.ts';
import { uniqueValue } from './uniqueValue.ts';

/** What stands at the start of a test about one row: who calls, and the row. */
export interface Scene {
  /** `const by = someone();`, or nothing when nobody has to be named. */
  readonly callerLine: string;
  /** `by` or undefined. */
  readonly by: string | undefined;
  /** The function that gives the caller: `someone`, `admin` or `nobody`. */
  readonly caller: string;
  /** Name of the variable with the row. */
  readonly row: string;
  /** `const product = await aProduct();` */
  readonly rowLine: string;
}

/** A scene in which the endpoints can be called on a new row of the resource, which has a factory. */
export function sceneFor(file: TsFile, model: TestModel, resource: Resource, endpoints: readonly Endpoint[]): Scene {
  const { factory, entity } = resource;
  const needsOwner = factory?.needsOwner ?? false;
  const caller = callerOf(file, model, endpoints, needsOwner);
  const row = rowName(entity);
  return { ...caller, row, rowLine: `const ${row} = ${factoryCall(file, resource, needsOwner ? caller.by : undefined)};` };
}

/** Who calls the endpoints; somebody is named when one of them needs it or rows have to be somebody's. */
export function callerOf(file: TsFile, model: TestModel, endpoints: readonly Endpoint[], needsOwner: boolean): Pick<Scene, 'callerLine' | 'by' | 'caller'> {
  const needed: CallerNeeded = callerForAll(model.application, endpoints);
  if (needed === 'nobody' && !needsOwner) return { callerLine: '', by: undefined, caller: file.use('test:nobody') };
  const caller = file.use(needed === 'admin' ? 'test:admin' : 'test:someone');
  return { callerLine: `const by = ${caller}();`, by: 'by', caller };
}

/** Source of the path of a route to `row`; undefined when the row's answer does not show what the path names. */
export function rowPath(model: TestModel, resource: Resource, { endpoint, crud }: CrudRoute, row = rowName(resource.entity)): string | undefined {
  const shown = answerProperties(model, resource);
  const attributes = new Map([...crud.parents.map(({ parameter, attribute }) => [parameter, attribute] as const), ...(crud.key === undefined ? [] : [[crud.key.parameter, crud.key.attribute] as const])]);
  const known = pathParameters(endpoint).every((parameter) => shown.has(attributes.get(parameter) ?? ''));
  if (!known) return undefined;
  return pathSource(model.application, endpoint, (parameter) => segment(endpoint, parameter, `${row}${memberAccess(attributes.get(parameter) ?? '')}`), requiredQuery(model, endpoint));
}

/** Names of the properties that every answer of the factory shows. */
export function answerProperties(model: TestModel, resource: Resource): ReadonlySet<string> {
  const known = propertiesOfAnswers.get(resource);
  if (known !== undefined) return known;
  const properties = objectOf(model.application, resource.factory?.answer)?.properties ?? [];
  const names = new Set(properties.filter(({ required, writeOnly, schema: { nullable } }) => required && !writeOnly && !nullable).map(({ name }) => name));
  propertiesOfAnswers.set(resource, names);
  return names;
}

const propertiesOfAnswers = new WeakMap<Resource, ReadonlySet<string>>();

/** Source of the path of a route whose key is one that no row has; parents are new rows. */
export function unknownPath(file: TsFile, model: TestModel, { endpoint, crud }: CrudRoute, by: string): string {
  const parents = new Map(crud.parents.map(({ parameter, entity }) => [parameter, entity]));
  return pathSource(model.application, endpoint, (parameter) => {
    const parent = model.application.entities.find(({ name }) => name === parents.get(parameter));
    const row = parent === undefined ? undefined : keyOfNewRow(file, model, parent, by)?.source;
    return row ?? unknownValue(file, model, endpoint, parameter);
  }, requiredQuery(model, endpoint));
}

/** Source of the path of any endpoint, with values that are well formed and that no row has. */
export function emptyPath(file: TsFile, model: TestModel, endpoint: Endpoint, further = ''): string {
  const needed = requiredQuery(model, endpoint);
  const query = further === '' ? needed : `${needed}${needed === '' ? '?' : '&'}${further}`;
  return pathSource(model.application, endpoint, (parameter) => unknownValue(file, model, endpoint, parameter), query);
}

/** `?q=Mug` for query parameters without which the endpoint cannot be called. */
export function requiredQuery(model: TestModel, endpoint: Endpoint): string {
  const pairs = endpoint.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .flatMap((parameter) => Object.entries(serialiseParameter(parameter, sampleJson(model, parameter.schema, 0, parameter.name) ?? '')))
    .flatMap(([name, value]) => (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(item))}`));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function unknownValue(file: TsFile, model: TestModel, endpoint: Endpoint, parameter: string): string {
  const schema = parameterNamed(endpoint, parameter, 'path')?.schema;
  const resolved = schema === undefined ? undefined : resolveSchema(model.application, schema);
  const varied = resolved === undefined ? undefined : uniqueValue(file, resolved, parameter);
  if (varied !== undefined) return isSafe(resolved) ? varied : `encodeURIComponent(${varied})`;
  return literal(schema === undefined ? 'unknown' : (sampleJson(model, schema, 0, parameter) ?? 'unknown'));
}

function segment(endpoint: Endpoint, parameter: string, value: string): string {
  return isSafe(parameterNamed(endpoint, parameter, 'path')?.schema) ? value : `encodeURIComponent(${value})`;
}
