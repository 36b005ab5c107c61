import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, SchemeUse } from '../../../ir/endpoint.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { expectSuccess } from './answers.ts';
import { callerNeeded } from './access.ts';
import { ownershipTests } from './authorizationOwner.ts';
import { groupIn } from './groups.ts';
import { quoted } from './literal.ts';
import { emptyPath } from './scene.ts';
import { inTemplate, sendSource, type TestPart, testSource } from './sendSource.ts';
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
      const parts = [...endpoints.flatMap((endpoint) => accessParts(file, model, endpoint)), ...ownershipTests(file, model, endpoints)];
      if (parts.length === 0) return [];
      for (const { name, nodes, source } of parts) file.add({ name, nodes }, source);
      return [file.finish()];
    });
  },
};

function accessParts(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  if (['HEAD', 'OPTIONS', 'TRACE'].includes(endpoint.method)) return [];
  const needed = callerNeeded(model.application, endpoint);
  if (needed === 'nobody') return publicParts(file, model, endpoint);
  return [strangerPart(file, model, endpoint), ...scopeParts(file, model, endpoint, needed)];
}

/** Without credentials, with forged or expired ones: 401, before anything else is looked at. */
function strangerPart(file: TsFile, model: TestModel, endpoint: Endpoint): TestPart {
  const name = `${endpoint.key} refuses strangers`;
  const source = (): string => {
    const send = sendSource(file, endpoint.method, emptyPath(file, model, endpoint), { headers: 'headers' }).replace('headers: headers', 'headers');
    return `for (const [credentials, headers] of ${file.use('test:strangers')}) {
  ${tableTest(file, `${inTemplate(endpoint.key)} refuses \${credentials}`, [`const reply = ${send};`, `${file.use('test:expectProblem')}(reply, 401);`, `${file.importFrom('node:assert/strict', 'default as assert')}.match(reply.header('www-authenticate') ?? '', /^(?:Bearer|Basic|ApiKey)\\b/);`])}
}`;
  };
  return { name, nodes: [endpoint.key], source };
}

function tableTest(file: TsFile, title: string, statements: readonly string[]): string {
  return testSource(file, 'title', statements).replace("'title'", `\`${title}\``);
}

/** A caller who lacks a scope that every alternative needs: 403. */
function scopeParts(file: TsFile, model: TestModel, endpoint: Endpoint, needed: 'someone' | 'admin'): readonly TestPart[] {
  const { access } = endpoint;
  if (access.kind === 'public') return [];
  const scopes = needed === 'admin' ? [] : sharedScopes(access.alternatives);
  const callers = needed === 'admin' ? ['someone()'] : scopes.map((scope) => `someoneWithout(${quoted(scope)})`);
  return callers.map((caller, index) => {
    const name = needed === 'admin' ? `${endpoint.key} refuses who is no administrator` : `${endpoint.key} refuses a caller without the scope ${scopes[index] ?? ''}`;
    const source = (): string => {
      file.use(needed === 'admin' ? 'test:someone' : 'test:someoneWithout');
      const send = sendSource(file, endpoint.method, emptyPath(file, model, endpoint), { by: caller });
      return testSource(file, name, [`${file.use('test:expectProblem')}(${send}, 403);`]);
    };
    return { name, nodes: [endpoint.key], source };
  });
}

function sharedScopes(alternatives: readonly (readonly SchemeUse[])[]): readonly string[] {
  const [first = [], ...rest] = alternatives.map((uses) => [...new Set(uses.flatMap(({ scopes }) => scopes))]);
  return first.filter((scope) => rest.every((scopes) => scopes.includes(scope)));
}

/** What is public answers without credentials. */
function publicParts(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  const { implementation } = endpoint;
  const isPlainList = implementation.kind === 'crud' && implementation.action === 'list' && implementation.parents.length === 0;
  if (endpoint.access.kind !== 'public' || model.application.auth.schemes.length === 0) return [];
  const name = `${endpoint.key} needs no credentials`;
  const source = (): string => {
    const send = sendSource(file, endpoint.method, emptyPath(file, model, endpoint));
    if (isPlainList) return testSource(file, name, [`${expectSuccess(file, model, endpoint, send)};`]);
    return testSource(file, name, [`const { status } = ${send};`, `${file.importFrom('node:assert/strict', 'default as assert')}.ok(status !== 401 && status !== 403, \`answered \${status}\`);`]);
  };
  return [{ name, nodes: [endpoint.key], source }];
}
