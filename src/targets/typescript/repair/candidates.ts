import { applyEdits, type TextEdit } from '../../../base/textEdit.ts';
import type { Piece } from '../../../ast/pieces.ts';
import type { AppTexts, RepairCandidate, RepairRequest } from '../../facts/repairer.ts';
import { additions } from './additions.ts';
import { around, type Context, exportsOf, sourceOf } from './context.ts';
import { importedPath, withoutIdleImports } from './imports.ts';
import { removeItem } from './listEdit.ts';
import { correspond, counterparts, squeezed } from './similar.ts';
import { Source } from './source.ts';
import { written } from './writing.ts';

/** Proposes changes of TypeScript files, the smallest first. */
export function* typescriptCandidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
  const wanted = sourceOf(expected, request.expected?.file);
  if (request.kind === 'unrequested' || request.expected === undefined || wanted === undefined) yield* removals(request, actual);
  const place = request.actual ?? request.at;
  const origin = wanted ?? sourceOf(expected, place.file);
  if (origin === undefined) return;
  const context: Context = {
    request, expected: origin, wanted: wanted === undefined || request.expected === undefined ? [] : around(wanted, request.expected), expectedTexts: expected, actual, findExport: exportsOf(actual),
  };
  if (request.kind === 'unrequested' || request.expected === undefined || wanted === undefined) {
    yield* replacements(context);
    yield* wholeFunction(context);
    return;
  }
  if (request.at.file === wanted.path) yield* wholeFile(context);
  yield* replacements(context);
  if (request.kind === 'contradicts') {
    yield* withoutCall(request, actual);
    yield* unconditional(request, actual);
  }
  yield* uses(context, 'missing', 0);
  yield* additions(context);
  yield* wholeFunction(context);
  yield* wholeFile(context);
  // What is named there as often may still be named in vain; that is rare, and trying it is dear.
  yield* uses(context, 'there', 0);
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
    // In the place of a statement an expression is one, too.
    const end = other.list === 'statements' && piece.list !== 'statements' && expected.text.charAt(piece.end) === ';' ? piece.end + 1 : piece.end;
    yield* written({ expected, actual: source, findExport, cutting: { start: piece.start, end }, at: other, make: (text) => ({ file: source.path, start: other.start, end: other.end, text }) });
  }
}

/**
 * What is expected may stand there already and nothing leads to it: then the code that names its declaration is what is missing, such
 * as the registration of routes or the call of a private function. `which`: uses that are missing, or those that are there.
 */
function* uses(context: Context, which: 'missing' | 'there', depth: number): Iterable<RepairCandidate> {
  const { expected, wanted, actual } = context;
  const declaration = wanted.at(-2);
  const there = sourceOf(actual, expected.path);
  const twin = there?.root?.children.find((piece) => declaration !== undefined && correspond(piece, declaration));
  const [piece] = wanted;
  if (declaration?.name === undefined || depth > 2 || there === undefined || twin === undefined || piece === undefined || !isFunction(declaration)) return;
  if (depth === 0 && !squeezed(there, twin).includes(squeezed(expected, piece)) && isUsed(declaration.name, there.path, actual)) return;
  const { name } = declaration;
  for (const path of context.expectedTexts.paths) {
    const text = context.expectedTexts.read(path);
    if (text?.includes(name) !== true || !/\.[cm]?ts$/.test(path)) continue;
    const source = path === expected.path ? expected : Source.of(path, text);
    if (source !== expected && !source.names.imports.some((entry) => entry.local === name && importedPath(path, entry.from) === expected.path)) continue;
    const isThere = usesOf(name, sourceOf(actual, path)) >= usesOf(name, source);
    for (const use of source.names.uses) {
      if (use.name !== name || (source === expected && use.start >= declaration.start && use.end <= declaration.end)) continue;
      const pieces = around(source, use);
      const from = pieces.findIndex((piece) => piece.list === 'statements' || piece.list === 'entries' || piece.list === 'items');
      if (from < 0) continue;
      const next: Context = { ...context, expected: source, wanted: pieces.slice(from) };
      if (isThere && which === 'missing') yield* saidOtherwise(next, name);
      if (isThere === (which === 'there')) yield* additions(next, 1);
      if (path !== expected.path) yield* uses(next, which, depth + 1);
    }
  }
}

/** Does another file than its own use what it imports from there by that name? */
function isUsed(name: string, own: string, texts: AppTexts): boolean {
  for (const path of texts.paths) {
    const source = path === own || path.startsWith('tests/') || texts.read(path)?.includes(name) !== true ? undefined : sourceOf(texts, path);
    const isImported = source?.names.imports.some((entry) => entry.local === name && importedPath(path, entry.from) === own) === true;
    if (isImported && source.names.uses.some((use) => use.name === name && around(source, use).every(({ kind }) => kind !== 'ImportDeclaration'))) return true;
  }
  return false;
}

/** A statement that uses the name in another way, such as under a condition or with other options, becomes the one that is asked for. */
function* saidOtherwise({ expected, wanted: [statement], actual, findExport }: Context, name: string): Iterable<RepairCandidate> {
  const source = sourceOf(actual, expected.path);
  if (statement?.list !== 'statements' || source === undefined) return;
  for (const use of source.names.uses) {
    const place = use.name === name ? around(source, use).findLast((piece) => piece.list === 'statements' && piece.parent?.parent !== undefined) : undefined;
    if (place === undefined || squeezed(source, place) === squeezed(expected, statement)) continue;
    yield* written({ expected, actual: source, findExport, cutting: statement, at: place, make: (text) => ({ file: source.path, start: place.start, end: place.end, text }) });
  }
}

/** What is done under a condition that should not be there is done without it. */
function* unconditional(request: RepairRequest, actual: AppTexts): Iterable<RepairCandidate> {
  const place = request.actual ?? request.at;
  const source = sourceOf(actual, place.file);
  const choice = source === undefined ? undefined : around(source, place).find(({ kind }) => kind === 'IfStatement');
  const [test, then, otherwise] = choice?.children ?? [];
  if (source === undefined || choice === undefined || test === undefined || then === undefined || otherwise !== undefined) return;
  const text = then.kind === 'Block' ? source.textOf(then).slice(1, -1).trim() : source.textOf(then);
  const indent = source.indentAt(choice.start);
  const inner = then.kind === 'Block' ? source.indentAt(then.children[0]?.start ?? then.start) : indent;
  yield removed(source, { file: source.path, start: choice.start, end: choice.end, text: text.replaceAll(`\n${inner}`, `\n${indent}`) });
}

/** How often a file names something. */
function usesOf(name: string, source: Source | undefined): number {
  return source === undefined || !source.text.includes(name) ? 0 : source.names.uses.filter((use) => use.name === name).length;
}

function isFunction(declaration: Piece): boolean {
  if (declaration.kind === 'FunctionDeclaration') return true;
  const init = declaration.kind === 'VariableStatement' ? declaration.children[0]?.children[0]?.children.at(-1) : undefined;
  return init?.kind === 'ArrowFunction' || init?.kind === 'FunctionExpression';
}

/** The function, or the declaration, that the gap stands in, as the spec has it: what both have in common stays as it is written. */
function* wholeFunction({ request, expectedTexts, actual, findExport, expected }: Context): Iterable<RepairCandidate> {
  const place = request.actual ?? request.at;
  const source = sourceOf(actual, place.file);
  if (source === undefined) return;
  const origins = [expected, sourceOf(expectedTexts, place.file)].filter((origin) => origin !== undefined);
  for (const piece of around(source, place)) {
    const isDeclared = piece.kind === 'VariableStatement' && piece.parent?.parent === undefined;
    if (piece.list === undefined || piece.name === undefined || !(isDeclared || isCallable(piece))) continue;
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
  yield* withoutCall(request, actual);
  yield* leftOutOfRest(request, source);
  for (const piece of around(source, place)) {
    if (piece.parent === undefined) return;
    if (piece.list !== undefined && piece.list !== 'arguments' && piece.list !== 'parameters') yield removed(source, removeItem(source, piece));
  }
}

/** A call in a chain that says what should not be said is taken out of it. */
function* withoutCall(request: RepairRequest, actual: AppTexts): Iterable<RepairCandidate> {
  const place = request.actual ?? request.at;
  const source = sourceOf(actual, place.file);
  for (const piece of source === undefined ? [] : around(source, place)) {
    if (source !== undefined && piece.chainedAt !== undefined && piece.end === place.end && place.start >= piece.chainedAt) {
      yield removed(source, { file: source.path, start: piece.chainedAt, end: piece.end, text: '' });
    }
  }
}

/** A property that comes with the rest of an object is taken out of that rest: `const { secret, ...rest } = row`. */
function* leftOutOfRest(request: RepairRequest, source: Source): Iterable<RepairCandidate> {
  const place = request.actual ?? request.at;
  const name = request.key?.split('.').at(-1);
  const spread = /^(?:\.\.\.)?([A-Za-z_$][\w$]*)$/.exec(source.text.slice(place.start, place.end))?.[1];
  if (name === undefined || spread === undefined || !/^[A-Za-z_$][\w$]*$/.test(name)) return;
  const inside = around(source, place).find((piece) => isCallable(piece)) ?? source.root;
  if (inside === undefined) return;
  const text = source.textOf(inside);
  for (const rest of text.matchAll(new RegExp(`\\.\\.\\.${spread.replaceAll('$', '\\$&')}(?=\\s*\\}\\s*(?:=|:))`, 'g'))) {
    const taken = source.names.uses.some((use) => use.name === name && use.start >= inside.start && use.end <= inside.end);
    const start = inside.start + rest.index;
    yield removed(source, { file: source.path, start, end: start, text: `${taken ? `${name}: _${name}` : name}, ` });
  }
}

function removed(source: Source, edit: TextEdit): RepairCandidate {
  return { files: new Map([[source.path, withoutIdleImports(source.path, source.text, applyEdits(source.text, [edit]))]]) };
}
