import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { besideModule, bundledProgram } from './bundledProgram.ts';
import { cacheFolder } from './cacheFolder.ts';
import { readKeptCode } from './keptCode.ts';

interface Program { readonly double: (n: number) => number; readonly where: string }

let folder = '';
let usual: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devmatrix-program-'));
  usual = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = folder;
  writeFileSync(join(folder, 'double.cjs'), wrapped("exports.double = function (n) { return n * 2; }; exports.where = require('node:path').basename(__filename);"));
});

afterEach(() => {
  if (usual === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = usual;
  rmSync(folder, { recursive: true, force: true });
});

function wrapped(module: string): string {
  return `(function (exports, require, module, __filename, __dirname) { ${module} })`;
}

/** One run of the program; gives what it answers. */
function run(fingerprint = 'one'): readonly [number, string] {
  const { exports, keepCode } = bundledProgram<Program>({ file: besideModule(pathToFileURL(join(folder, 'x.js')).href, 'double'), fingerprint, purpose: 'test' });
  const answer = [exports.double(21), exports.where] as const;
  keepCode();
  return answer;
}

function keptFiles(): readonly string[] {
  return readdirSync(join(cacheFolder(), 'code'));
}

function keptFile(): string {
  const [name = ''] = keptFiles();
  return join(cacheFolder(), 'code', name);
}

it('runs a bundled program as a CommonJS module and keeps what was compiled of it', () => {
  assert.deepEqual(run(), [42, 'double.cjs']);
  const [name = ''] = keptFiles();
  const { code, runs } = readKeptCode(name);
  assert.equal(runs, 1);
  assert.ok((code?.length ?? 0) > 100);
  assert.deepEqual(run(), [42, 'double.cjs']);
});

it('counts the runs, and makes the code anew at each power of two', () => {
  const sizes = Array.from({ length: 5 }, () => { run(); return readFileSync(keptFile()).length; });
  assert.equal(readKeptCode(keptFiles()[0] ?? '').runs, 5);
  // The third run added a byte, the fourth wrote the file again, the fifth added one.
  assert.equal(sizes[2], (sizes[1] ?? 0) + 1);
  assert.equal(sizes[3], sizes[1]);
  assert.equal(sizes[4], (sizes[3] ?? 0) + 1);
});

it('does not use damaged code, and replaces it', () => {
  run();
  const whole = readFileSync(keptFile());
  for (const damaged of [whole.subarray(0, whole.length - 10), Buffer.concat([whole.subarray(0, 60), Buffer.from([1 + (whole[60] ?? 0)]), whole.subarray(61)]), Buffer.from('?'), Buffer.alloc(0)]) {
    writeFileSync(keptFile(), damaged);
    assert.equal(readKeptCode(keptFiles()[0] ?? '').code, undefined);
    assert.deepEqual(run(), [42, 'double.cjs']);
    assert.deepEqual(readKeptCode(keptFiles()[0] ?? '').runs, 1);
  }
});

it('keeps the code of another bundle apart', () => {
  run();
  writeFileSync(join(folder, 'double.cjs'), wrapped("exports.double = function (n) { return n + 21; }; exports.where = 'elsewhere--------------------------------------';"));
  assert.deepEqual(run('two')[0], 42);
  assert.equal(keptFiles().length, 2);
});

it('runs where nothing can be kept', () => {
  process.env['XDG_CACHE_HOME'] = join(folder, 'double.cjs');
  assert.deepEqual(run(), [42, 'double.cjs']);
});
