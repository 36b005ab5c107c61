import { availableParallelism } from 'node:os';
import type { FormatterPort } from '../pipeline/ports.ts';
import { unpackedFormatter } from './packedFormatter.ts';

/** Version of the pinned formatter; part of every manifest, compared with the installed one by a test. */
export const oxfmtVersion = '0.75.0';

interface Job {
  readonly path: string;
  readonly text: string;
  readonly resolve: (text: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that the formatter may have at a time: with all files at once it took three times the processor time and memory. */
let free = availableParallelism();
const waiting: Job[] = [];

/** Characters of sources that are formatted in one call: a call costs as much as formatting a small file does. */
const mostAtOnce = 40_000;

/** Stands between two sources that are formatted in one call; as a comment it leaves the layout of both alone. */
const divider = '/* devmatrix: another file */';

/** Formats as prettier would (80 columns, double quotes); native, beside this thread. Other languages than these stay as they are. */
export const oxfmtFormatter: FormatterPort = {
  id: `oxfmt ${oxfmtVersion}`,
  format({ path, text }) {
    if (!/\.(ts|json|ya?ml|md)$/.test(path)) return Promise.resolve(text);
    return new Promise((resolve, reject) => {
      waiting.push({ path, text, resolve, reject });
      start();
    });
  },
};

/** Gives the formatter what waits, the longest waiting first. */
function start(): void {
  if (free === 0 || waiting.length === 0) return;
  free -= 1;
  const jobs = together();
  void (jobs.length > 1 ? formatTogether(jobs) : formatEach(jobs)).finally(() => {
    free += 1;
    start();
  });
}

/** The next file, with the sources behind it that fit into the same call. */
function together(): readonly Job[] {
  const [first] = waiting;
  let length = first?.text.length ?? 0;
  let end = 1;
  if (first !== undefined && isSource(first)) {
    for (let next = waiting[end]; next !== undefined && isSource(next) && length + next.text.length <= mostAtOnce; next = waiting[end]) {
      length += next.text.length;
      end += 1;
    }
  }
  return waiting.splice(0, end);
}

/** What means something else when it is not at the beginning of a file: a directive, the name of an interpreter, nothing at all. */
const bound = /^(?:#!|(?:\s|\/\/.*\n|\/\*[^]*?\*\/)*(?:["']|$))/;

/** Sources whose statements stand for themselves wherever they are. */
function isSource({ path, text }: Job): boolean {
  return path.endsWith('.ts') && !text.includes(divider) && !bound.test(text);
}

async function formatTogether(jobs: readonly Job[]): Promise<void> {
  const texts = await formatted('together.ts', jobs.map(({ text }) => text.trim()).join(`\n\n${divider}\n\n`)).then((code) => code.split(divider), () => []);
  // Each for itself tells which of them does not parse.
  if (texts.length !== jobs.length) return formatEach(jobs);
  for (const [index, { resolve }] of jobs.entries()) resolve(`${texts[index]?.trim() ?? ''}\n`);
}

async function formatEach(jobs: readonly Job[]): Promise<void> {
  for (const { path, text, resolve, reject } of jobs) await formatted(path, text).then(resolve, reject);
}

async function formatted(path: string, text: string): Promise<string> {
  const { format } = await import('oxfmt');
  const { code, errors: [error] } = await withSettings(() => format(path, text, { printWidth: 80 }));
  if (error !== undefined) throw new Error(`The generated file ${path} does not parse: ${error.message}`);
  return code;
}

/** Setting of the allocator that the formatter is built with. */
const hugePages = 'MIMALLOC_ALLOW_THP';
/** Setting of what loads the formatter's native module: where it lies. */
const nativeModule = 'NAPI_RS_NATIVE_LIBRARY_PATH';
let isRead = false;

/**
 * The formatter reads its settings when it is first used; programs that are started later are told nothing of them. Huge pages, which its allocator asks for by itself, have to be cleared
 * by the system: that took a tenth of the processor time of a whole run and 25 MB.
 */
async function withSettings<T>(work: () => Promise<T>): Promise<T> {
  if (isRead) return work();
  const native = unpackedFormatter(import.meta.url);
  const settings = Object.entries({ [hugePages]: '0', ...(native === undefined ? {} : { [nativeModule]: native }) }).filter(([name]) => process.env[name] === undefined);
  for (const [name, value] of settings) process.env[name] = value;
  try {
    return await work();
  } finally {
    isRead = true;
    for (const [name] of settings) Reflect.deleteProperty(process.env, name);
  }
}
