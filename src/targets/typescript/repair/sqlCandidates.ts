import type { AppTexts, RepairCandidate, RepairRequest } from '../../facts/repairer.ts';

/** A change of a table by a later migration is taken back, or made the change that is asked for. */
export function* sqlCandidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
  const there = request.actual;
  const text = there === undefined ? undefined : actual.read(there.file);
  if (there === undefined || text === undefined) return;
  const statement = statementAround(text, there.start);
  if (!/^alter\s+table\b/i.test(statement.text)) return;
  const own = text.slice(there.start, there.end);
  const isWhole = statement.text.trim().replace(/;$/, '').endsWith(own.trim()) && !statement.text.slice(0, statement.text.indexOf(own)).includes(',');
  yield one(there.file, isWhole ? withoutStatement(text, statement) : withoutAction(text, there));
  const target = request.expected === undefined ? undefined : expected.read(request.expected.file);
  const wanted = request.expected === undefined ? undefined : target?.slice(request.expected.start, request.expected.end);
  const changed = wanted === undefined ? undefined : changedAction(own, wanted);
  if (changed !== undefined) yield one(there.file, text.slice(0, there.start) + changed + text.slice(there.end));
}

interface Statement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The statement of a migration that an offset stands in, without the comments before it. */
function statementAround(sql: string, offset: number): Statement {
  const from = sql.lastIndexOf(';', offset - 1) + 1;
  const start = from + (/^(?:\s|--[^\n]*|\/\*[^]*?\*\/)*/.exec(sql.slice(from))?.[0].length ?? 0);
  const semicolon = sql.indexOf(';', offset);
  const end = semicolon < 0 ? sql.length : semicolon + 1;
  return { start, end, text: sql.slice(start, end) };
}

function withoutStatement(sql: string, { start, end }: Statement): string {
  const rest = /^[ \t]*\r?\n/.exec(sql.slice(end))?.[0].length ?? 0;
  return sql.slice(0, start) + sql.slice(end + rest);
}

/** One of several changes, with the comma that goes with it. */
function withoutAction(sql: string, { start, end }: { readonly start: number; readonly end: number }): string {
  const after = /^\s*,\s*/.exec(sql.slice(end));
  if (after !== null) return sql.slice(0, start) + sql.slice(end + after[0].length);
  return sql.slice(0, start).replace(/\s*,\s*$/, '') + sql.slice(end);
}

/** `alter column "price" type integer` with the type, the default or the nullability of the definition of a column. */
function changedAction(action: string, wanted: string): string | undefined {
  const [, column, what] = /^(alter\s+(?:column\s+)?(?:"[^"]+"|[\w$]+)\s+)(?:set\s+data\s+)?(type|set\s+default|drop\s+default|set\s+not\s+null|drop\s+not\s+null)\b/i.exec(action) ?? [];
  if (column === undefined || what === undefined) return undefined;
  if (/^type$/i.test(what)) return `${column}type ${wanted}`;
  if (/default/i.test(what)) return /^default\b/i.test(wanted) ? `${column}set ${wanted}` : `${column}drop default`;
  return `${column}${/^not\s+null$/i.test(wanted) ? 'set' : 'drop'} not null`;
}

function one(path: string, text: string): RepairCandidate {
  return { files: new Map([[path, text]]) };
}
