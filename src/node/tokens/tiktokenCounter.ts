import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { guardedCounter } from '../../llm/tokens/guardedCounter.ts';
import type { TokenCounter } from '../../llm/tokens/tokenCounter.ts';
import { wordCounter } from '../../llm/tokens/wordCounter.ts';

/** The encoding as `tiktoken` keeps it. */
interface Encoding {
  readonly bpe_ranks: string;
  readonly special_tokens: Record<string, number>;
  readonly pat_str: string;
}

/** Node has it, its types have not. */
declare const WebAssembly: { instantiate(program: Uint8Array, imports: object): Promise<never> };

type Loaded = typeof import('tiktoken/lite/init') & { readonly default?: typeof import('tiktoken/lite/init') };

let opened: Promise<TokenCounter> | undefined;

/** tiktoken's counter of o200k tokens, guarded; loaded once in a thread, when it is first asked for (about 0.3 s and 80 MB). Throws when its files are missing. */
export function openTiktoken(moduleUrl: string): Promise<TokenCounter> {
  opened ??= load(moduleUrl).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function load(moduleUrl: string): Promise<TokenCounter> {
  const [loaded, program, json] = await Promise.all([import('tiktoken/lite/init'), fileOf(moduleUrl, 'lite/tiktoken_bg.wasm'), fileOf(moduleUrl, 'encoders/o200k_base.json')]);
  // As a part of a bundle of ES modules, what a CommonJS module exports is its default alone.
  const { init, Tiktoken } = (loaded as Loaded).default ?? loaded;
  await init((imports: object) => WebAssembly.instantiate(program, imports));
  const { bpe_ranks: ranks, special_tokens: special, pat_str: pattern } = JSON.parse(json.toString('utf8')) as Encoding;
  const encoder = new Tiktoken(ranks, special, pattern);
  // Texts that look like special tokens are plain text to us: they come from specs and people.
  return guardedCounter(wordCounter({ count: (text) => encoder.encode_ordinary(text).length }));
}

/** A file of the package: packed into the folder `tokens` by the build, nearest above the module, or from the installed package. */
async function fileOf(moduleUrl: string, name: string): Promise<Buffer> {
  const packedName = `${name.slice(name.indexOf('/') + 1)}.br`;
  for (let at = dirname(fileURLToPath(moduleUrl)); at !== dirname(at); at = dirname(at)) {
    const packed = join(at, 'tokens', packedName);
    if (existsSync(packed)) return promisify(brotliDecompress)(await readFile(packed));
  }
  return readFile(createRequire(moduleUrl).resolve(`tiktoken/${name}`));
}
