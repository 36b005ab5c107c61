import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { Linter } from 'eslint';
import { parseModule } from '../src/ast/parseModule.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { readTemplates } from '../src/node/templates.ts';
import { loadSpec } from '../src/pipeline/loadSpec.ts';
import { lazyTarget } from '../src/pipeline/targets.ts';
import { bundledParser } from '../scripts/bundledParser.mjs';
import { seededRandom } from './support/seededRandom.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'devmatrix-parser-'));
const file = join(folder, 'parser.mjs');
let bundled: typeof parseModule;

before(async () => {
  await bundle({ entryPoints: [join(root, 'src/ast/parseModule.ts')] });
  bundled = (await import(pathToFileURL(file).href) as { readonly parseModule: typeof parseModule }).parseModule;
});
after(() => { rmSync(folder, { recursive: true, force: true }); });

function bundle(entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>): Promise<unknown> {
  return build({
    ...entry, outfile: file, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'silent',
    minifySyntax: true, minifyWhitespace: true, plugins: [bundledParser],
  });
}

/** The first text that the parser of the bundle reads otherwise than the whole package does. */
function differing(texts: Iterable<readonly [path: string, text: string]>): string | undefined {
  for (const [path, text] of texts) {
    if (JSON.stringify(bundled(path, text)) !== JSON.stringify(parseModule(path, text))) return `${path}\n${text}`;
  }
  return undefined;
}

function* sourcesBelow(path: string): Generator<readonly [string, string]> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).sort();
  for (const name of names) yield [name, readFileSync(join(path, name), 'utf8')];
}

async function* generatedSources(): AsyncGenerator<readonly [string, string]> {
  const target = await lazyTarget('typescript', () => readTemplates(`${root}templates/typescript`))?.load();
  assert.ok(target !== undefined);
  for (const example of readdirSync(join(root, 'examples'))) {
    for (const spec of readdirSync(join(root, 'examples', example)).filter((name) => /\.(ya?ml|json)$/.test(name))) {
      const { application } = loadSpec(specFiles(join(root, 'examples', example, spec)));
      if (application === undefined) continue;
      for (const { path, text } of target.generate(application).files) if (path.endsWith('.ts')) yield [`${spec}/${path}`, text];
    }
  }
}

it('reads every generated file, our own sources and the declarations of the language as the whole package does', async () => {
  const generated: (readonly [string, string])[] = [];
  for await (const source of generatedSources()) generated.push(source);
  assert.ok(generated.length > 300);
  assert.equal(differing(generated), undefined);
  assert.equal(differing(sourcesBelow(join(root, 'src'))), undefined);
  const declarations = [...sourcesBelow(join(root, 'node_modules/typescript/lib'))].filter(([, text]) => text.length < 200_000);
  assert.ok(declarations.length > 50);
  assert.equal(differing(declarations), undefined);
});

it('reads texts that do not parse as the whole package does, mistakes included', () => {
  const random = seededRandom(4);
  const sources = [...sourcesBelow(join(root, 'src'))].filter(([, text]) => text.length < 2500);
  const pieces = ['{', '}', '(', ')', '`', '${', "'", '"', '/*', '//', '/', '<', '>', '=>', '@', '#', '\\u{', '\n', 'class ', 'async ', 'await ', 'enum ', 'namespace A ', 'x as ', '?.', '...', '0x', '1_', '\u0000', '\ud800', '/[a', '/(?<n>a)/v', 'import(', 'export * ', 'get ', 'abstract ', 'declare ', 'type T = ', 'infer ', 'accessor '];
  function* broken(): Generator<readonly [string, string]> {
    for (let count = 0; count < 2000; count += 1) {
      const [path, text] = random.pick(sources);
      const at = random.below(text.length + 1);
      const end = Math.min(text.length, at + random.below(40));
      yield [path, random.below(4) === 0 ? text.slice(0, at) : `${text.slice(0, at)}${random.pick(pieces)}${text.slice(random.below(2) === 0 ? at : end)}`];
    }
  }
  assert.equal(differing(broken()), undefined);
});

/** Declared behind the parser in its package, and used by functions that reading a TypeScript file never calls. */
const neverReached = ['CheckMode', 'SignatureCheckMode', 'TypeFacts', 'convertToJson', 'getNodeId', 'targetOptionDeclaration', 'visitNode'];

it('holds nothing of the rest of the package, and asks neither the file system nor the environment', () => {
  const text = readFileSync(file, 'utf8');
  const globals = [
    'Array', 'Date', 'Error', 'Function', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Proxy', 'RangeError', 'RegExp', 'Set', 'String', 'Uint16Array', 'WeakMap', 'WeakSet',
    'console', 'onProfilerEvent', 'parseInt', 'performance', 'process', 'require',
  ];
  const messages = new Linter().verify(text, {
    languageOptions: { globals: Object.fromEntries(globals.map((name) => [name, 'readonly'])) },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: { 'no-undef': 'error' },
  }, { allowInlineConfig: false });
  const names = new Set(messages.map(({ message }) => /^'(\w+)' is not defined/.exec(message)?.[1] ?? message));
  assert.deepEqual([...names].sort(), neverReached);
  assert.ok(text.length < 900_000, `${String(text.length)} characters`);
});

it('does not bundle what is behind the parser', async () => {
  const contents = "import * as ts from 'typescript'; console.log(ts.createSourceFile, ts.createProgram);";
  await assert.rejects(bundle({ stdin: { contents } }), /"createProgram"/);
});
