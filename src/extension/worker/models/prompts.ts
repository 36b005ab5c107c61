import { dollars } from '../../../base/dollars.ts';
import type { Span } from '../../../base/span.ts';
import type { Atom } from '../../../ir/atom.ts';
import { modelKey } from '../../../llm/models/modelInfo.ts';
import { type AppAtoms, openAppAtoms } from '../../../node/atoms/appAtoms.ts';
import { type AtomPrices, priceAtoms } from '../../../node/atoms/priceAtoms.ts';
import { nodePorts } from '../../../node/nodePorts.ts';
import { specFiles } from '../../../node/specFiles.ts';
import { firstAttempt } from '../../../pipeline/atoms/openPrompts.ts';
import { atomCalls } from '../../../pipeline/atoms/prepareRun.ts';
import { promptPage as pageOf } from '../../../pipeline/atoms/promptPage.ts';
import { hasErrors, loadSpec, type SpecFiles } from '../../../pipeline/loadSpec.ts';
import { bookStateOf } from '../../../pipeline/unitBook.ts';
import type { AtomCalls, RunPrice } from '../../../plan/priceRun.ts';
import { typescriptTarget } from '../generate.ts';
import type { Place, TextPosition } from '../languageRequests.ts';
import type { PromptList, PromptPage, PromptPlace, PromptUnit, WantedUnit } from '../writingRequests.ts';
import { unknownPrompts } from './unknownPrompts.ts';
import type { Writer } from './writing.ts';

/** What a spec states in words, with what would be asked for it; nobody is asked. */
export async function listPrompts(place: PromptPlace, writer: Writer): Promise<PromptList> {
  const atoms = await openAtoms(place, writer);
  if ('kind' in atoms) return atoms;
  const prices = await pricesOf(atoms, writer);
  return {
    kind: 'units', models: modelsOf(prices),
    units: all(atoms).map((atom): PromptUnit => {
      const calls = callsOf(atoms, atom);
      return {
        unit: atom.id, name: atom.name, words: atom.task.words, category: atom.task.category, place: placeOf(atoms, atom.task.span),
        tokens: { cases: calls.casesTokens, code: atoms.prompts.prompts.codePrompt(atom, [], firstAttempt).inputTokens },
        microUsd: prices?.of([calls]).microUsd, isWritten: stateOf(atoms, atom) === 'complete',
      };
    }),
  };
}

/** What models are asked for one unit, as a page. */
export async function promptPage(wanted: PromptPlace & WantedUnit, writer: Writer): Promise<PromptPage> {
  const atoms = await openAtoms(wanted, writer);
  if ('kind' in atoms) return atoms;
  const atom = all(atoms).find(({ id, task }) => ('unit' in wanted ? id === wanted.unit : isAt(placeOf(atoms, task.span), wanted)));
  if (atom === undefined) return { kind: 'gone' };
  const prices = await pricesOf(atoms, writer);
  const { path, range } = placeOf(atoms, atom.task.span);
  const line = range.start.line + 1;
  return {
    kind: 'page', unit: atom.id, name: atom.name,
    page: pageOf(atoms.prompts, atom, {
      place: `${path.split(/[\\/]/).at(-1) ?? path}:${String(line)}`,
      models: modelsOf(prices), prices: prices === undefined ? undefined : priceWords(prices, callsOf(atoms, atom)), state: stateWords[stateOf(atoms, atom)],
    }),
  };
}

const stateWords = {
  complete: 'written', partial: 'written in part', stale: 'written, and the spec says something else by now', unfit: 'written, and cannot stand in the app', missing: 'not written yet',
} as const;

async function openAtoms({ spec, out, text }: PromptPlace, { prompts, functions }: Pick<Writer, 'prompts' | 'functions'>): Promise<AppAtoms | Exclude<PromptList, { readonly kind: 'units' }>> {
  const unknown = unknownPrompts(prompts);
  if (unknown !== undefined) return unknown;
  const files = withText(specFiles(spec), text);
  const { diagnostics } = loadSpec(files);
  const error = hasErrors(diagnostics) ? diagnostics.find(({ severity }) => severity === 'error') : undefined;
  if (error !== undefined) return { kind: 'problem', message: error.message };
  const atoms = await openAppAtoms({ spec: files, out, target: typescriptTarget(), moduleUrl: import.meta.url, functions, ...(prompts === undefined ? {} : { prompts }) });
  return atoms === undefined || typeof atoms === 'string' ? { kind: 'problem', message: atoms ?? 'The spec has errors.' } : atoms;
}

/** What is in the editor stands before what is on disk. */
function withText(files: SpecFiles, text: string | undefined): SpecFiles {
  return text === undefined ? files : { main: files.main, read: (path) => (path === files.main ? text : files.read(path)) };
}

function isAt({ path, range: { start } }: Place, { spec, at }: { readonly spec: string; readonly at: TextPosition }): boolean {
  return path === spec && start.line === at.line && start.character === at.character;
}

/** In the order of the text. */
function all({ application, target }: AppAtoms): readonly Atom[] {
  return [...target.atoms(application)].sort((left, right) => left.task.span.start - right.task.span.start);
}

function callsOf({ prepared: { plan }, prompts: { prompts }, counter }: AppAtoms, atom: Atom): AtomCalls {
  return atomCalls(atom, { prompts, counter, complexity: plan.llm.find(({ unit }) => unit === atom.id)?.complexity ?? 'medium' });
}

function stateOf({ application, target, written }: AppAtoms, atom: Atom): keyof typeof stateWords {
  return bookStateOf(atom, { written, usable: target.usable(application, written) }, nodePorts.hash);
}

async function pricesOf(atoms: AppAtoms, { models, store, workspace }: Writer): Promise<AtomPrices | undefined> {
  const [sample] = all(atoms);
  return sample === undefined ? undefined : priceAtoms(atoms, sample, { models, store, workspace });
}

function modelsOf(prices: AtomPrices | undefined): readonly string[] {
  return prices === undefined ? [] : [...new Set(prices.ladder.map(({ id }) => modelKey(id)))];
}

function priceWords(prices: AtomPrices, calls: AtomCalls): { readonly cases: string; readonly code: string; readonly all: string } {
  const first = prices.first;
  return { cases: words(first({ ...calls, codeTokens: 0 })), code: words(first({ ...calls, casesTokens: 0 })), all: words(prices.of([calls])) };
}

function words({ microUsd, ifCachedMicroUsd }: RunPrice): string {
  if (microUsd === undefined) return 'unknown';
  return ifCachedMicroUsd === undefined ? dollars(microUsd) : `${dollars(ifCachedMicroUsd)} to ${dollars(microUsd)}`;
}

function placeOf({ spec }: AppAtoms, span: Span): Place {
  const { start, end } = spec.locate(span);
  return { path: span.file, range: { start: { line: start.line - 1, character: start.column - 1 }, end: { line: end.line - 1, character: end.column - 1 } } };
}
