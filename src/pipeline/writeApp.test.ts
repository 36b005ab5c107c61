import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { GeneratedFile } from '../ir/unit.ts';
import { manifestPath } from './manifest.ts';
import type { Ports } from './ports.ts';
import { type OverwritePolicy, writeApp } from './writeApp.ts';

function memory(): Ports & { readonly disk: Map<string, string>; writes: number; formats: number } {
  const disk = new Map<string, string>();
  const state = { disk, writes: 0, formats: 0 };
  return Object.assign(state, {
    files: {
      readAll: (_: string, paths: readonly string[]) =>
        Promise.resolve(new Map(paths.flatMap((path) => { const text = disk.get(path); return text === undefined ? [] : [[path, text] as const]; }))),
      writeAll: (_: string, files: readonly { path: string; text: string }[]) => {
        for (const { path, text } of files) { disk.set(path, text); state.writes += 1; }
        return Promise.resolve();
      },
      removeAll: (_: string, paths: readonly string[]) => { for (const path of paths) disk.delete(path); return Promise.resolve(); },
    },
    formatter: {
      id: 'trim 1',
      formatAll: (files: readonly { text: string }[]) => { state.formats += files.length; return Promise.resolve(files.map(({ text }) => `${text.trim()}\n`)); },
    },
    clock: { now: () => 0 },
    hash: { sha256: (text: string) => createHash('sha256').update(text).digest('hex') },
  });
}

function file(path: string, text: string, extra: Partial<GeneratedFile> = {}): GeneratedFile {
  return { path, text, stratum: 'ast', emitter: 'test', nodes: [], formatted: false, once: false, ...extra };
}

const write = (ports: Ports, files: readonly GeneratedFile[], overwrite: OverwritePolicy = 'keepEdits') =>
  writeApp({ root: 'app', target: 'test', files, overwrite }, ports);

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
