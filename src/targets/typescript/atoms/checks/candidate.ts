import { codeNamesOf, type CodeNames } from '../../../../ast/codeNames.ts';
import { parseModule } from '../../../../ast/parseModule.ts';
import { allPieces, piecesOf, type Piece } from '../../../../ast/pieces.ts';
import type { Module } from '../../../../ast/syntax.ts';
import { walkSyntax, type SyntaxNode } from '../../../../ast/walkSyntax.ts';
import { LineIndex } from '../../../../base/span.ts';
import { applyEdits, type TextEdit } from '../../../../base/textEdit.ts';

/** The code of an answer, read in the ways that checks need. All offsets count in `text`. */
export interface Candidate {
  readonly text: string;
  readonly module: Module;
  /** Every expression and statement, outer before inner, each with what stands around it, the nearest last. */
  readonly nodes: readonly WalkedNode[];
  /** Every piece of the text, types included. */
  readonly pieces: readonly Piece[];
  /** What its own declarations, imports aside, take from elsewhere. */
  readonly names: CodeNames;
  readonly comments: readonly { readonly start: number; readonly text: string }[];
  /** 1-based. */
  lineOf(offset: number): number;
  textOf(node: { readonly start: number; readonly end: number }): string;
}

export interface WalkedNode {
  readonly node: SyntaxNode;
  readonly around: readonly SyntaxNode[];
}

/** Reads code; `mistakes` are there when it does not parse, and nothing else then. */
export function readCandidate(text: string): { readonly candidate?: Candidate; readonly mistakes: readonly { readonly line: number; readonly message: string }[] } {
  const lines = new LineIndex(text);
  const lineOf = (offset: number): number => lines.positionAt(offset).line;
  const root = piecesOf('answer.ts', text);
  const plain = parseModule('answer.ts', text);
  if (root === undefined || plain.mistakes.length > 0) return { mistakes: plain.mistakes.map(({ start, message }) => ({ line: lineOf(start), message })) };
  const pieces = allPieces(root);
  const read = readable(text, pieces);
  const module = read === text ? plain : parseModule('answer.ts', read);
  const nodes: WalkedNode[] = [];
  walkSyntax(module.statements, (node, around) => nodes.push({ node, around: [...around] }));
  return {
    mistakes: [],
    candidate: {
      text, module, nodes, pieces, lineOf,
      names: codeNamesOf(withoutImports(text, root)),
      comments: commentsIn(text, pieces),
      textOf: ({ start, end }) => text.slice(start, end),
    },
  };
}

/** The same text, as long as before, in words that the syntax knows: `for (x in y)` as `for (x of y)`, without labels. */
function readable(text: string, pieces: readonly Piece[]): string {
  const edits = pieces.flatMap((piece): readonly TextEdit[] => {
    const [first, second] = piece.children;
    if (first === undefined) return [];
    if (piece.kind === 'ForInStatement' && second !== undefined) {
      const at = text.indexOf('in', first.end);
      return at === -1 || at >= second.start ? [] : [{ file: '', start: at, end: at + 2, text: 'of' }];
    }
    if (piece.kind === 'LabeledStatement' && second !== undefined) return [{ file: '', start: first.start, end: second.start, text: ' '.repeat(second.start - first.start) }];
    if (piece.kind === 'BreakStatement' || piece.kind === 'ContinueStatement') return [{ file: '', start: first.start, end: first.end, text: ' '.repeat(first.end - first.start) }];
    return [];
  });
  return edits.length === 0 ? text : applyEdits(text, edits);
}

/** The text with white space in place of its imports and of lists of exports. */
function withoutImports(text: string, root: Piece): string {
  const edits = root.children.filter(({ kind }) => kind === 'ImportDeclaration' || kind === 'ExportDeclaration' || kind === 'ExportAssignment' || kind === 'ImportEqualsDeclaration')
    .map(({ start, end }): TextEdit => ({ file: '', start, end, text: ' '.repeat(end - start) }));
  return edits.length === 0 ? text : applyEdits(text, edits);
}

const literalKinds: ReadonlySet<string> = new Set([
  'StringLiteral', 'NoSubstitutionTemplateLiteral', 'FirstTemplateToken', 'TemplateHead', 'TemplateMiddle', 'TemplateTail', 'LastTemplateToken', 'RegularExpressionLiteral',
]);

/** Comments are what looks like one outside of texts and expressions. */
function commentsIn(text: string, pieces: readonly Piece[]): readonly { readonly start: number; readonly text: string }[] {
  const literals = pieces.filter(({ kind }) => literalKinds.has(kind)).sort((a, b) => a.start - b.start);
  const comments: { readonly start: number; readonly text: string }[] = [];
  let from = 0;
  for (const { start, end } of [...literals, { start: text.length, end: text.length }]) {
    const pattern = /\/\/[^\n]*|\/\*[^]*?\*\//g;
    const gap = text.slice(from, start);
    for (const match of gap.matchAll(pattern)) comments.push({ start: from + match.index, text: match[0] });
    from = end;
  }
  return comments;
}
