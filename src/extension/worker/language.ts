import { dirname, isAbsolute, resolve } from 'node:path';
import type { Severity } from '../../base/diagnostic.ts';
import { LineIndex, type Span } from '../../base/span.ts';
import { wordsOf } from '../../ir/wordsOf.ts';
import { completionsAt } from '../../language/completionsAt.ts';
import { definitionAt } from '../../language/definitionAt.ts';
import { diagnosticsOf, fixesAt } from '../../language/diagnostics.ts';
import { hoverAt } from '../../language/hoverAt.ts';
import { openSpec, type SpecDocument } from '../../language/openSpec.ts';
import { symbolsOf } from '../../language/symbolsOf.ts';
import type { SpecSymbol } from '../../language/types.ts';
import { specFiles } from '../../node/specFiles.ts';
import type { CheckResult, FoundDefinition, FoundWords, LanguageRequests, OfferedCompletion, OfferedFixes, OfferedHover, OutlineSymbol, Place, TextRange } from './languageRequests.ts';

type Params<N extends keyof LanguageRequests> = LanguageRequests[N]['params'];

/** A spec that was read, with what is needed to answer questions about it. */
interface OpenSpec {
  readonly document: SpecDocument;
  /** Whole paths of the other files that were read. */
  readonly alsoRead: ReadonlySet<string>;
  /** The place of a span in whichever file it is. */
  readonly place: (span: Span) => Place;
}

const maximumProblems = 1000;
/** As many symbols as the extension host can pass on without being felt. */
const maximumSymbols = 3000;
const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Texts of open documents by whole path; they stand before what is on disk. */
const texts = new Map<string, string>();
const opened = new Map<string, OpenSpec>();

export function openText({ path, text }: Params<'openText'>): Promise<undefined> {
  if (texts.get(path) !== text) forget(path);
  texts.set(path, text);
  return Promise.resolve(undefined);
}

export function closeText({ path }: Params<'closeText'>): Promise<undefined> {
  texts.delete(path);
  forget(path);
  return Promise.resolve(undefined);
}

/** Reads the spec and what it refers to, afresh: files on disk may have changed. */
export function check({ path }: Params<'check'>): Promise<CheckResult> {
  const open = read(path);
  opened.set(path, open);
  const problems = mostImportant(diagnosticsOf(open.document)).map(({ code, severity, message, span, related }) => ({
    code, severity, message,
    place: open.place(span),
    related: related.map((other) => ({ message: other.message, place: open.place(other.span) })),
  }));
  return Promise.resolve({ problems, alsoRead: [...open.alsoRead] });
}

/** As many problems as an editor shows of one file; of more, errors first. Thousands of them would only keep it busy. */
function mostImportant<T extends { readonly severity: Severity }>(problems: readonly T[]): readonly T[] {
  if (problems.length <= maximumProblems) return problems;
  return severities.flatMap((severity) => problems.filter((problem) => problem.severity === severity)).slice(0, maximumProblems);
}

export function fixes({ path, start, end }: Params<'fixes'>): Promise<readonly OfferedFixes[]> {
  const { document, place } = openOf(path);
  return Promise.resolve(fixesAt(document, { start, end }).map((offer) => ({
    code: offer.diagnosticCode,
    range: place(offer.span).range,
    fixes: offer.fixes.map(({ id, label, edits }) => ({
      label, isPreferred: id === offer.preferred, edits: edits.map((edit) => ({ place: place(edit), text: edit.text })),
    })),
  })));
}

export function complete({ path, offset }: Params<'complete'>): Promise<readonly OfferedCompletion[]> {
  const { document, place } = openOf(path);
  return Promise.resolve(completionsAt(document, offset).map((item) => ({ ...item, replace: place(item.replace).range })));
}

export function hover({ path, offset }: Params<'hover'>): Promise<OfferedHover | undefined> {
  const { document, place } = openOf(path);
  const found = hoverAt(document, offset);
  return Promise.resolve(found === undefined ? undefined : { markdown: found.markdown, range: place(found.span).range });
}

export function define({ path, offset }: Params<'define'>): Promise<FoundDefinition | undefined> {
  const { document, place } = openOf(path);
  const found = definitionAt(document, offset);
  return Promise.resolve(found === undefined ? undefined : { origin: place(found.origin).range, targets: found.targets.map(place) });
}

export function outline({ path }: Params<'outline'>): Promise<readonly OutlineSymbol[]> {
  const { document, place } = openOf(path);
  const outlined = (symbol: SpecSymbol, levels: number): OutlineSymbol => ({
    name: symbol.name, detail: symbol.detail, kind: symbol.kind,
    range: place(symbol.span).range, selection: place(symbol.selection).range,
    children: levels === 0 ? [] : symbol.children.map((child) => outlined(child, levels - 1)),
  });
  const symbols = symbolsOf(document);
  const levels = levelsToShow(symbols);
  return Promise.resolve(symbols.map((symbol) => outlined(symbol, levels)));
}

/** How many levels below the first are shown: a huge document leaves out the innermost, whose thousands would keep the editor busy. */
function levelsToShow(symbols: readonly SpecSymbol[]): number {
  let count = symbols.length;
  let below = symbols.flatMap(({ children }) => children);
  let levels = 0;
  while (below.length > 0 && count + below.length <= maximumSymbols) {
    count += below.length;
    levels += 1;
    below = below.flatMap(({ children }) => children);
  }
  return levels;
}

export function words({ path }: Params<'words'>): Promise<readonly FoundWords[]> {
  const { document: { application }, place } = openOf(path);
  if (application === undefined) return Promise.resolve([]);
  return Promise.resolve(wordsOf(application).flatMap(({ text, span }): readonly FoundWords[] => {
    const found = place(span);
    return found.path === path ? [{ words: text, range: found.range }] : [];
  }));
}

function openOf(path: string): OpenSpec {
  const open = opened.get(path) ?? read(path);
  opened.set(path, open);
  return open;
}

/** Drops what was read from a text that is no longer true. */
function forget(path: string): void {
  for (const [main, { alsoRead }] of opened) if (main === path || alsoRead.has(path)) opened.delete(main);
}

function read(main: string): OpenSpec {
  // What is not on this disk (unsaved, or of a virtual workspace) refers to nothing on it.
  const onDisk = isAbsolute(main) ? specFiles(main) : undefined;
  const contents = new Map<string, string | undefined>();
  const pathOf = (file: string): string => (file === main ? main : resolve(dirname(main), file));
  const readText = (file: string): string | undefined => {
    if (!contents.has(file)) contents.set(file, texts.get(pathOf(file)) ?? onDisk?.read(file));
    return contents.get(file);
  };
  const document = openSpec({ path: main, read: readText });
  const indexes = new Map<string, LineIndex>();
  const place = ({ file, start, end }: Span): Place => {
    const index = indexes.get(file) ?? new LineIndex(readText(file) ?? '');
    indexes.set(file, index);
    return { path: pathOf(file), range: { start: positionAt(index, start), end: positionAt(index, end) } };
  };
  return { document, place, alsoRead: new Set([...contents.keys()].filter((file) => file !== main).map(pathOf)) };
}

function positionAt(index: LineIndex, offset: number): TextRange['start'] {
  const { line, column } = index.positionAt(offset);
  return { line: line - 1, character: column - 1 };
}
