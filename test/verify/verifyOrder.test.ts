import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { specFiles } from '../../src/node/specFiles.ts';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import { loadSpec } from '../../src/pipeline/loadSpec.ts';
import type { AppPort, DatabaseServer, VerifyPorts } from '../../src/verify/ports.ts';
import type { VerifyReport } from '../../src/verify/report.ts';
import { verifyApp } from '../../src/verify/verifyApp.ts';

const problem = { file: 'src/app.ts', line: 1, column: 1, code: 'TS2322', message: 'A number is no text.' };

/** Verifies an app that ends as soon as it was started; gives the stages in the order in which they begin and end. */
async function stagesWith(processors: number): Promise<{ readonly stages: readonly string[]; readonly report: VerifyReport }> {
  const { application } = loadSpec(specFiles(fileURLToPath(new URL('../../examples/shop/shop.devmatrix.yaml', import.meta.url))));
  assert.ok(application !== undefined);
  const app: AppPort = {
    installDependencies: () => Promise.resolve({ reused: true }),
    typecheck: () => Promise.resolve([problem]),
    lint: () => Promise.resolve([]),
    test: () => Promise.resolve({ passed: 1, failed: 0, skipped: 0, failures: [] }),
    testFiles: () => Promise.resolve([]),
    readText: () => Promise.resolve('{}'),
    start: () => Promise.resolve({
      http: { request: () => Promise.reject(new Error('nobody listens')) },
      baseUrl: 'http://127.0.0.1:3000', output: () => 'SyntaxError: line 1\n', exitCode: () => 1, ended: Promise.resolve(), stop: () => Promise.resolve(1),
    }),
  };
  const server: DatabaseServer = { label: 'none', createDatabase: () => Promise.resolve('pglite:memory'), close: () => Promise.resolve() };
  const there = (): Promise<DatabaseServer> => Promise.resolve(server);
  const ports: VerifyPorts = { app, processors, clock: systemClock, crypto: systemCrypto, databases: { local: there, docker: there, embedded: there, fromUrl: there } };
  const stages: string[] = [];
  const report = await verifyApp(application, ports, {
    database: { kind: 'auto' },
    onEvent: (event) => {
      if (event.kind === 'stageStarted' || event.kind === 'stageDone') stages.push(`${event.stage} ${event.kind === 'stageDone' ? 'ends' : 'begins'}`);
    },
  }, new AbortController().signal);
  return { stages, report };
}

it('leaves two processors to the running app and looks at its sources afterwards', async () => {
  const { stages } = await stagesWith(2);
  assert.ok(stages.indexOf('typecheck begins') > stages.indexOf('stop ends'), stages.join(', '));
  assert.ok(stages.indexOf('tests begins') > stages.indexOf('stop ends'), stages.join(', '));
});

it('looks at the sources beside the running app where there are processors for both', async () => {
  const { stages } = await stagesWith(4);
  assert.ok(stages.indexOf('typecheck begins') < stages.indexOf('boot ends'), stages.join(', '));
});

it('runs the generated tests beside the compiler', async () => {
  const { stages } = await stagesWith(2);
  assert.ok(stages.indexOf('tests begins') < stages.indexOf('typecheck ends'), stages.join(', '));
});

it('looks at the sources of an app that does not start, too', async () => {
  const { report } = await stagesWith(2);
  assert.equal(report.ok, false);
  assert.match(report.crash ?? '', /exit code 1[^]*SyntaxError/);
  assert.deepEqual(report.typecheck.errors, [problem]);
  assert.equal(report.tests.passed, 1);
});
