import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { unpackedFormatter } from './packedFormatter.ts';

const native = Buffer.from('A native module. '.repeat(100));

/** A package with a packed module, and where it is unpacked. */
function inPackage(content: Buffer, test: (moduleUrl: string, cache: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-packed-'));
  try {
    mkdirSync(join(folder, 'dist', 'chunks'), { recursive: true });
    mkdirSync(join(folder, 'dist', 'native'));
    writeFileSync(join(folder, 'dist', 'native', `oxfmt-${String(native.length)}-${createHash('sha256').update(native).digest('hex')}.node.br`), brotliCompressSync(content));
    test(pathToFileURL(join(folder, 'dist', 'chunks', 'part.js')).href, join(folder, 'cache', 'native'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('unpacks the formatter once, and again when what is there is not whole', () => {
  inPackage(native, (moduleUrl, cache) => {
    const file = unpackedFormatter(moduleUrl, cache) ?? '';
    assert.deepEqual(readFileSync(file), native);
    const { ino } = statSync(file);
    assert.equal(unpackedFormatter(moduleUrl, cache), file);
    assert.equal(statSync(file).ino, ino);
    truncateSync(file, 10);
    assert.equal(unpackedFormatter(moduleUrl, cache), file);
    assert.deepEqual(readFileSync(file), native);
    assert.equal(readdirSync(cache).length, 1);
  });
});

it('refuses a module that is not what its name says', () => {
  inPackage(Buffer.from('Another module.'), (moduleUrl, cache) => {
    assert.throws(() => unpackedFormatter(moduleUrl, cache), /damaged; install it again/);
  });
});

it('is nothing where no module is packed', () => {
  assert.equal(unpackedFormatter(import.meta.url), undefined);
});
