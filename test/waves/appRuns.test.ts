import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetNamed } from '../../src/cli/targets.ts';
import { openAtomWork, type AtomWork } from '../../src/node/atoms/atomWork.ts';
import { specFiles } from '../../src/node/specFiles.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';

const spec = `devmatrix: 1
name: desk
title: Desk
version: 1.0.0
entities:
  Ticket:
    attributes: { subject: { type: string, maxLength: 80 } }
    endpoints: { access: { read: public, write: public } }
invariants:
  isPolite:
    entity: Ticket
    do: The subject has at least one letter in lower case.
    message: Please do not shout.
`;

interface World {
  readonly work: AtomWork;
  readonly note: string;
  readonly start: (signal: AbortSignal) => Promise<string>;
}

/** An app with one unit in words and the note of a run that is not over. Nobody may be asked: there are no models. */
async function inApp(act: (world: World & { readonly out: string }) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-runs-'));
  const { store } = await openSqliteStore(join(folder, 'store.sqlite'));
  try {
    const file = join(folder, 'desk.devmatrix.yaml');
    writeFileSync(file, spec);
    const out = join(folder, 'desk-app');
    const note = join(out, '.devmatrix', 'cache', 'run.json');
    mkdirSync(join(out, '.devmatrix', 'cache'), { recursive: true });
    writeFileSync(note, '{"run":"before"}\n');
    const work = await openAtomWork({ spec: specFiles(file), out, target: targetNamed('typescript'), moduleUrl: import.meta.url });
    assert.ok(work !== undefined && typeof work !== 'string');
    await act({ work, out, note, start: async (signal) => (await work.start({ models: undefined as never, store, fresh: true }, signal)).kind });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const inWork = (): readonly string[] => readdirSync(tmpdir()).filter((name) => new RegExp(`^devmatrix-(atoms|bench)-${String(process.pid)}-`).test(name));

it('begins no run, also no new one, of an app that another process has written, and leaves its note alone', async () => {
  await inApp(async ({ out, note, start }) => {
    const module = new URL('../../src/node/atoms/runNotes.ts', import.meta.url).href;
    const other = spawn(process.execPath, ['--input-type=module', '-e', `
      import { lockApp } from ${JSON.stringify(module)};
      const release = lockApp(${JSON.stringify(out)});
      console.log(release === undefined ? 'locked' : 'held');
      process.stdin.on('end', () => release()).resume();
    `], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(other, 'exit');
    const [said] = await once(other.stdout, 'data') as [Buffer];
    assert.equal(said.toString().trim(), 'held');
    assert.equal(await start(new AbortController().signal), 'locked');
    assert.equal(readFileSync(note, 'utf8'), '{"run":"before"}\n');
    assert.deepEqual(inWork(), []);
    other.stdin.end();
    await ended;
  });
});

it('leaves nothing behind when it is cancelled before a run was begun', async () => {
  await inApp(async ({ out, note, start }) => {
    assert.equal(await start(AbortSignal.abort()), 'notBegun');
    assert.equal(readFileSync(note, 'utf8'), '{"run":"before"}\n');
    assert.deepEqual(inWork(), []);
    assert.equal(existsSync(join(out, '.devmatrix', 'units.json')), false);
    // The lock is given back: it can be begun again.
    assert.equal(await start(AbortSignal.abort()), 'notBegun');
  });
});
