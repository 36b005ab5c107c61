import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, HttpMethod } from '../../../ir/endpoint.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { createTests } from './contractCreate.ts';
import { referrerTests } from './contractDelete.ts';
import { linkTests } from './contractLinks.ts';
import { listTests } from './contractList.ts';
import { rowTests } from './contractRow.ts';
import { wordsTests } from './contractWords.ts';
import { groupIn } from './groups.ts';
import { propertyName, quoted } from './literal.ts';
import type { TestPart } from './sendSource.ts';
import { type CrudRoute, type TestModel, testModelOf } from './testModel.ts';

/** Emits `contract/<group>.test.ts`: what each endpoint answers when all is well, and when a row or a method does not exist. */
export const contractTestsEmitter: Emitter = {
  name: 'contractTests',
  declare(): void {
    // Nobody refers to tests.
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    const groups = groupBy(application.endpoints, (endpoint) => groupIn(application, endpoint));
    const byPath = methodsByPath(application);
    return [...groups].flatMap(([group, endpoints]) => {
      const path = `tests/generated/contract/${group}.test.ts`;
      const file = new TsFile(symbols, { path, emitter: 'contractTests', milestone: 'tests', stratum: 'ast', reason: 'what an endpoint answers follows from its declaration' });
      const paths = [...new Set(endpoints.map((endpoint) => endpoint.path))].filter((each) => groupIn(application, byPath.get(each)?.[0] ?? endpoints[0]) === group);
      const parts = [...endpoints.flatMap((endpoint) => endpointTests(file, model, endpoint)), ...methodTests(file, model, paths.map((each) => byPath.get(each) ?? []))];
      if (parts.length === 0) return [];
      for (const { name, nodes, source } of parts) file.add({ name, nodes }, source);
      return [file.finish()];
    });
  },
};

function endpointTests(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  const { implementation } = endpoint;
  switch (implementation.kind) {
    case 'crud': {
      const resource = model.resources.get(implementation.entity);
      if (resource === undefined) return [];
      const route: CrudRoute = { endpoint, crud: implementation };
      if (implementation.action === 'create') return createTests(file, model, resource, route);
      if (implementation.action === 'list') return listTests(file, model, resource, route);
      const tests = rowTests(file, model, resource, route);
      return implementation.action === 'delete' && tests.length > 0 ? [...tests, ...referrerTests(file, model, resource, route)] : tests;
    }
    case 'link':
      return linkTests(file, model, endpoint, implementation);
    case 'words':
      return wordsTests(file, model, endpoint);
    case 'flow':
      return [];
  }
}

function methodsByPath(application: ApplicationIR): ReadonlyMap<string, readonly Endpoint[]> {
  return groupBy(application.endpoints, ({ path }) => path);
}

/** All methods that a path does not have are refused, and the answer says which it has: one table for all paths. */
function methodTests(file: TsFile, model: TestModel, paths: readonly (readonly Endpoint[])[]): readonly TestPart[] {
  const rows = paths.flatMap((endpoints) => {
    const [endpoint] = endpoints;
    if (endpoint === undefined || sharesShape(model.application, endpoint)) return [];
    const declared = new Set<HttpMethod>(endpoints.map(({ method }) => method));
    if (declared.has('GET')) declared.add('HEAD');
    if (methods.every((method) => declared.has(method))) return [];
    return [{ key: endpoint.key, source: `  ${propertyName(endpoint.key)}: ${quoted([...declared].sort().join(', '))},\n` }];
  });
  if (rows.length === 0) return [];
  return [{ name: 'other methods', nodes: rows.map(({ key }) => key), source: () => `${file.use('test:refusesOtherMethods')}({\n${rows.map(({ source }) => source).join('')}});` }];
}

const methods: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Whether another path of the API matches the same URLs: then a method of that one answers. */
function sharesShape(application: ApplicationIR, { path }: Endpoint): boolean {
  const segments = path.split('/');
  const others = pathsByLength(application).get(segments.length) ?? [];
  return others.some((other) => other.path !== path && other.segments.every((part, index) => part === segments[index] || part.startsWith('{') || (segments[index] ?? '').startsWith('{')));
}

interface SplitPath {
  readonly path: string;
  readonly segments: readonly string[];
}

const splitPaths = new WeakMap<ApplicationIR, ReadonlyMap<number, readonly SplitPath[]>>();

function pathsByLength(application: ApplicationIR): ReadonlyMap<number, readonly SplitPath[]> {
  const known = splitPaths.get(application);
  if (known !== undefined) return known;
  const paths = new Set(application.endpoints.map(({ path }) => path));
  const made = groupBy([...paths].map((path): SplitPath => ({ path, segments: path.split('/') })), ({ segments }) => segments.length);
  splitPaths.set(application, made);
  return made;
}
