/** A top-level statement with the comment before it. */
interface Statement {
  readonly text: string;
  /** The words of its code. */
  readonly words: ReadonlySet<string>;
  /** Empty for a statement that declares nothing and always stays. */
  readonly names: readonly string[];
  readonly isExported: boolean;
}

const importPattern = /^import (type )?(?:\{([^}]*)\}|[^{}"']+?) from "([^"]+)";\n/gm;
const declarationPattern = /^(export )?(?:default )?(?:async )?(?:function|const|let|class|interface|type) (\w+)/;
const closers: ReadonlySet<string> = new Set([']', ')', '}', '>']);
const widest = 80;

/** A formatted source cut into its imports and statements. */
export interface ParsedSource {
  readonly text: string;
  readonly imports: readonly RegExpExecArray[];
  readonly statements: readonly Statement[];
}

/** Cuts a source, so that it can be pruned several times. */
export function parseSource(text: string): ParsedSource {
  const imports = [...text.matchAll(importPattern)];
  const bodyStart = imports.reduce((end, match) => Math.max(end, match.index + match[0].length), 0);
  return { text, imports, statements: statementsOf(text.slice(bodyStart)) };
}

/**
 * The source without the declarations that nobody needs: exports that are not in `needed`, what only those used, and
 * the imports of both. Statements without a name stay.
 */
export function pruneSource({ text, imports, statements }: ParsedSource, needed: ReadonlySet<string>): string {
  const kept = keptStatements(statements, needed);
  if (kept.size === statements.length) return text;
  const body = withBlankLines(statements, kept);
  const used = new Set(body.flatMap(({ words }) => [...words]));
  const head = imports.map((match) => prunedImport(match, used)).join('');
  return `${text.slice(0, imports[0]?.index ?? 0)}${head}${body.map((statement) => statement.text).join('').replace(/^\n+/, head === '' ? '' : '\n')}`;
}

/** The kept statements; one that follows a dropped one takes over the blank line before it. */
function withBlankLines(statements: readonly Statement[], kept: ReadonlySet<Statement>): readonly Statement[] {
  let blank = false;
  return statements.flatMap((statement) => {
    const startsBlank = statement.text.startsWith('\n');
    blank ||= startsBlank;
    if (!kept.has(statement)) return [];
    const text = blank && !startsBlank ? `\n${statement.text}` : statement.text;
    blank = false;
    return [{ ...statement, text }];
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
    return { text, words: wordsOf(code), names: name === undefined ? [] : [name], isExported: exported !== undefined };
  });
}

function keptStatements(statements: readonly Statement[], needed: ReadonlySet<string>): ReadonlySet<Statement> {
  const kept = new Set(statements.filter(({ names, isExported }) => names.length === 0 || (isExported && names.some((name) => needed.has(name)))));
  const waiting = [...kept];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const statement of statements) {
      const { words } = next;
      if (kept.has(statement) || !statement.names.some((name) => words.has(name))) continue;
      kept.add(statement);
      waiting.push(statement);
    }
  }
  return kept;
}

function prunedImport([whole, type = '', list, from = '']: RegExpExecArray, words: ReadonlySet<string>): string {
  if (list === undefined) return whole;
  const names = list.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const used = names.filter((name) => words.has(name.replace(/^type /, '').replace(/^.* as /, '')));
  if (used.length === names.length) return whole;
  if (used.length === 0) return '';
  const line = `import ${type}{ ${used.join(', ')} } from "${from}";\n`;
  return line.length <= widest + 1 ? line : `import ${type}{\n${used.map((name) => `  ${name},\n`).join('')}} from "${from}";\n`;
}

function wordsOf(code: string): ReadonlySet<string> {
  return new Set(code.match(/[\w$]+/g) ?? []);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
