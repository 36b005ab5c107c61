import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, SchemeUse } from '../../../ir/endpoint.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { callerNeeded } from './access.ts';
import { ownershipTests } from './authorizationOwner.ts';
import { groupIn } from './groups.ts';
import { quoted } from './literal.ts';
import type { TestPart } from './sendSource.ts';
import { type TestModel, testModelOf } from './testModel.ts';

/** Emits `authorization/<group>.test.ts`: who is refused, and whose rows nobody else reaches. */
export const authorizationTestsEmitter: Emitter = {
  name: 'authorizationTests',
  declare(): void {
    // Nobody refers to tests.
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    return [...groupBy(application.endpoints, (endpoint) => groupIn(application, endpoint))].flatMap(([group, endpoints]) => {
      const path = `tests/generated/authorization/${group}.test.ts`;
      const file = new TsFile(symbols, { path, emitter: 'authorizationTests', milestone: 'tests', stratum: 'ast', reason: 'who may call follows from access and ownership' });
      const parts = [...accessTests(file, model, endpoints), ...ownershipTests(file, model, endpoints)];
      if (parts.length === 0) return [];
      for (const { name, nodes, source } of parts) file.add({ name, nodes }, source);
      return [file.finish()];
    });
  },
};

/** Tables of endpoints, by who has to be refused or admitted. */
function accessTests(file: TsFile, model: TestModel, all: readonly Endpoint[]): readonly TestPart[] {
  const endpoints = all.filter(({ method }) => !['HEAD', 'OPTIONS', 'TRACE'].includes(method));
  const needing = groupBy(endpoints, (endpoint) => callerNeeded(model.application, endpoint));
  const secured = [...(needing.get('someone') ?? []), ...(needing.get('admin') ?? [])];
  const scopes = new Map<string, Endpoint[]>();
  for (const endpoint of needing.get('someone') ?? []) {
    for (const scope of sharedScopes(endpoint)) scopes.set(scope, [...(scopes.get(scope) ?? []), endpoint]);
  }
  const open = (needing.get('nobody') ?? []).filter(({ access }) => access.kind === 'public' && model.application.auth.schemes.length > 0);
  return [
    ...table(file, 'refusesStrangers', [], secured),
    ...table(file, 'refusesWhoIsNoAdmin', [], needing.get('admin') ?? []),
    ...[...scopes].flatMap(([scope, concerned]) => table(file, 'refusesWithoutScope', [scope], concerned)),
    ...table(file, 'needsNoCredentials', [], open),
  ];
}

function table(file: TsFile, name: string, values: readonly string[], endpoints: readonly Endpoint[]): readonly TestPart[] {
  if (endpoints.length === 0) return [];
  const keys = endpoints.map(({ key }) => key);
  return [{ name: [name, ...values].join(' '), nodes: keys, source: () => `${file.use(`test:${name}`)}(${[...values, ...keys].map(quoted).join(', ')});` }];
}

/** The scopes that every way of access asks for. */
function sharedScopes({ access }: Endpoint): readonly string[] {
  if (access.kind === 'public') return [];
  const scopesOf = (uses: readonly SchemeUse[]): readonly string[] => [...new Set(uses.flatMap(({ scopes }) => scopes))];
  const [first = [], ...rest] = access.alternatives.map(scopesOf);
  return first.filter((scope) => rest.every((scopes) => scopes.includes(scope)));
}
