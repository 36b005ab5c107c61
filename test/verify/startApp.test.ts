import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { ApplicationIR } from '../../src/ir/application.ts';
import { specFiles } from '../../src/node/specFiles.ts';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import { loadSpec } from '../../src/pipeline/loadSpec.ts';
import { type AppPort, type Launch, VerifyError, type VerifyPorts } from '../../src/verify/ports.ts';
import { startApp } from '../../src/verify/startApp.ts';

interface FakeApp {
  readonly ports: VerifyPorts;
  readonly launches: Launch[];
  readonly stops: number[];
}

/** An app that answers `status` to everything, or has ended with `exitCode`. */
function fakeApp({ status = 200, exitCode }: { readonly status?: number; readonly exitCode?: number } = {}): FakeApp {
  const launches: Launch[] = [];
  const stops: number[] = [];
  const app: AppPort = {
    installDependencies: () => Promise.resolve({ reused: true }),
    typecheck: () => Promise.resolve([]),
    lint: () => Promise.resolve([]),
    test: () => Promise.resolve(undefined),
    testFiles: () => Promise.resolve([]),
    readText: () => Promise.resolve(undefined),
    start: (launch) => {
      launches.push(launch);
      return Promise.resolve({
        http: { request: () => Promise.resolve({ status, headers: {}, body: '' }) },
        baseUrl: 'http://127.0.0.1:3000',
        output: () => 'first line\nError: the table is broken\n',
        exitCode: () => exitCode,
        ended: new Promise(() => undefined),
        stop: (timeoutMs) => {
          stops.push(timeoutMs);
          return Promise.resolve(0);
        },
      });
    },
  };
  const none = (): Promise<undefined> => Promise.resolve(undefined);
  const embedded = (): never => { throw new Error('not asked for'); };
  return { launches, stops, ports: { app, processors: 2, clock: systemClock, crypto: systemCrypto, databases: { local: none, docker: none, embedded, fromUrl: embedded } } };
}

function shop(): ApplicationIR {
  const { application } = loadSpec(specFiles(fileURLToPath(new URL('../../examples/shop/shop.devmatrix.yaml', import.meta.url))));
  assert.ok(application !== undefined);
  return application;
}

it('starts the app on data of its own that stays, and makes tokens that it takes', async () => {
  const { ports, launches, stops } = fakeApp();
  const running = await startApp(shop(), ports, { port: 3000 }, new AbortController().signal);
  assert.equal(running.url, 'http://127.0.0.1:3000');
  const [launch] = launches;
  assert.equal(launch?.port, 3000);
  assert.equal(launch.environment['DATABASE_URL'], 'pglite:.data');
  const admin = running.roles.find(({ name }) => name === 'admin');
  assert.ok(admin !== undefined);
  const [head, claims = '', signature] = (running.bearerToken(admin) ?? '').split('.');
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>;
  assert.equal(read['scope'], 'catalog:write orders:manage admin');
  assert.equal(`${String(head)}.${claims}.${String(signature)}`, systemCrypto.signJwt(read as Readonly<Record<string, string>>, launch.environment['JWT_SECRET'] ?? ''));
  await running.stop();
  assert.equal(stops.length, 1);
});

it('says why the app did not start, with what it wrote last', async () => {
  const { ports } = fakeApp({ exitCode: 1 });
  await assert.rejects(startApp(shop(), ports, {}, new AbortController().signal), (error) => error instanceof VerifyError && /exit code 1[^]*the table is broken/.test(error.message));
});

it('stops the app when it is cancelled, before it is ready and after', async () => {
  const early = fakeApp({ status: 503 });
  const before = new AbortController();
  const starting = startApp(shop(), early.ports, {}, before.signal);
  setTimeout(() => { before.abort(); }, 5);
  await assert.rejects(starting, (error) => error instanceof VerifyError && error.message === 'Cancelled.');
  assert.equal(early.stops.length, 1);
  const late = fakeApp();
  const after = new AbortController();
  await startApp(shop(), late.ports, {}, after.signal);
  after.abort();
  assert.equal(late.stops.length, 1);
});
