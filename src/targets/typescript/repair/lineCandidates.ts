import type { AppTexts, RepairCandidate, RepairRequest } from '../../facts/repairer.ts';

/** Mends texts without a syntax of their own here, such as SQL and YAML: whole lines are replaced, put in after the line before them, or taken out. */
export function* lineCandidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
  const { expected: wanted, actual: there } = request;
  const target = wanted === undefined ? undefined : expected.read(wanted.file);
  const path = there?.file ?? (actual.read(request.at.file) === undefined ? wanted?.file : request.at.file) ?? request.at.file;
  const text = actual.read(path);
  if (wanted === undefined || target === undefined) {
    if (there !== undefined && text !== undefined) yield one(path, withLines(text, linesOf(text, there), []));
    return;
  }
  if (text === undefined) {
    yield one(wanted.file, target);
    return;
  }
  if (there !== undefined) {
    yield one(path, text.slice(0, there.start) + target.slice(wanted.start, wanted.end) + text.slice(there.end));
    yield one(path, withLines(text, linesOf(text, there), sliceLines(target, linesOf(target, wanted))));
  }
  yield* withoutStatements(target.slice(wanted.start, wanted.end), expected, actual);
  yield* inserted(path, text, target, linesOf(target, wanted));
}

/** What is missing may be made by one migration and taken back by a statement of another, that the spec does not ask for. */
function* withoutStatements(wanted: string, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
  const [, name] = /^\s*(?:constraint\s+)?"([^"]+)"/.exec(wanted) ?? /\b(?:index|table)\s+"([^"]+)"/.exec(wanted) ?? [];
  if (name === undefined) return;
  const mentioned = new RegExp(`(?<![\\w$])${name.replaceAll(/\W/g, '\\$&')}(?![\\w$])`);
  for (const path of actual.paths) {
    const text = path.endsWith('.sql') && expected.read(path) === undefined ? actual.read(path) : undefined;
    if (text === undefined || !mentioned.test(text)) continue;
    const statements = text.match(/[^;]+;?\s*/g) ?? [];
    const isChange = (statement: string): boolean => mentioned.test(statement) && /\b(?:drop|rename|alter)\b/i.test(statement);
    for (const [index, statement] of statements.entries()) if (isChange(statement)) yield one(path, statements.toSpliced(index, 1).join(''));
    yield one(path, statements.filter((statement) => !isChange(statement)).join(''));
  }
}

interface Lines {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

function linesOf(text: string, span: { readonly start: number; readonly end: number }): Lines {
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  return { from: lineOf(span.start), to: lineOf(Math.max(span.start, span.end - 1)) + 1 };
}

function sliceLines(text: string, { from, to }: Lines): readonly string[] {
  return text.split('\n').slice(from, to);
}

function withLines(text: string, { from, to }: Lines, lines: readonly string[]): string {
  const all = text.split('\n');
  return separated([...all.slice(0, from), ...lines, ...all.slice(to)]).join('\n');
}

/** Puts the lines after the nearest line before them, or before the nearest after them, that the text has. */
function* inserted(path: string, text: string, target: string, wanted: Lines): Iterable<RepairCandidate> {
  const wantedLines = target.split('\n');
  const lines = text.split('\n');
  const added = wantedLines.slice(wanted.from, wanted.to);
  const bare = (line: string | undefined): string => (line ?? '').trim().replace(/,$/, '');
  const places = (line: string | undefined): readonly number[] => bare(line).length < 2 ? [] : lines.flatMap((other, index) => bare(other) === bare(line) ? [index] : []);
  for (let distance = 1; distance <= 40; distance += 1) {
    for (const index of places(wantedLines[wanted.from - distance])) yield one(path, separated([...lines.slice(0, index + 1), ...added, ...lines.slice(index + 1)]).join('\n'));
    for (const index of places(wantedLines[wanted.to + distance - 1])) yield one(path, separated([...lines.slice(0, index), ...added, ...lines.slice(index)]).join('\n'));
  }
}

/** Lines of a list in SQL and JSON end with a comma, but for the last. */
function separated(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => {
    const next = lines.slice(index + 1).find((other) => other.trim() !== '');
    const trimmed = line.trimEnd();
    if (next === undefined || trimmed === '') return line;
    if (/^\s*[)\]}]/.test(next) && trimmed.endsWith(',')) return trimmed.slice(0, -1);
    const isItem = /^\s+("[^"]*"|constraint\b|[\w"]+ )/i.test(line) && /^\s+("|constraint\b)/i.test(next);
    return isItem && !/[,([{;]$/.test(trimmed) && sameIndent(line, next) ? `${trimmed},` : line;
  });
}

function sameIndent(one: string, other: string): boolean {
  return /^\s*/.exec(one)?.[0] === /^\s*/.exec(other)?.[0];
}

function one(path: string, text: string): RepairCandidate {
  return { files: new Map([[path, text]]) };
}
