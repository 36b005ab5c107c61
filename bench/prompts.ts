// Prints what building prompts costs: once for an app, for each prompt of an atom, and for each search for references; in CPU time.
// Usage: node bench/prompts.ts [spec ...]       the examples and a made-up application with 800 atoms unless told
import { words } from '../src/base/names.ts';
import type { ApplicationIR } from '../src/ir/application.ts';
import type { OtherAppsCode } from '../src/ir/atomMaterials.ts';
import { chooseTemplates } from '../src/llm/prompts/promptLibrary.ts';
import type { PromptKind } from '../src/llm/prompts/promptWriter.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { readTemplates } from '../src/node/templates.ts';
import { openTiktoken } from '../src/node/tokens/tiktokenCounter.ts';
import { firstAttempt, openPrompts } from '../src/pipeline/atoms/openPrompts.ts';
import { parseSpec } from '../src/spec/parseSpec.ts';
import { FunctionIndex, termsOfWords } from '../src/targets/typescript/atoms/materials/functionIndex.ts';
import { typescriptMaterials } from '../src/targets/typescript/atoms/materials/typescriptMaterials.ts';
import { createTypescriptTarget } from '../src/targets/typescript/typescriptTarget.ts';
import { largeApp } from './precision/largeApp.ts';

/** What a prompt may take at most, in milliseconds of CPU time (requirement L2). */
const promptLimit = 5;
const searchLimit = 1;

const target = createTypescriptTarget(readTemplates('templates/typescript'));
const choice = chooseTemplates(readTemplates('templates/prompts'));
if (choice.kind !== 'chosen') throw new Error('The templates are incomplete.');
const [template] = choice.templates;
if (template === undefined) throw new Error('There are no templates.');
const counter = await openTiktoken(import.meta.url);
counter.count('warm');

const specs = process.argv.slice(2);
const named = specs.length > 0 ? specs : ['shop', 'library', 'clinic', 'ticketing', 'rental'].map((name) => `examples/${name}/${name}.devmatrix.yaml`);
for (const spec of named) measure(spec, application(spec, parseSpec(specFiles(spec)).value));
if (specs.length === 0) measure('800 atoms', application('800 atoms', parseSpec({ main: 'large.devmatrix.yaml', read: () => largeSpec(800) }).value));
if (specs.length === 0) {
  const rental = 'examples/rental/rental.devmatrix.yaml';
  measure('rental, and 1,000 functions of other apps', application(rental, parseSpec(specFiles(rental)).value), functionsOfOthers(1000));
}

/** Functions as a store has them after other apps were written. */
function functionsOfOthers(count: number): readonly OtherAppsCode[] {
  return [...largeApp(count).answers].map(([name, { code }]) => {
    const text = code.replaceAll(/^```(?:ts)?\n?|\n?```$/g, '');
    return { app: 'large', name, category: name.endsWith('Step') ? 'flow' : 'endpoint', words: words(name).join(' '), signature: text.slice(0, text.indexOf(' {\n')), code: text };
  });
}

function application(name: string, value: ApplicationIR | undefined): ApplicationIR {
  if (value === undefined) throw new Error(`${name} cannot be read.`);
  return value;
}

function measure(name: string, app: ApplicationIR, others: readonly OtherAppsCode[] = []): void {
  const atoms = target.atoms(app);
  if (atoms.length === 0 || template === undefined) {
    console.log(`  ${name}: nothing in words`);
    return;
  }
  const emitted = [...target.emit(app, 'app')];
  const [materials, materialsMs] = cpu(() => typescriptMaterials(app, emitted, { others }));
  const prompts = openPrompts({ materials, templates: [template], counter });
  // The first prompt of an app counts what all of them share.
  const [{ sections: shown }, firstMs] = cpu(() => prompts.preview(atoms[0] ?? fail(), 'code', firstAttempt));
  const kinds: readonly PromptKind[] = ['cases', 'code'];
  const first: number[] = [];
  const again: number[] = [];
  const tokens: number[] = [];
  for (const times of [first, again]) {
    for (const atom of atoms) {
      for (const kind of kinds) {
        const [prompt, ms] = cpu(() => prompts.preview(atom, kind, firstAttempt));
        times.push(ms);
        if (times === first && kind === 'code') tokens.push(prompt.inputTokens);
      }
    }
  }
  const stable = shown.filter(({ section }) => section === 'system' || section === 'patterns');
  const shared = stable.reduce((sum, section) => sum + section.tokens, 0);
  const index = new FunctionIndex(emitted.filter(({ file }) => /^src\/(?:services|workflows|state-machines|validators)\//.test(file.path)).map(({ file }) => file), others);
  const queries = atoms.map(({ task }) => termsOfWords(task.words));
  const [, searchMs] = cpu(() => { for (const query of queries) index.nearest(query, 6, () => true); });
  console.log(`  ${name}: ${atoms.length} atoms, once for the app ${materialsMs.toFixed(0)} ms and ${firstMs.toFixed(0)} ms with its first prompt; tokens of a prompt ${mean(tokens).toFixed(0)} (at most ${Math.max(...tokens)}), ${shared} of them shared by all${stable.every(({ left }) => left.length === 0) ? '' : ', some patterns left out'}`);
  report('prompt, first time (mean)', mean(first), promptLimit);
  report('prompt, first time (95 %)', percentile(first, 0.95), promptLimit);
  report('prompt, again (mean)', mean(again), promptLimit);
  report(`search among ${index.size} functions`, searchMs / queries.length, searchLimit);
}

function report(what: string, ms: number, limit: number): void {
  const holds = ms < limit;
  console.log(`${holds ? '✓' : '✗'}   ${what}: ${ms.toFixed(3)} ms (under ${limit})`);
  if (!holds) process.exitCode = 1;
}

function cpu<T>(work: () => T): readonly [T, number] {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;
}

function fail(): never {
  throw new Error('There is no atom.');
}

/** An application with so many endpoints in words, over forty entities. */
function largeSpec(atoms: number): string {
  const entities = Array.from({ length: 40 }, (_, at) => `  Thing${at}:
    attributes:
      name: { type: string, maxLength: 80 }
      amount: { type: decimal, precision: 10, scale: 2 }
      dueAt: datetime
      open: { type: boolean, default: true }
${at === 0 ? '' : `    relations:\n      parent: { belongsTo: Thing${at - 1} }\n`}`).join('');
  const endpoints = Array.from({ length: atoms }, (_, at) => `  POST /things/work${at}:
    body: { least: decimal, days: integer }
    returns: { changed: integer, total: decimal }
    do: "Close every open Thing${at % 40} that was due more than the given days ago and whose amount is at least the given one, rule ${at}; gives how many were closed and the sum of their amounts."
`).join('');
  return `devmatrix: 1\nname: large\nentities:\n${entities}endpoints:\n${endpoints}`;
}
