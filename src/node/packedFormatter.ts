import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { cacheFolder } from './cacheFolder.ts';

/** The name of the packed module: how many bytes it has, and their SHA-256. */
const packedName = /^oxfmt-(?<bytes>\d+)-(?<digest>[0-9a-f]{64})\.node\.br$/;

/**
 * Where the native module of the formatter lies, if the package holds it compressed (folder `native`, nearest above the module): it is unpacked into the cache folder the first time
 * that a version formats. Undefined where it is not packed, as in this repository. Throws when it is not what its name says, or cannot be written.
 */
export function unpackedFormatter(moduleUrl: string, folder = join(cacheFolder(), 'native')): string | undefined {
  for (let at = dirname(fileURLToPath(moduleUrl)); at !== dirname(at); at = dirname(at)) {
    const native = join(at, 'native');
    const name = existsSync(native) ? readdirSync(native).find((entry) => packedName.test(entry)) : undefined;
    if (name !== undefined) return unpacked(join(native, name), folder);
  }
  return undefined;
}

function unpacked(packed: string, folder: string): string {
  const { bytes, digest } = packedName.exec(packed.slice(dirname(packed).length + 1))?.groups ?? {};
  const file = join(folder, `oxfmt-${digest ?? ''}.node`);
  if (existsSync(file) && statSync(file).size === Number(bytes)) return file;
  const native = brotliDecompressSync(readFileSync(packed));
  if (createHash('sha256').update(native).digest('hex') !== digest) throw new Error('The formatter of DevMatrix is damaged; install it again.');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const partial = `${file}.${String(process.pid)}.${String(performance.now())}`;
  try {
    writeFileSync(partial, native, { mode: 0o700 });
    // Other windows may do the same; where the file is in use already, it is whole.
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    if (!existsSync(file) || statSync(file).size !== native.length) throw error;
  }
  return file;
}
