import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptValues } from './keptValues.ts';

/** Runs the check with an empty cache folder. */
function apart(check: (folder: string) => void): void {
  const usual = process.env['XDG_CACHE_HOME'];
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-kept-'));
  process.env['XDG_CACHE_HOME'] = folder;
  try {
    check(folder);
  } finally {
    if (usual === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = usual;
    rmSync(folder, { recursive: true, force: true });
  }
}

const value = { texts: new Map([['a', 'ä']]), bytes: new Uint8Array([1, 2, 3]), nothing: undefined };

it('gives back what was kept under a name, parts of it as bytes', () => { apart(() => {
  assert.equal(keptValues.read('one'), undefined);
  keptValues.keep('one', value);
  keptValues.keep('two', { ...value, bytes: keptValues.encode(value) });
  assert.deepEqual(keptValues.read('one'), value);
  const { bytes } = keptValues.read('two') as { readonly bytes: Uint8Array };
  assert.deepEqual(keptValues.decode(bytes), value);
}); });

it('takes a file that is damaged anywhere, cut off or empty for none', () => { apart((folder) => {
  keptValues.keep('one', value);
  const [name = ''] = readdirSync(join(folder, 'devmatrix', 'values'));
  const path = join(folder, 'devmatrix', 'values', name);
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at += 7) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    assert.equal(keptValues.read('one'), undefined);
  }
  for (const end of [0, 5, 32, whole.length - 1]) {
    writeFileSync(path, whole.subarray(0, end));
    assert.equal(keptValues.read('one'), undefined);
  }
}); });

it('goes without a cache where none can be written', () => { apart((folder) => {
  writeFileSync(join(folder, 'devmatrix'), 'no folder');
  keptValues.keep('one', value);
  assert.equal(keptValues.read('one'), undefined);
}); });
