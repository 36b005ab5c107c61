import { applyEdits, type TextEdit } from '../../../base/textEdit.ts';
import { type Piece, piecesAround } from '../../../ast/pieces.ts';
import type { AppTexts, RepairCandidate, RepairRequest } from '../../facts/repairer.ts';
import { importedPath, importEdits, importsFor, withoutIdleImports } from './imports.ts';
import { insertItem, itemsOf, removeItem } from './listEdit.ts';
import { functionAround, renamesBetween } from './renames.ts';
import { correspond, counterparts, identityOf, squeezed } from './similar.ts';
import { cuttingText, Source } from './source.ts';
import { mergeTokens } from './tokenMerge.ts';

/** Proposes changes of TypeScript files, the smallest first. */
export function* typescriptCandidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
  const wanted = sourceOf(expected, request.expected?.file);
  if (request.kind === 'unrequested' || request.expected === undefined || wanted === undefined) {
    yield* removals(request, actual);
    return;
  }
  const context: Context = { request, expected: wanted, wanted: around(wanted, request.expected), expectedTexts: expected, actual, findExport: exportsOf(actual) };
  yield* replacements(context);
  yield* uses(context, 0);
  yield* additions(context);
  yield* wholeFunction(context);
  yield* wholeFile(context);
}

interface Context {
  readonly request: RepairRequest;
  readonly expected: Source;
  /** The pieces around what is expected, the smallest first. */
  readonly wanted: readonly Piece[];
  readonly expectedTexts: AppTexts;
  readonly actual: AppTexts;
  readonly findExport: (name: string) => string | undefined;
}

function sourceOf(texts: AppTexts, path: string | undefined): Source | undefined {
  const text = path === undefined || !/\.[cm]?ts$/.test(path) ? undefined : texts.read(path);
  return path === undefined || text === undefined ? undefined : new Source(path, text);
}

function around(source: Source, span: { readonly start: number; readonly end: number }): readonly Piece[] {
  return source.root === undefined ? [] : piecesAround(source.root, span.start, span.end);
}

function exportsOf(texts: AppTexts): (name: string) => string | undefined {
  let known: Map<string, string> | undefined;
  return (name) => {
    if (known === undefined) {
      known = new Map();
      for (const path of texts.paths) {
        if (!/\.[cm]?ts$/.test(path) || path.startsWith('tests/')) continue;
        for (const match of (texts.read(path) ?? '').matchAll(/^export\s+(?:async\s+)?(?:const|let|function\*?|class|interface|type|abstract class)\s+([A-Za-z_$][\w$]*)/gm)) {
          if (match[1] !== undefined && !known.has(match[1])) known.set(match[1], path);
        }
      }
    }
    return known.get(name);
  };
}

/** Code that says something else is replaced by the piece that stands there in the expected app, from the smallest pieces up. */
function* replacements({ request, expected, wanted, actual, findExport }: Context): Iterable<RepairCandidate> {
  const source = sourceOf(actual, request.actual?.file);
  if (request.actual === undefined || source === undefined) return;
  const there = around(source, request.actual);
  let from = 0;
  for (const piece of wanted) {
    if (piece.parent === undefined) return;
    const index = there.findIndex((other, at) => at >= from && other.parent !== undefined && (correspond(piece, other) || (at === 0 && piece === wanted[0])));
    const other = there[index];
    if (other === undefined) continue;
    from = index;
    yield* written({ expected, actual: source, findExport, cutting: piece, at: other, make: (text) => ({ file: source.path, start: other.start, end: other.end, text }) });
  }
}

/**
 * What is expected may stand there already and nothing leads to it: then the code that names its declaration is what is missing, such
 * as the registration of routes or the call of a private function.
 */
function* uses(context: Context, depth: number): Iterable<RepairCandidate> {
  const { expected, wanted, actual } = context;
  const declaration = wanted.at(-2);
  const there = sourceOf(actual, expected.path);
  const twin = there?.root?.children.find((piece) => declaration !== undefined && correspond(piece, declaration));
  const [piece] = wanted;
  if (declaration?.name === undefined || depth > 2 || there === undefined || twin === undefined || piece === undefined || !isFunction(declaration)) return;
  if (depth === 0 && !squeezed(there, twin).includes(squeezed(expected, piece))) return;
  const { name } = declaration;
  for (const path of context.expectedTexts.paths) {
    const text = context.expectedTexts.read(path);
    if (text?.includes(name) !== true || !/\.[cm]?ts$/.test(path)) continue;
    const source = path === expected.path ? expected : new Source(path, text);
    if (source !== expected && !source.names.imports.some((entry) => entry.local === name && importedPath(path, entry.from) === expected.path)) continue;
    for (const use of source.names.uses) {
      if (use.name !== name || (source === expected && use.start >= declaration.start && use.end <= declaration.end)) continue;
      const pieces = around(source, use);
      const from = pieces.findIndex((piece) => piece.list === 'statements' || piece.list === 'entries' || piece.list === 'items');
      if (from < 0) continue;
      const next: Context = { ...context, expected: source, wanted: pieces.slice(from) };
      yield* additions(next, 1);
      if (path !== expected.path) yield* uses(next, depth + 1);
    }
  }
}

function isFunction(declaration: Piece): boolean {
  if (declaration.kind === 'FunctionDeclaration') return true;
  const init = declaration.kind === 'VariableStatement' ? declaration.children[0]?.children[0]?.children.at(-1) : undefined;
  return init?.kind === 'ArrowFunction' || init?.kind === 'FunctionExpression';
}

/** What is missing is put where its neighbours are: into a chain of calls, or into a list. */
function* additions(context: Context, most = context.wanted.length): Iterable<RepairCandidate> {
  const { expected, wanted } = context;
  for (const piece of wanted.slice(0, most)) {
    if (piece.parent === undefined) return;
    if (piece.chainedAt !== undefined) yield* chained(context, piece);
    if (piece.list === undefined) continue;
    for (const { source, container } of containers(context, piece.parent)) {
      const twin = itemsOf(container, piece.list).find((item) => piece.name !== undefined && identityOf(source, item) === identityOf(expected, piece));
      for (const item of twin === undefined ? strayItems(expected, piece, source, container) : []) {
        yield* written({
          expected, actual: source, findExport: context.findExport, cutting: piece, at: item,
          make: (text) => ({ file: source.path, start: item.start, end: item.end, text }),
        });
      }
      yield* written({
        expected, actual: source, findExport: context.findExport, cutting: piece, at: twin ?? container,
        make: (text, renames) => twin !== undefined ? { file: source.path, start: twin.start, end: twin.end, text }
          : insertItem({ expected, item: withDoc(expected, piece), actual: source, container, renames }),
      });
    }
  }
}

/** Adds a call to the chain that stands where the expected chain stands. */
function* chained({ request, expected, actual, findExport }: Context, piece: Piece): Iterable<RepairCandidate> {
  const at = piece.chainedAt;
  if (at === undefined || segmentsOf(outermostOfChain(piece)).length < 2) return;
  const before = segmentsOf(piece).slice(1).map((segment) => segment.name);
  for (const path of placesOf(request, expected.path, actual)) {
    const source = sourceOf(actual, path);
    const outermost = outermostOfChain(piece);
    for (const chain of source === undefined ? [] : counterpartChains(outermost, source, request)) {
      if (source === undefined) continue;
      const segments = segmentsOf(chain);
      const previous = before.map((name) => segments.find((segment) => segment.name === name)).find((found) => found !== undefined);
      const place = previous?.end ?? segments.at(-1)?.chainedAt ?? chain.end;
      const onOwnLine = /\n\s*\./.test(source.textOf(chain));
      yield* written({
        expected, actual: source, findExport, cutting: { start: at, end: piece.end }, at: chain, lineOf: Math.max(0, place - 1),
        make: (text) => ({ file: source.path, start: place, end: place, text: onOwnLine ? text : text.trimStart() }),
      });
    }
  }
}

/** The calls of a chain, the last first. */
function segmentsOf(piece: Piece): readonly Piece[] {
  const segments: Piece[] = [];
  for (let at: Piece | undefined = piece; at !== undefined;) {
    if (at.kind === 'CallExpression') segments.push(at);
    at = at.kind === 'CallExpression' || at.kind === 'PropertyAccessExpression' ? at.children[0] : undefined;
  }
  return segments.filter((segment) => segment.chainedAt !== undefined);
}

function outermostOfChain(piece: Piece): Piece {
  let at = piece;
  while (at.parent !== undefined && (at.parent.kind === 'PropertyAccessExpression' || at.parent.kind === 'CallExpression') && at.parent.children[0] === at) at = at.parent;
  return at;
}

/** The expressions that stand where an expected chain stands: values of the same property or variable, or what the gap points to. */
function counterpartChains(chain: Piece, source: Source, request: RepairRequest): readonly Piece[] {
  const owner = chain.parent;
  const found = owner === undefined ? [] : counterparts(owner, source).map((twin) => twin.children.at(-1));
  const shown = request.at.file === source.path ? around(source, request.at).filter((piece) => piece.kind === 'CallExpression').slice(0, 1) : [];
  const named = request.at.file === source.path ? around(source, request.at).filter((piece) => piece.name !== undefined && piece.name === owner?.name).map((piece) => piece.children.at(-1)) : [];
  return [...new Set([...named, ...shown, ...found])].filter((piece): piece is Piece => piece !== undefined);
}

/** Places in the actual app that may hold what the expected container holds: where the gap is shown first. */
function* containers({ request, expected, actual }: Context, wanted: Piece): Iterable<{ readonly source: Source; readonly container: Piece }> {
  const seen = new Set<string>();
  const once = (source: Source, container: Piece): boolean => {
    const key = `${source.path}\0${String(container.start)}\0${String(container.end)}\0${container.kind}`;
    return !seen.has(key) && seen.add(key).has(key);
  };
  for (const path of placesOf(request, expected.path, actual)) {
    const source = sourceOf(actual, path);
    if (source === undefined) continue;
    if (path === request.at.file) {
      for (const piece of around(source, request.at)) {
        if (piece.kind === wanted.kind && (piece.parent !== undefined || wanted.parent === undefined) && once(source, piece)) yield { source, container: piece };
      }
    }
    const alike = counterparts(wanted, source).map((piece) => ({ piece, shared: sharedItems(expected, wanted, source, piece) }));
    for (const { piece } of alike.sort((a, b) => b.shared - a.shared)) {
      if (once(source, piece)) yield { source, container: piece };
    }
  }
}

/** Items of a list that the expected one does not have and that say nearly what a missing item says: it was changed rather than taken out. */
function strayItems(expected: Source, wanted: Piece, source: Source, container: Piece): readonly Piece[] {
  const known = new Set(wanted.parent === undefined ? [] : itemsOf(wanted.parent, wanted.list).map((item) => identityOf(expected, item)));
  const tokens = wordsOf(expected.textOf(wanted));
  return itemsOf(container, wanted.list)
    .filter((item) => item.kind === wanted.kind && !known.has(identityOf(source, item)))
    .map((item) => ({ item, alike: likeness(tokens, wordsOf(source.textOf(item))) }))
    .filter(({ alike }) => alike > 0.75).sort((a, b) => b.alike - a.alike).slice(0, 2).map(({ item }) => item);
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[A-Za-z_$][\w$]*|\d+|[^\s\w]/g) ?? [];
}

/** The part of words that both have, counted as often as they stand there: 0 to 1. */
function likeness(one: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of one) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of other) {
    const left = counts.get(word) ?? 0;
    if (left > 0) shared += 1;
    counts.set(word, left - 1);
  }
  return shared / Math.max(1, one.length, other.length);
}

/** How much of what stands in an expected container stands in another one. */
function sharedItems(expected: Source, wanted: Piece, source: Source, piece: Piece): number {
  const there = new Set(piece.children.map((child) => identityOf(source, child)));
  const known = wanted.children.filter((child) => there.has(identityOf(expected, child))).length;
  return known / Math.max(1, Math.max(wanted.children.length, piece.children.length));
}

/** The files to look into: where the gap is shown, then where it would be generated, then the others that name it. */
function placesOf(request: RepairRequest, expectedPath: string, actual: AppTexts): readonly string[] {
  const first = [request.at.file, request.actual?.file, expectedPath].filter((path): path is string => path !== undefined && actual.read(path) !== undefined);
  const folder = expectedPath.slice(0, expectedPath.lastIndexOf('/') + 1);
  const near = [...actual.paths].filter((path) => path.startsWith(folder));
  return [...new Set([...first, ...near])].slice(0, 12);
}

interface Writing {
  readonly expected: Source;
  readonly actual: Source;
  readonly findExport: (name: string) => string | undefined;
  readonly cutting: { readonly start: number; readonly end: number };
  /** The piece of the actual file that is changed. */
  readonly at: Piece;
  /** An offset in the line that gives the indentation; without it that of the piece. */
  readonly lineOf?: number;
  readonly make: (text: string, renames: ReadonlyMap<string, string>) => TextEdit | undefined;
}

/**
 * The file with the change, with the imports that it needs and without those that it made idle. Declarations of the expected file
 * that the change names and the actual file does not have come with it.
 */
function* written({ expected, actual, findExport, cutting, at, lineOf = at.start, make }: Writing): Iterable<RepairCandidate> {
  const companions = companionsOf(expected, cutting, actual, findExport);
  const { needed, renames: imported } = importsFor([cutting, ...companions].map((piece) => ({ from: expected, start: piece.start, end: piece.end })), actual, findExport);
  const wantedPiece = expected.root === undefined ? undefined : piecesAround(expected.root, cutting.start, cutting.end)[0];
  const local = renamesBetween(expected, functionAround(wantedPiece), actual, functionAround(at));
  const maps = local.size === 0 ? [imported] : [new Map([...imported, ...local]), imported];
  for (const renames of maps) {
    const edit = make(cuttingText({ from: expected, ...cutting }, actual.indentAt(lineOf), renames), renames);
    if (edit === undefined) continue;
    const { root } = actual;
    const added = root === undefined ? [] : companions.flatMap((item) => insertItem({ expected, item: withDoc(expected, item), actual, container: root, renames: imported }) ?? []);
    const merged = edit.end > edit.start ? mergeTokens(actual.text.slice(edit.start, edit.end), edit.text) : undefined;
    for (const change of merged === undefined ? [edit] : [{ ...edit, text: merged }, edit]) {
      const text = applyEdits(actual.text, joined([...importEdits(actual, needed), ...added, change]));
      yield { files: new Map([[actual.path, withoutIdleImports(actual.path, actual.text, text)]]) };
    }
  }
}

/** Insertions at one place become one edit, in their order. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const index = result.findIndex((other) => other.start === edit.start && other.end === other.start);
    const other = result[index];
    if (other === undefined) result.push(edit);
    else result[index] = { ...edit, text: other.text + edit.text };
  }
  return result;
}

/** Top-level declarations of the expected file that a cutting uses, directly or through each other, and nothing of the actual app declares. */
function companionsOf(expected: Source, cutting: { readonly start: number; readonly end: number }, actual: Source, findExport: (name: string) => string | undefined): readonly Piece[] {
  const declared = new Map((expected.root?.children ?? []).flatMap((piece) => piece.name === undefined || piece.kind === 'ImportDeclaration' ? [] : [[piece.name, piece] as const]));
  const there = new Set((actual.root?.children ?? []).map((piece) => piece.name));
  const found = new Map<string, Piece>();
  const visit = (start: number, end: number): void => {
    for (const use of expected.names.uses) {
      const piece = use.start >= start && use.end <= end ? declared.get(use.name) : undefined;
      if (piece === undefined || found.has(use.name) || there.has(use.name) || findExport(use.name) !== undefined || (piece.start <= start && end <= piece.end)) continue;
      found.set(use.name, piece);
      visit(piece.start, piece.end);
    }
  };
  visit(cutting.start, cutting.end);
  return [...found.values()].filter((piece) => !(cutting.start <= piece.start && piece.end <= cutting.end));
}

/** The function that the gap stands in, as the spec has it: what both have in common stays as it is written. */
function* wholeFunction({ request, expectedTexts, actual, findExport, expected }: Context): Iterable<RepairCandidate> {
  const place = request.actual ?? request.at;
  const source = sourceOf(actual, place.file);
  if (source === undefined) return;
  const origins = [expected, sourceOf(expectedTexts, place.file)].filter((origin) => origin !== undefined);
  for (const piece of around(source, place)) {
    if (piece.list === undefined || piece.name === undefined || !isCallable(piece)) continue;
    for (const origin of origins) {
      for (const twin of counterparts(piece, origin)) {
        yield* written({ expected: origin, actual: source, findExport, cutting: twin, at: piece, make: (text) => ({ file: source.path, start: piece.start, end: piece.end, text }) });
      }
    }
  }
}

function isCallable(piece: Piece): boolean {
  return piece.kind === 'MethodDeclaration' || isFunction(piece) || (piece.kind === 'PropertyAssignment' && /Function/.test(piece.children.at(-1)?.kind ?? ''));
}

/** A file that is gone comes back whole. */
function* wholeFile({ expected, actual }: Context): Iterable<RepairCandidate> {
  if (actual.read(expected.path) === undefined) yield { files: new Map([[expected.path, expected.text]]) };
}

/** What nobody asked for is taken out of the list that it stands in. */
function* removals(request: RepairRequest, actual: AppTexts): Iterable<RepairCandidate> {
  const place = request.actual ?? request.at;
  const source = sourceOf(actual, place.file);
  if (source === undefined) return;
  for (const piece of around(source, place)) {
    if (piece.parent === undefined) return;
    if (piece.chainedAt !== undefined && piece.end === place.end && place.start >= piece.chainedAt) {
      yield removed(source, { file: source.path, start: piece.chainedAt, end: piece.end, text: '' });
    }
    if (piece.list !== undefined && piece.list !== 'arguments' && piece.list !== 'parameters') yield removed(source, removeItem(source, piece));
  }
}

function removed(source: Source, edit: TextEdit): RepairCandidate {
  return { files: new Map([[source.path, withoutIdleImports(source.path, source.text, applyEdits(source.text, [edit]))]]) };
}

/** A declaration with the comment that documents it. */
function withDoc(source: Source, piece: Piece): Piece {
  const doc = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/.exec(source.text.slice(0, piece.start));
  return doc === null || piece.list === 'items' || piece.list === 'arguments' ? piece : { ...piece, start: doc.index };
}
