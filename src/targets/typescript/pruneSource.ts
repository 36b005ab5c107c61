import { resolveImport } from './moduleGraph.ts';

/** A top-level statement with the comment before it. */
interface Statement {
  readonly text: string;
  /** The words of its code. */
  readonly words: ReadonlySet<string>;
  /** Undefined for a statement that declares nothing and always stays. */
  readonly name: string | undefined;
  readonly isExported: boolean;
}

interface ImportLine {
  readonly text: string;
  readonly isType: boolean;
  /** As they are written, `type` and `as` included; undefined when the whole module is imported. */
  readonly specifiers: readonly string[] | undefined;
  readonly from: string;
  /** Path of the imported file of the app; undefined for packages. */
  readonly target: string | undefined;
}

/** A formatted source cut into its imports and statements. */
export interface ParsedSource {
  readonly text: string;
  readonly head: string;
  readonly imports: readonly ImportLine[];
  readonly statements: readonly Statement[];
  /** Names that it exports. */
  readonly exported: readonly string[];
}

/** Names that a file needs of another; undefined for all of them. */
export interface Need {
  readonly path: string;
  readonly names: readonly string[] | undefined;
}

const importPattern = /^import (type )?(?:\{([^}]*)\}|[^{}"']+?) from "([^"]+)";\n/gm;
const declarationPattern = /^(export )?(?:default )?(?:async )?(?:function|const|let|class|interface|type) (\w+)/;
const closers: ReadonlySet<string> = new Set([']', ')', '}', '>']);
const widest = 80;

/** Cuts a source of the app. */
export function parseSource(path: string, text: string): ParsedSource {
  const matches = [...text.matchAll(importPattern)];
  const bodyStart = matches.reduce((end, match) => Math.max(end, match.index + match[0].length), 0);
  const statements = statementsOf(text.slice(bodyStart));
  return {
    text,
    head: text.slice(0, matches[0]?.index ?? 0),
    imports: matches.map(([line, type, list, from = '']) => ({
      text: line,
      isType: type !== undefined,
      specifiers: list?.split(',').map((name) => name.trim()).filter((name) => name !== ''),
      from,
      target: from.startsWith('.') ? resolveImport(path, from) : undefined,
    })),
    statements,
    exported: statements.flatMap(({ name, isExported }) => (isExported && name !== undefined ? [name] : [])),
  };
}

/**
 * What of a source is needed: its statements without a name from the beginning, then the exports asked for and all that
 * they use.
 */
export class Pruning {
  readonly #source: ParsedSource;
  readonly #kept = new Set<Statement>();
  readonly #words = new Set<string>();

  constructor(source: ParsedSource) {
    this.#source = source;
  }

  /** Keeps the exports with these names; gives what the source now needs of other files, maybe again. */
  need(names: readonly string[]): readonly Need[] {
    const before = this.#kept.size;
    const wanted = new Set(names);
    this.#keep(this.#source.statements.filter(({ name, isExported }) => name === undefined || (isExported && wanted.has(name))));
    if (this.#kept.size === before) return [];
    return this.#source.imports.flatMap(({ target, specifiers }) => {
      if (target === undefined) return [];
      const used = specifiers?.filter((specifier) => this.#words.has(localName(specifier))).map(exportedName);
      return used?.length === 0 ? [] : [{ path: target, names: used }];
    });
  }

  /** The source without the declarations that nobody needed, and without the imports of those. */
  text(): string {
    const { text, head, imports, statements } = this.#source;
    if (this.#kept.size === statements.length) return text;
    const lines = imports.map((line) => prunedImport(line, this.#words)).join('');
    const body = withBlankLines(statements, this.#kept).join('').replace(/^\n+/, lines === '' ? '' : '\n');
    return head + lines + body;
  }

  #keep(statements: readonly Statement[]): void {
    const waiting = statements.filter((statement) => !this.#kept.has(statement));
    for (const statement of waiting) this.#kept.add(statement);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const word of next.words) this.#words.add(word);
      for (const statement of this.#source.statements) {
        if (this.#kept.has(statement) || statement.name === undefined || !next.words.has(statement.name)) continue;
        this.#kept.add(statement);
        waiting.push(statement);
      }
    }
  }
}

/** The kept statements; one that follows a dropped one takes over the blank line before it. */
function withBlankLines(statements: readonly Statement[], kept: ReadonlySet<Statement>): readonly string[] {
  let blank = false;
  return statements.flatMap((statement) => {
    const startsBlank = statement.text.startsWith('\n');
    blank ||= startsBlank;
    if (!kept.has(statement)) return [];
    const text = blank && !startsBlank ? `\n${statement.text}` : statement.text;
    blank = false;
    return [text];
  });
}

/** Cuts before each line that begins a statement or its comment; what is indented or closes a bracket goes on. */
function statementsOf(body: string): readonly Statement[] {
  const starts: number[] = [];
  let inComment = false;
  for (const { index, 0: start } of body.matchAll(/^\n*(?:\/\*|\/\/|\S)/gm)) {
    const token = start.trimStart();
    if (!closers.has(token) && !inComment) starts.push(index);
    inComment = token === '/*' || token === '//';
  }
  return starts.map((start, index) => {
    const text = body.slice(start, starts[index + 1]);
    const code = withoutComments(text);
    const [, exported, name] = declarationPattern.exec(code.trimStart()) ?? [];
    return { text, words: new Set(code.match(/[\w$]+/g) ?? []), name, isExported: exported !== undefined };
  });
}

function prunedImport({ text, isType, specifiers, from }: ImportLine, words: ReadonlySet<string>): string {
  if (specifiers === undefined) return text;
  const used = specifiers.filter((specifier) => words.has(localName(specifier)));
  if (used.length === specifiers.length) return text;
  if (used.length === 0) return '';
  const start = isType ? 'import type' : 'import';
  const line = `${start} { ${used.join(', ')} } from "${from}";\n`;
  return line.length <= widest + 1 ? line : `${start} {\n${used.map((name) => `  ${name},\n`).join('')}} from "${from}";\n`;
}

function localName(specifier: string): string {
  return specifier.replace(/^type /, '').replace(/^.* as /, '');
}

function exportedName(specifier: string): string {
  return specifier.replace(/^type /, '').replace(/ as .*$/, '');
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
