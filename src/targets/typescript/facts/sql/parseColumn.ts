import type { ColumnDefault, ColumnDefinition, ConstraintDefinition, Reference, SqlRange } from './ddl.ts';
import { readDefault, readWhole } from './parseSqlExpression.ts';
import type { SqlCursor } from './sqlCursor.ts';
import type { SqlNode } from './sqlNode.ts';
import { serialTypes, takeSqlType } from './sqlTypes.ts';

interface DefinedColumn {
  readonly column: ColumnDefinition;
  /** What its definition says that can also stand beside it: keys, checks, references. */
  readonly constraints: readonly ConstraintDefinition[];
}

/** Reads `name type constraints...` up to the end of the cursor. */
export function readColumn(cursor: SqlCursor): DefinedColumn | undefined {
  const from = cursor.at;
  const name = cursor.takeName();
  const typeAt = cursor.at;
  const type = takeSqlType(cursor);
  if (name === undefined || type === undefined) return undefined;
  const typeSpan = cursor.spanSince(typeAt);
  const read = new ColumnReader(name);
  while (!cursor.done) read.next(cursor);
  const counted = serialTypes[type];
  const parts: Partial<Record<'type' | 'notNull' | 'default', SqlRange>> = { type: typeSpan, ...read.parts };
  if (counted !== undefined) parts.default ??= typeSpan;
  return {
    column: {
      name,
      type: counted ?? type,
      notNull: read.notNull || counted !== undefined,
      default: read.default ?? (counted === undefined ? undefined : { kind: 'identity', always: false }),
      at: cursor.spanSince(from),
      parts,
    },
    constraints: read.constraints,
  };
}

/** Collects what the words after a column's type say. */
class ColumnReader {
  readonly #name: string;
  notNull = false;
  default: ColumnDefault | undefined;
  readonly parts: Partial<Record<'notNull' | 'default', SqlRange>> = {};
  readonly constraints: ConstraintDefinition[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  next(cursor: SqlCursor): void {
    const from = cursor.at;
    const name = cursor.takeWords('constraint') ? cursor.takeName() : undefined;
    if (cursor.takeWords('not', 'null')) {
      this.notNull = true;
      this.parts.notNull = cursor.spanSince(from);
    } else if (cursor.takeWords('default')) {
      this.default = { kind: 'expression', node: readDefault(cursor) };
      this.parts.default = cursor.spanSince(from);
    } else if (cursor.takeWords('generated')) {
      this.#readGenerated(cursor, from);
    } else {
      const constraint = readConstraintKind(cursor, [this.#name]);
      if (constraint === undefined) cursor.at += cursor.at === from ? 1 : 0;
      else this.constraints.push({ ...constraint, name, inline: true, at: cursor.spanSince(from) });
    }
  }

  #readGenerated(cursor: SqlCursor, from: number): void {
    const always = cursor.takeWords('always');
    if (!always) cursor.takeWords('by', 'default');
    if (!cursor.takeWords('as')) return;
    if (cursor.takeWords('identity')) {
      cursor.takeGroup();
      this.default = { kind: 'identity', always };
      this.notNull = true;
    } else {
      const group = cursor.takeGroup();
      const node: SqlNode = { kind: 'call', name: cursor.takeWords('stored') ? 'generated stored' : 'generated', args: group === undefined ? [] : [readWhole(group)], distinct: false };
      this.default = { kind: 'expression', node };
    }
    this.parts.default = cursor.spanSince(from);
  }
}

type ConstraintKind = Omit<ConstraintDefinition, 'name' | 'at' | 'inline'>;

/** Reads `primary key`, `unique`, `check`, `references` or `foreign key`; of those columns where it does not name them itself. */
export function readConstraintKind(cursor: SqlCursor, own: readonly string[]): ConstraintKind | undefined {
  const base = { condition: undefined, reference: undefined, clauses: '' };
  if (cursor.takeWords('primary', 'key')) return { ...base, kind: 'primaryKey', items: readItems(cursor, own), clauses: readClauses(cursor) };
  if (cursor.takeWords('unique')) {
    const nulls = cursor.takeWords('nulls', 'not', 'distinct') ? 'nulls not distinct' : '';
    cursor.takeWords('nulls', 'distinct');
    const items = readItems(cursor, own);
    return { ...base, kind: 'unique', items, clauses: joinedWords(nulls, readClauses(cursor)) };
  }
  if (cursor.takeWords('check')) {
    const group = cursor.takeGroup();
    if (group === undefined) return undefined;
    cursor.takeWords('no', 'inherit');
    return { ...base, kind: 'check', items: [], condition: readWhole(group), clauses: readClauses(cursor) };
  }
  const isForeign = cursor.takeWords('foreign', 'key');
  const items = isForeign ? readItems(cursor, own) : columnItems(own);
  const reference = cursor.takeWords('references') ? readReference(cursor) : undefined;
  return reference === undefined ? undefined : { ...base, kind: 'foreignKey', items, reference };
}

function readItems(cursor: SqlCursor, own: readonly string[]): ConstraintDefinition['items'] {
  const group = cursor.takeGroup();
  return group === undefined ? columnItems(own) : columnItems(group.parts().flatMap((part) => part.takeName() ?? []));
}

function columnItems(columns: readonly string[]): ConstraintDefinition['items'] {
  return columns.map((column) => ({ node: { kind: 'column', parts: [column] }, suffix: '' }));
}

function readReference(cursor: SqlCursor): Reference | undefined {
  const table = cursor.takeQualifiedName();
  if (table === undefined) return undefined;
  const columns = cursor.takeGroup()?.parts().flatMap((part) => part.takeName() ?? []) ?? [];
  let match = '';
  const actions = new Map<'delete' | 'update', string>();
  for (;;) {
    if (cursor.takeWords('match')) {
      const kind = cursor.takeName() ?? '';
      match = kind === 'simple' ? '' : `match ${kind}`;
    } else if (cursor.takeWords('on', 'delete')) {
      actions.set('delete', readAction(cursor));
    } else if (cursor.takeWords('on', 'update')) {
      actions.set('update', readAction(cursor));
    } else {
      break;
    }
  }
  const said = (['delete', 'update'] as const).map((event) => actionText(event, actions.get(event)));
  return { table, columns, actions: joinedWords(...said, match, readClauses(cursor)) };
}

function readAction(cursor: SqlCursor): string {
  if (cursor.takeWords('no', 'action')) return 'no action';
  const word = cursor.takeName() ?? '';
  if (word !== 'set') return word;
  const what = cursor.takeName() ?? '';
  const columns = cursor.takeGroup()?.parts().flatMap((part) => part.takeName() ?? []);
  return `set ${what}${columns === undefined ? '' : ` (${columns.join(', ')})`}`;
}

/** `on delete cascade`; nothing for what happens anyway. */
export function actionText(event: 'delete' | 'update', action: string | undefined): string {
  return action === undefined || action === '' || action === 'no action' ? '' : `on ${event} ${action}`;
}

/** What may stand after a constraint and changes when it is checked. */
function readClauses(cursor: SqlCursor): string {
  let text = '';
  for (;;) {
    if (cursor.takeWords('not', 'deferrable')) continue;
    if (cursor.takeWords('not', 'valid') || cursor.takeWords('initially', 'immediate')) continue;
    if (cursor.takeWords('deferrable')) text = joinedWords(text, 'deferrable');
    else if (cursor.takeWords('initially', 'deferred')) text = joinedWords(text, 'initially deferred');
    else return text;
  }
}

/** The texts that are there, with spaces between them. */
export function joinedWords(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' ');
}
