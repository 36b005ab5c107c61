import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { GeneratedFile } from '../ir/unit.ts';
import type { CancelSignal } from '../base/cancelSignal.ts';
import type { OverwritePolicy } from './appState.ts';
import { manifestPath, nextManifestPath } from './manifest.ts';
import { type FileObstacle, FileProblem, type Ports } from './ports.ts';
import type { StageProgress } from './progress.ts';
import { writeApp, type WriteOptions } from './writeApp.ts';

interface Memory extends Ports {
  readonly disk: Map<string, string>;
  writes: number;
  formats: number;
  /** The write that fails: its path, and why. */
  broken: { readonly path: string; readonly obstacle: FileObstacle } | undefined;
}

function memory(): Memory {
  const disk = new Map<string, string>();
  const state: Pick<Memory, 'disk' | 'writes' | 'formats' | 'broken'> = { disk, writes: 0, formats: 0, broken: undefined };
  return Object.assign(state, {
    files: {
      readAll: (_: string, paths: readonly string[]) =>
        Promise.resolve(new Map(paths.flatMap((path) => { const text = disk.get(path); return text === undefined ? [] : [[path, text] as const]; }))),
      writeAll: (_: string, files: readonly { path: string; text: string }[]) => {
        for (const { path, text } of files) {
          if (path === state.broken?.path) return Promise.reject(new FileProblem({ path, action: 'written', obstacle: state.broken.obstacle, cause: new Error('EIO: input/output error') }));
          disk.set(path, text);
          state.writes += 1;
        }
        return Promise.resolve();
      },
      makeFolders: () => Promise.resolve(),
      replace: (_: string, from: string, to: string) => { disk.set(to, disk.get(from) ?? ''); disk.delete(from); return Promise.resolve(); },
      removeAll: (_: string, paths: readonly string[]) => { for (const path of paths) disk.delete(path); return Promise.resolve(); },
    },
    formatter: {
      id: 'trim 1',
      format: ({ text }: { readonly text: string }) => { state.formats += 1; return Promise.resolve(`${text.trim()}\n`); },
    },
    clock: { now: () => 0 },
    build: 'build 1',
    turn: () => Promise.resolve(),
    hash: { sha256: (text: string) => createHash('sha256').update(text).digest('hex') },
  });
}

function file(path: string, text: string, extra: Partial<GeneratedFile> = {}): GeneratedFile {
  return { path, text, stratum: 'ast', emitter: 'test', nodes: [], formatted: false, once: false, ...extra };
}

const write = (ports: Ports, files: Iterable<GeneratedFile>, overwrite: OverwritePolicy = 'keepEdits') =>
  writeApp({ root: 'app', target: 'test', files: () => Promise.resolve(files), overwrite }, ports);

/** A signal that is aborted when the test says so. */
function cancellation(): CancelSignal & { aborted: boolean } {
  return { aborted: false, reason: undefined, addEventListener: () => undefined, removeEventListener: () => undefined };
}

it('writes nothing and formats nothing on a second run', async () => {
  const ports = memory();
  await write(ports, [file('a.ts', ' a '), file('b.ts', 'b')]);
  const { writes, formats } = ports;
  const second = await write(ports, [file('a.ts', ' a '), file('b.ts', 'b')]);
  assert.deepEqual([second.written, second.unchanged, ports.writes - writes, ports.formats - formats], [[], ['a.ts', 'b.ts'], 0, 0]);
});

it('keeps a hand edit when the spec did not change the file, without a complaint', async () => {
  const ports = memory();
  await write(ports, [file('a.ts', 'a')]);
  ports.disk.set('a.ts', 'mine\n');
  const result = await write(ports, [file('a.ts', 'a')]);
  assert.deepEqual([ports.disk.get('a.ts'), result.kept, result.diagnostics], ['mine\n', ['a.ts'], []]);
});

it('keeps a hand edit and says so when the file would now be generated differently, also on the run after', async () => {
  const ports = memory();
  await write(ports, [file('a.ts', 'a')]);
  ports.disk.set('a.ts', 'mine\n');
  for (let run = 0; run < 2; run += 1) {
    const result = await write(ports, [file('a.ts', 'new')]);
    assert.deepEqual([ports.disk.get('a.ts'), result.diagnostics.map(({ code }) => code)], ['mine\n', ['DM3001']]);
  }
});

it('never replaces a file that it did not write, unless forced', async () => {
  const ports = memory();
  ports.disk.set('a.ts', 'mine\n');
  const kept = await write(ports, [file('a.ts', 'a')]);
  assert.deepEqual([ports.disk.get('a.ts'), kept.diagnostics[0]?.code], ['mine\n', 'DM3002']);
  await write(ports, [file('a.ts', 'a')], 'force');
  assert.equal(ports.disk.get('a.ts'), 'a\n');
});

it('removes what is no longer generated, but not when it was edited', async () => {
  const ports = memory();
  await write(ports, [file('a.ts', 'a'), file('b.ts', 'b'), file('c.ts', 'c')]);
  ports.disk.set('c.ts', 'mine\n');
  const result = await write(ports, [file('a.ts', 'a')]);
  assert.deepEqual([[...ports.disk.keys()].sort(), result.removed, result.diagnostics[0]?.code], [[manifestPath, 'a.ts', 'c.ts'], ['b.ts'], 'DM3003']);
});

it('writes a once-file only when it is missing', async () => {
  const ports = memory();
  await write(ports, [file('own.ts', 'start', { once: true })]);
  ports.disk.set('own.ts', 'mine\n');
  await write(ports, [file('own.ts', 'other', { once: true })], 'force');
  assert.equal(ports.disk.get('own.ts'), 'mine\n');
});

it('refuses to guess when the manifest is damaged', async () => {
  const ports = memory();
  await write(ports, [file('a.ts', 'a')]);
  ports.disk.set(manifestPath, '{ broken');
  ports.disk.set('a.ts', 'mine\n');
  const result = await write(ports, [file('a.ts', 'new')]);
  assert.deepEqual([result.diagnostics[0]?.code, ports.disk.get('a.ts')], ['DM3004', 'mine\n']);
});

it('tells a failing write with what is on disk, and goes on from there without taking its own files for edits', async () => {
  const codes: Readonly<Record<FileObstacle, string>> = { full: 'DM3005', refused: 'DM3006', blocked: 'DM3007', other: 'DM3008' };
  for (const obstacle of ['full', 'refused', 'blocked', 'other'] as const) {
    const ports = memory();
    await write(ports, [file('a.ts', 'a'), file('b.ts', 'b'), file('c.ts', 'c')]);
    ports.broken = { path: 'c.ts', obstacle };
    const failed = await write(ports, [file('a.ts', 'a2'), file('b.ts', 'b2'), file('c.ts', 'c2')]);
    assert.deepEqual(failed.diagnostics.map(({ code, severity }) => [code, severity]), [[codes[obstacle], 'error']]);
    assert.match(failed.diagnostics[0]?.message ?? '', /^c\.ts could not be written: .*2 files were written before that; the app is incomplete\.$/);
    assert.deepEqual([failed.written, ports.disk.get('c.ts')], [['a.ts', 'b.ts'], 'c\n']);
    ports.broken = undefined;
    ports.disk.set('b.ts', 'mine\n');
    const retried = await write(ports, [file('a.ts', 'a3'), file('b.ts', 'b3'), file('c.ts', 'c3')]);
    assert.deepEqual([retried.written, retried.diagnostics.map(({ code }) => code)], [['a.ts', 'c.ts'], ['DM3001']]);
    assert.equal(ports.disk.has(nextManifestPath), false);
  }
});

it('knows after a first run that failed which files are its own', async () => {
  const ports = memory();
  ports.broken = { path: 'b.ts', obstacle: 'full' };
  await write(ports, [file('a.ts', 'a'), file('b.ts', 'b'), file('old.ts', 'old')]);
  ports.broken = undefined;
  const retried = await write(ports, [file('a.ts', 'a2'), file('b.ts', 'b2')]);
  assert.deepEqual([retried.written, retried.diagnostics, [...ports.disk.keys()].sort()], [['a.ts', 'b.ts'], [], [manifestPath, 'a.ts', 'b.ts']]);
});

it('changes nothing when the manifest of the run cannot be written', async () => {
  const ports = memory();
  await write(ports, [file('a.ts', 'a')]);
  const before = new Map(ports.disk);
  ports.broken = { path: nextManifestPath, obstacle: 'full' };
  const result = await write(ports, [file('a.ts', 'a2')]);
  assert.deepEqual([result.written, ports.disk], [[], before]);
  assert.match(result.diagnostics[0]?.message ?? '', /No file of the app was changed\.$/);
});

it('writes nothing when it is cancelled while files are generated, and everything when that comes later', async () => {
  const ports = { ...memory(), clock: ticking() };
  const early = cancellation();
  const files = function* (): Iterable<GeneratedFile> {
    yield file('a.ts', 'a');
    early.aborted = true;
    yield file('b.ts', 'b');
    assert.fail('the rest is not generated');
  };
  await assert.rejects(writeApp({ root: 'app', target: 'test', files: () => Promise.resolve(files()), overwrite: 'keepEdits' }, ports, early), /Cancelled before anything was written/);
  assert.equal(ports.disk.size, 0);
  const late = cancellation();
  const options: WriteOptions = { root: 'app', target: 'test', files: () => Promise.resolve([file('a.ts', 'a')]), overwrite: 'keepEdits', onStage: (stage) => { late.aborted = stage === 'write'; } };
  assert.deepEqual((await writeApp(options, ports, late)).written, ['a.ts']);
  assert.ok(ports.disk.has(manifestPath));
});

it('tells the stages and how far they are', async () => {
  const ports = { ...memory(), clock: ticking() };
  const stages: string[] = [];
  const last = new Map<string, StageProgress>();
  const files = Array.from({ length: 70 }, (_, index) => file(`${index}.ts`, 'a'));
  await writeApp({
    root: 'app', target: 'test', files: () => Promise.resolve(files), overwrite: 'keepEdits',
    onStage: (stage) => { stages.push(stage); }, onProgress: (progress) => { last.set(progress.stage, progress); },
  }, ports);
  assert.deepEqual(stages, ['generate', 'format', 'write']);
  assert.deepEqual([...last.values()], stages.map((stage) => ({ stage, done: 70, total: 70 })));
});

it('asks for no files when nothing they are made of changed, and tells edits all the same', async () => {
  const ports = memory();
  let asked = 0;
  const summary = { strata: { template: 0, ast: 2, llm: 0 }, units: 7, incomplete: [{ state: 'unwritten' as const, unit: 'u', file: 'a.ts', reason: 'words', specLine: 3 }] };
  const run = (input: string, overwrite: OverwritePolicy = 'keepEdits') => {
    asked = 0;
    return writeApp({
      root: 'app', target: 'test', overwrite, memory: { input, summary: () => summary },
      files: () => { asked += 1; return Promise.resolve([file('a.ts', 'a'), file('b.ts', `${input}\n\n`)]); },
    }, ports);
  };
  const first = await run('one');
  const again = await run('one');
  assert.deepEqual([asked, again.known?.units, again.known?.incomplete, again.unchanged, again.lines], [0, 7, summary.incomplete, ['a.ts', 'b.ts'], first.lines]);
  ports.disk.set('a.ts', 'mine\n');
  assert.deepEqual([(await run('one')).kept, asked], [['a.ts'], 0]);
  assert.deepEqual([(await run('two')).written, asked], [['b.ts'], 1]);
  ports.disk.delete('b.ts');
  assert.deepEqual([(await run('two')).written, asked], [['b.ts'], 1]);
  assert.deepEqual([(await run('two', 'force')).written, asked], [['a.ts'], 1]);
  await run('two');
  ports.disk.set(manifestPath, ports.disk.get(manifestPath)?.replace('"test"', '"tset"') ?? '');
  await run('two');
  assert.equal(asked, 1);
});

it('does not take a run for complete that left out a file', async () => {
  const ports = memory();
  ports.disk.set('a.ts', 'mine\n');
  const run = () => writeApp({
    root: 'app', target: 'test', overwrite: 'keepEdits', files: () => Promise.resolve([file('a.ts', 'a'), file('b.ts', 'b')]),
    memory: { input: 'one', summary: () => ({ strata: { template: 0, ast: 2, llm: 0 }, units: 0, incomplete: [] }) },
  }, ports);
  for (const result of [await run(), await run()]) assert.deepEqual(result.diagnostics.map(({ code }) => code), ['DM3002']);
});

/** A clock on which everything takes long. */
function ticking(): Ports['clock'] {
  let now = 0;
  return { now: () => (now += 1000) };
}
