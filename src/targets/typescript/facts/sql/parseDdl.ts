import type { ColumnDefinition, ConstraintDefinition, DdlOperation, SqlRange } from './ddl.ts';
import { joinedWords, readColumn, readConstraintKind } from './parseColumn.ts';
import { readDefault, readExpression, readWhole } from './parseSqlExpression.ts';
import { SqlCursor } from './sqlCursor.ts';
import { sqlTokens, type SqlToken } from './sqlTokens.ts';
import { takeSqlType } from './sqlTypes.ts';

/** What a migration does to tables, columns, constraints and indexes, in its order; other statements are passed over. */
export function parseDdl(sql: string): readonly DdlOperation[] {
  const tokens = sqlTokens(sql);
  const operations: DdlOperation[] = [];
  let from = 0;
  for (let at = 0; at <= tokens.length; at += 1) {
    const token = tokens[at];
    if (token !== undefined && !(token.kind === 'symbol' && token.text === ';')) continue;
    if (at > from) operations.push(...readStatement(tokens, from, at));
    from = at + 1;
  }
  return operations;
}

/** How many changes of tables are said in words that mean nothing here. */
export function misreadChanges(sql: string): number {
  const tokens = sqlTokens(sql);
  let count = 0;
  let from = 0;
  for (let at = 0; at <= tokens.length; at += 1) {
    const token = tokens[at];
    if (token !== undefined && !(token.kind === 'symbol' && token.text === ';')) continue;
    const cursor = new SqlCursor(tokens, from, at);
    if (cursor.takeWords('alter', 'table')) {
      cursor.takeWords('if', 'exists');
      cursor.takeWords('only');
      const table = cursor.takeQualifiedName() ?? '';
      count += cursor.done ? 1 : cursor.parts().filter((part) => !otherChanges.has(part.peek()?.text ?? '') && readAction(part, table).length === 0).length;
    }
    from = at + 1;
  }
  return count;
}

/** What begins changes of tables that are no matter of a spec. */
const otherChanges = new Set(['owner', 'enable', 'disable', 'validate', 'cluster', 'inherit', 'no', 'force', 'attach', 'detach', 'replica', 'set', 'reset', 'add', 'alter']);

function readStatement(tokens: readonly SqlToken[], from: number, to: number): readonly DdlOperation[] {
  const cursor = new SqlCursor(tokens, from, to);
  const at: SqlRange = { start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0 };
  if (cursor.takeWords('create')) return readCreate(cursor, at);
  if (cursor.takeWords('alter', 'table')) return readAlterTable(cursor);
  if (cursor.takeWords('alter', 'index')) return readAlterIndex(cursor);
  if (cursor.takeWords('drop', 'table')) return readDropped(cursor).map((table) => ({ kind: 'dropTable', table }));
  if (cursor.takeWords('drop', 'index')) return readDropped(cursor).map((name) => ({ kind: 'dropIndex', name: plainName(name) }));
  return [];
}

/** An index stands in the schema of its table and is named without it here. */
function plainName(name: string): string {
  return name.split('.').at(-1) ?? name;
}

function readDropped(cursor: SqlCursor): readonly string[] {
  cursor.takeWords('concurrently');
  cursor.takeWords('if', 'exists');
  return cursor.parts().flatMap((part) => part.takeQualifiedName() ?? []);
}

function readCreate(cursor: SqlCursor, at: SqlRange): readonly DdlOperation[] {
  cursor.takeWords('unlogged');
  if (cursor.takeWords('table')) return readCreateTable(cursor, at);
  const unique = cursor.takeWords('unique');
  return cursor.takeWords('index') ? readCreateIndex(cursor, at, unique ? 'unique' : 'index') : [];
}

function readCreateTable(cursor: SqlCursor, at: SqlRange): readonly DdlOperation[] {
  const tolerant = cursor.takeWords('if', 'not', 'exists');
  const table = cursor.takeQualifiedName();
  const group = cursor.takeGroup();
  if (table === undefined || group === undefined) return [];
  const columns: ColumnDefinition[] = [];
  const constraints: ConstraintDefinition[] = [];
  for (const part of group.parts()) {
    const constraint = readTableConstraint(part);
    if (constraint !== undefined) {
      constraints.push(constraint);
      continue;
    }
    const defined = part.isWords('like') ? undefined : readColumn(part);
    if (defined === undefined) continue;
    columns.push(defined.column);
    constraints.push(...defined.constraints);
  }
  return [{ kind: 'createTable', table, tolerant, columns, constraints, at }];
}

/** A constraint that does not belong to one column's definition; undefined, and the cursor as it was, where none begins. */
function readTableConstraint(cursor: SqlCursor): ConstraintDefinition | undefined {
  const from = cursor.at;
  const begins = cursor.isWords('constraint') || cursor.isWords('primary', 'key') || cursor.isWords('foreign', 'key')
    || ((cursor.isWords('unique') || cursor.isWords('check')) && cursor.peek(1)?.kind !== 'word');
  if (!begins && !cursor.isWords('unique', 'nulls')) return undefined;
  const name = cursor.takeWords('constraint') ? cursor.takeName() : undefined;
  const constraint = readConstraintKind(cursor, []);
  if (constraint === undefined) {
    cursor.at = from;
    return undefined;
  }
  return { ...constraint, name, inline: false, at: cursor.spanSince(from) };
}

function readCreateIndex(cursor: SqlCursor, at: SqlRange, kind: 'unique' | 'index'): readonly DdlOperation[] {
  cursor.takeWords('concurrently');
  const tolerant = cursor.takeWords('if', 'not', 'exists');
  const name = cursor.isWords('on') ? undefined : cursor.takeQualifiedName();
  if (!cursor.takeWords('on')) return [];
  cursor.takeWords('only');
  const table = cursor.takeQualifiedName();
  const method = cursor.takeWords('using') ? cursor.takeName() : undefined;
  const group = cursor.takeGroup();
  if (table === undefined || group === undefined) return [];
  const items = group.parts().map(readIndexItem);
  const included = cursor.takeWords('include') ? cursor.takeGroup()?.parts().flatMap((part) => part.takeName() ?? []) : undefined;
  const nulls = cursor.takeWords('nulls', 'not', 'distinct') ? 'nulls not distinct' : '';
  cursor.takeWords('nulls', 'distinct');
  if (cursor.takeWords('with')) cursor.takeGroup();
  if (cursor.takeWords('tablespace')) cursor.takeName();
  const condition = cursor.takeWords('where') ? readWhole(cursor) : undefined;
  const clauses = joinedWords(method === undefined || method === 'btree' ? '' : `using ${method}`, included === undefined ? '' : `include (${included.join(', ')})`, nulls);
  return [{
    kind: 'createIndex', table, tolerant,
    index: { name: name === undefined ? undefined : plainName(name), kind, items, condition, reference: undefined, clauses, inline: false, at },
  }];
}

/** A column or expression of an index, and how it is ordered. */
function readIndexItem(part: SqlCursor): ConstraintDefinition['items'][number] {
  const node = readExpression(part) ?? readWhole(part);
  const words: string[] = [];
  for (let token = part.next(); token !== undefined; token = part.next()) words.push(token.text);
  const text = words.join(' ').replace(/^asc\b ?/, '');
  const isDefault = text === 'nulls last' || text === '';
  return { node, suffix: isDefault ? '' : text === 'desc nulls first' ? 'desc' : text };
}

function readAlterIndex(cursor: SqlCursor): readonly DdlOperation[] {
  cursor.takeWords('if', 'exists');
  const name = cursor.takeQualifiedName();
  const to = cursor.takeWords('rename', 'to') ? cursor.takeName() : undefined;
  return name === undefined || to === undefined ? [] : [{ kind: 'renameConstraint', table: undefined, name: plainName(name), to }];
}

function readAlterTable(cursor: SqlCursor): readonly DdlOperation[] {
  cursor.takeWords('if', 'exists');
  cursor.takeWords('only');
  const table = cursor.takeQualifiedName();
  return table === undefined ? [] : cursor.parts().flatMap((part) => readAction(part, table));
}

function readAction(cursor: SqlCursor, table: string): readonly DdlOperation[] {
  const from = cursor.at;
  if (cursor.takeWords('add')) return readAdd(cursor, table, from);
  if (cursor.takeWords('drop', 'constraint')) {
    cursor.takeWords('if', 'exists');
    const name = cursor.takeName();
    return name === undefined ? [] : [{ kind: 'dropConstraint', table, name }];
  }
  if (cursor.takeWords('drop')) {
    cursor.takeWords('column');
    cursor.takeWords('if', 'exists');
    const column = cursor.takeName();
    return column === undefined ? [] : [{ kind: 'dropColumn', table, column }];
  }
  if (cursor.takeWords('alter')) return readAlterColumn(cursor, table, from);
  if (cursor.takeWords('set', 'schema')) {
    const schema = cursor.takeName();
    const name = table.split('.').at(-1) ?? table;
    return schema === undefined ? [] : [{ kind: 'renameTable', table, to: schema === 'public' ? name : `${schema}.${name}` }];
  }
  return cursor.takeWords('rename') ? readRename(cursor, table, from) : [];
}

function readRename(cursor: SqlCursor, table: string, from: number): readonly DdlOperation[] {
  if (cursor.takeWords('to')) {
    const to = cursor.takeName();
    const schema = table.split('.').slice(0, -1);
    return to === undefined ? [] : [{ kind: 'renameTable', table, to: [...schema, to].join('.') }];
  }
  const isConstraint = cursor.takeWords('constraint');
  if (!isConstraint) cursor.takeWords('column');
  const name = cursor.takeName();
  const to = cursor.takeWords('to') ? cursor.takeName() : undefined;
  if (name === undefined || to === undefined) return [];
  return isConstraint ? [{ kind: 'renameConstraint', table, name, to }] : [{ kind: 'renameColumn', table, column: name, to, at: cursor.spanSince(from) }];
}

function readAdd(cursor: SqlCursor, table: string, from: number): readonly DdlOperation[] {
  const constraint = readTableConstraint(cursor);
  if (constraint !== undefined) return [{ kind: 'addConstraint', table, constraint: { ...constraint, at: cursor.spanSince(from) } }];
  if (cursor.isWords('constraint')) return readKeyOfIndex(cursor, table);
  cursor.takeWords('column');
  const tolerant = cursor.takeWords('if', 'not', 'exists');
  const defined = readColumn(cursor);
  if (defined === undefined) return [];
  const at = cursor.spanSince(from);
  return [{ kind: 'addColumn', table, tolerant, column: { ...defined.column, at }, constraints: defined.constraints }];
}

/** `add constraint x unique using index y`: the index becomes the constraint. */
function readKeyOfIndex(cursor: SqlCursor, table: string): readonly DdlOperation[] {
  cursor.takeWords('constraint');
  const to = cursor.takeName();
  const isKey = cursor.takeWords('primary', 'key') || cursor.takeWords('unique');
  const name = isKey && cursor.takeWords('using', 'index') ? cursor.takeName() : undefined;
  return to === undefined || name === undefined ? [] : [{ kind: 'renameConstraint', table, name, to }];
}

function readAlterColumn(cursor: SqlCursor, table: string, from: number): readonly DdlOperation[] {
  cursor.takeWords('column');
  const column = cursor.takeName();
  if (column === undefined) return [];
  const done = (): { table: string; column: string; at: SqlRange } => ({ table, column, at: cursor.spanSince(from) });
  if (cursor.takeWords('set', 'not', 'null')) return [{ kind: 'setNotNull', notNull: true, ...done() }];
  if (cursor.takeWords('drop', 'not', 'null')) return [{ kind: 'setNotNull', notNull: false, ...done() }];
  if (cursor.takeWords('drop', 'default')) return [{ kind: 'setDefault', default: undefined, ...done() }];
  if (cursor.takeWords('drop', 'identity')) return [{ kind: 'setDefault', default: undefined, ...done() }];
  if (cursor.takeWords('set', 'default')) {
    const node = readDefault(cursor);
    return [{ kind: 'setDefault', default: { kind: 'expression', node }, ...done() }];
  }
  if (cursor.takeWords('add', 'generated')) {
    const always = cursor.takeWords('always');
    while (!cursor.done) cursor.at += 1;
    return [{ kind: 'setDefault', default: { kind: 'identity', always }, ...done() }];
  }
  cursor.takeWords('set', 'data');
  const type = cursor.takeWords('type') ? takeSqlType(cursor) : undefined;
  while (!cursor.done) cursor.at += 1;
  return type === undefined ? [] : [{ kind: 'setType', type, ...done() }];
}
