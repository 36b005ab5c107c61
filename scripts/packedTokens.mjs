// The files of tiktoken that counting needs, a program and an encoding, compressed: they are read when tokens are first counted.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const files = ['lite/tiktoken_bg.wasm', 'encoders/o200k_base.json'];

/** Puts them into a folder. Compressing takes seconds, so the results are kept in `.cache` for as long as the version stays. */
export function packTokens(root, folder) {
  const tiktoken = join(root, 'node_modules', 'tiktoken');
  const { version } = JSON.parse(readFileSync(join(tiktoken, 'package.json'), 'utf8'));
  const kept = join(root, '.cache', `tiktoken-${version}`);
  mkdirSync(kept, { recursive: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const name = `${file.slice(file.indexOf('/') + 1)}.br`;
    if (!existsSync(join(kept, name))) {
      const text = readFileSync(join(tiktoken, file));
      const partial = join(kept, `${name}.${process.pid}`);
      writeFileSync(partial, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length, [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS } }));
      renameSync(partial, join(kept, name));
    }
    cpSync(join(kept, name), join(folder, name));
  }
}
