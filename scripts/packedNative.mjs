// The formatter's native module, compressed better than the archive of an extension can: half of the archive would be it otherwise. src/node/packedFormatter.ts unpacks it.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

/** Puts the module into a folder and gives its path there. Compressing takes half a minute, so the results are kept in `.cache`. */
export function packNative(root, file, folder) {
  const native = readFileSync(file);
  const name = `oxfmt-${native.length}-${createHash('sha256').update(native).digest('hex')}.node.br`;
  const kept = join(root, '.cache', name);
  mkdirSync(join(root, '.cache'), { recursive: true });
  mkdirSync(folder, { recursive: true });
  if (!existsSync(kept)) {
    const partial = `${kept}.${process.pid}`;
    writeFileSync(partial, brotliCompressSync(native, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: native.length, [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS } }));
    renameSync(partial, kept);
  }
  cpSync(kept, join(folder, name));
  return join(folder, name);
}
