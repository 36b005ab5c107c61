import * as ts from 'typescript';
import type { ApplicationIR } from '../../src/ir/application.ts';
import type { Entity } from '../../src/ir/entity.ts';
import { applyEdits, type TextEdit } from '../../src/base/textEdit.ts';

/** The texts of an app by path, and what its files say as trees. */
export class App {
  readonly name: string;
  readonly application: ApplicationIR;
  readonly texts: ReadonlyMap<string, string>;
  readonly #trees = new Map<string, ts.SourceFile>();

  constructor(name: string, application: ApplicationIR, texts: ReadonlyMap<string, string>) {
    this.name = name;
    this.application = application;
    this.texts = texts;
  }

  text(path: string): string {
    return this.texts.get(path) ?? '';
  }

  /** The TypeScript files of the app's own program whose path matches, as trees with parents. */
  trees(paths = /^src\//): ts.SourceFile[] {
    return [...this.texts.keys()].filter((path) => path.endsWith('.ts') && paths.test(path)).sort().map((path) => this.tree(path));
  }

  tree(path: string): ts.SourceFile {
    const known = this.#trees.get(path);
    if (known !== undefined) return known;
    const tree = parse(path, this.text(path));
    this.#trees.set(path, tree);
    return tree;
  }

  /** Every node of that kind in the files. */
  nodes<T extends ts.Node>(is: (node: ts.Node) => node is T, paths?: RegExp): T[] {
    return this.trees(paths).flatMap((tree) => nodesIn(tree, is));
  }

  entity(name: string): Entity | undefined {
    return this.application.entities.find((entity) => entity.name === name);
  }

  entityOfTable(table: string): Entity | undefined {
    return this.application.entities.find((entity) => entity.table === table);
  }
}

/** A text as a tree with parents. */
export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** Every node of that kind in the tree, in the order of the text. */
export function nodesIn<T extends ts.Node>(root: ts.Node, is: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

export function pathOf(node: ts.Node): string {
  return node.getSourceFile().fileName;
}

/** The nearest node around that is of a kind. */
export function around<T extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is T): T | undefined {
  for (let outer: ts.Node | undefined = node.parent; outer !== undefined; outer = outer.parent as ts.Node | undefined) if (is(outer)) return outer;
  return undefined;
}

export function nameOf(node: { readonly name?: ts.Node | undefined }): string {
  const { name } = node;
  if (name === undefined) return '';
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText();
}

/** A call `callee(...)`, as its text says. */
export function isCallOf(node: ts.Node, callee: string): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === callee;
}

/** A call of a method `.name(...)`. */
export function isMethodCall(node: ts.Node, name: string): node is ts.CallExpression & { readonly expression: ts.PropertyAccessExpression } {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === name;
}

/** A property `name: value` of an object literal. */
export function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.PropertyAssignment | undefined {
  return object.properties.find((property): property is ts.PropertyAssignment => ts.isPropertyAssignment(property) && nameOf(property) === name);
}

export function stringOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

export const edit = {
  replace: (node: ts.Node, text: string): TextEdit => ({ file: pathOf(node), start: node.getStart(), end: node.end, text }),
  /** The node with white space before it, and the comma after it. */
  remove: (node: ts.Node): TextEdit => {
    const text = node.getSourceFile().text;
    const comma = /^\s*,/.exec(text.slice(node.end));
    const start = startWithComments(node);
    const before = comma === null ? /,\s*$/.exec(text.slice(0, start)) : null;
    return { file: pathOf(node), start: before === null ? startOfSpace(text, start) : before.index, end: node.end + (comma?.[0].length ?? 0), text: '' };
  },
  removeStatement: (node: ts.Node): TextEdit => {
    const text = node.getSourceFile().text;
    const start = startWithComments(node);
    return { file: pathOf(node), start: startOfSpace(text, start), end: node.end, text: '' };
  },
  before: (node: ts.Node, text: string): TextEdit => ({ file: pathOf(node), start: startWithComments(node), end: startWithComments(node), text }),
  after: (node: ts.Node, text: string): TextEdit => ({ file: pathOf(node), start: node.end, end: node.end, text }),
  cut: (node: ts.Node, start: number, end: number, text = ''): TextEdit => ({ file: pathOf(node), start, end, text }),
};

/** The text of statements with the comments that belong to them. */
export function textWithComments(node: ts.Node): string {
  return node.getSourceFile().text.slice(startWithComments(node), node.end);
}

/** Comments that stand right before a node belong to it. */
function startWithComments(node: ts.Node): number {
  const text = node.getSourceFile().text;
  const start = node.getStart();
  return (ts.getLeadingCommentRanges(text, node.pos) ?? []).reduceRight((from, comment) => (/\n[ \t]*\n/.test(text.slice(comment.end, from)) ? from : comment.pos), start);
}

function startOfSpace(text: string, start: number): number {
  let at = start;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
}

/** The texts of the files that edits change. */
export function textsAfter(app: App, edits: readonly TextEdit[]): Map<string, string> {
  const byFile = new Map<string, TextEdit[]>();
  for (const one of edits) byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);
  return new Map([...byFile].map(([file, own]) => [file, applyEdits(app.text(file), own)]));
}
