import { assertNever } from '../../../../base/assertNever.ts';
import type { Span } from '../../../../base/span.ts';
import type { ColumnFact, ConstraintFact, TableFact } from '../../../facts/appFacts.ts';
import { canonicalSql } from './canonicalSql.ts';
import type { ColumnDefault, ColumnDefinition, ConstraintDefinition, DdlOperation, Reference, SqlRange } from './ddl.ts';
import { joinedWords } from './parseColumn.ts';
import { defaultText } from './sqlDefault.ts';
import { columnsIn, withColumnRenamed } from './sqlNode.ts';

interface Column extends Omit<ColumnDefinition, 'at' | 'parts'> {
  readonly at: Span;
  readonly parts: Readonly<Partial<Record<'type' | 'notNull' | 'default', Span>>>;
}

interface Constraint extends Omit<ConstraintDefinition, 'at' | 'name'> {
  readonly name: string;
  readonly at: Span;
}

interface Table {
  readonly name: string;
  /** By name, in the order in which they were added. */
  readonly columns: Map<string, Column>;
  readonly constraints: Map<string, Constraint>;
  readonly at: Span;
}

type Place = (range: SqlRange) => Span;

/** The tables of a database while migrations run over it. What an operation refers to and is not there, it leaves. */
export class Database {
  readonly #tables = new Map<string, Table>();

  /** Runs what the file does. */
  apply(operation: DdlOperation, file: string): void {
    const place: Place = ({ start, end }) => ({ file, start, end });
    switch (operation.kind) {
      case 'createTable':
        this.#create(operation, place);
        break;
      case 'dropTable':
        this.#drop(operation.table);
        break;
      case 'renameTable':
        this.#rename(operation.table, operation.to);
        break;
      case 'addConstraint':
        this.#addConstraint(operation.table, operation.constraint, place);
        break;
      case 'createIndex':
        if (!operation.tolerant || !this.#hasIndex(operation.index.name)) this.#addConstraint(operation.table, operation.index, place);
        break;
      case 'dropConstraint':
        this.#tables.get(operation.table)?.constraints.delete(operation.name);
        break;
      case 'dropIndex':
        for (const { constraints } of this.#tables.values()) constraints.delete(operation.name);
        break;
      case 'renameConstraint':
        for (const table of this.#tables.values()) {
          if (operation.table === undefined || operation.table === table.name) renameKey(table.constraints, operation.name, operation.to);
        }
        break;
      case 'addColumn':
        this.#addColumn(operation, place);
        break;
      case 'dropColumn':
        this.#dropColumn(operation.table, operation.column);
        break;
      case 'renameColumn':
        this.#renameColumn(operation, place(operation.at));
        break;
      case 'setType':
      case 'setNotNull':
      case 'setDefault':
        this.#alterColumn(operation, place(operation.at));
        break;
      default:
        assertNever(operation);
    }
  }

  /** The tables as facts, in the order in which they were created. */
  facts(): readonly TableFact[] {
    return [...this.#tables.values()].map((table) => this.#fact(table));
  }

  #create(operation: Extract<DdlOperation, { kind: 'createTable' }>, place: Place): void {
    if (operation.tolerant && this.#tables.has(operation.table)) return;
    this.#tables.delete(operation.table);
    const columns = new Map(operation.columns.map((column) => [column.name, placed(column, place)]));
    this.#tables.set(operation.table, { name: operation.table, columns, constraints: new Map(), at: place(operation.at) });
    for (const constraint of operation.constraints) this.#addConstraint(operation.table, constraint, place);
  }

  /** References to the table go with it. */
  #drop(name: string): void {
    this.#tables.delete(name);
    for (const { constraints } of this.#tables.values()) deleteWhere(constraints, ({ reference }) => reference?.table === name);
  }

  /** The tables keep their order; references to the table follow. */
  #rename(from: string, to: string): void {
    const tables = [...this.#tables.values()];
    this.#tables.clear();
    for (const table of tables) this.#tables.set(table.name === from ? to : table.name, { ...table, name: table.name === from ? to : table.name });
    this.#changeReferences(from, (reference) => ({ ...reference, table: to }));
  }

  #changeReferences(table: string, change: (reference: Reference) => Reference): void {
    for (const { constraints } of this.#tables.values()) {
      changeEach(constraints, (constraint) => (constraint.reference?.table === table ? { ...constraint, reference: change(constraint.reference) } : constraint));
    }
  }

  #addConstraint(name: string, constraint: ConstraintDefinition, place: Place): void {
    const table = this.#tables.get(name);
    if (table === undefined) return;
    const own = constraint.name ?? freeName(defaultName(table.name, constraint), table.constraints);
    table.constraints.delete(own);
    table.constraints.set(own, { ...constraint, name: own, at: place(constraint.at) });
  }

  #hasIndex(name: string | undefined): boolean {
    return name !== undefined && [...this.#tables.values()].some(({ constraints }) => constraints.has(name));
  }

  #addColumn(operation: Extract<DdlOperation, { kind: 'addColumn' }>, place: Place): void {
    const table = this.#tables.get(operation.table);
    if (table === undefined || (operation.tolerant && table.columns.has(operation.column.name))) return;
    table.columns.delete(operation.column.name);
    table.columns.set(operation.column.name, placed(operation.column, place));
    for (const constraint of operation.constraints) this.#addConstraint(table.name, constraint, place);
  }

  #dropColumn(name: string, column: string): void {
    const table = this.#tables.get(name);
    table?.columns.delete(column);
    if (table !== undefined) deleteWhere(table.constraints, (constraint) => namesOf(constraint).includes(column));
  }

  #renameColumn(operation: Extract<DdlOperation, { kind: 'renameColumn' }>, at: Span): void {
    const table = this.#tables.get(operation.table);
    if (table === undefined) return;
    const { column: from, to } = operation;
    renameKey(table.columns, from, to);
    const renamed = table.columns.get(to);
    if (renamed !== undefined) table.columns.set(to, { ...renamed, at });
    changeEach(table.constraints, (constraint) => ({
      ...constraint,
      items: constraint.items.map((item) => ({ ...item, node: withColumnRenamed(item.node, from, to) })),
      condition: constraint.condition === undefined ? undefined : withColumnRenamed(constraint.condition, from, to),
    }));
    this.#changeReferences(table.name, (reference) => ({ ...reference, columns: reference.columns.map((column) => (column === from ? to : column)) }));
  }

  #alterColumn(operation: Extract<DdlOperation, { kind: 'setType' | 'setNotNull' | 'setDefault' }>, at: Span): void {
    const columns = this.#tables.get(operation.table)?.columns;
    const column = columns?.get(operation.column);
    if (column !== undefined) columns?.set(operation.column, altered(column, operation, at));
  }

  #fact(table: Table): TableFact {
    const constraints = [...table.constraints.values()];
    const key = constraints.find(({ kind }) => kind === 'primaryKey');
    const keyColumns = key === undefined ? [] : namesOf(key);
    const single = keyColumns.length === 1 ? key : undefined;
    return {
      name: table.name,
      columns: [...table.columns.values()].map((column) => columnFact(column, keyColumns.includes(column.name) ? { single } : undefined)),
      constraints: constraints.filter((constraint) => constraint !== single).map((constraint) => this.#constraintFact(constraint, table.name)),
      at: table.at,
    };
  }

  #constraintFact(constraint: Constraint, table: string): ConstraintFact {
    const { name, kind, items, at } = constraint;
    const columns = kind === 'check' ? [...namesOf(constraint)].sort() : items.map((item) => itemText(item, table));
    return { name, kind, columns, detail: this.#detail(constraint, table), at };
  }

  #detail({ kind, condition, reference, clauses }: Constraint, table: string): string {
    if (reference !== undefined) {
      const columns = reference.columns.length > 0 ? reference.columns : this.#keyOf(reference.table);
      return joinedWords(`${reference.table}(${columns.join(', ')})`, reference.actions);
    }
    const text = condition === undefined ? '' : canonicalSql(condition, table);
    return kind === 'check' ? text : joinedWords(clauses, text === '' ? '' : `where ${text}`);
  }

  #keyOf(table: string): readonly string[] {
    const key = [...(this.#tables.get(table)?.constraints.values() ?? [])].find(({ kind }) => kind === 'primaryKey');
    return key === undefined ? [] : namesOf(key);
  }
}

function deleteWhere<T>(map: Map<string, T>, isGone: (value: T) => boolean): void {
  for (const [key, value] of map) if (isGone(value)) map.delete(key);
}

function changeEach<T>(map: Map<string, T>, change: (value: T) => T): void {
  for (const [key, value] of map) map.set(key, change(value));
}

/** Gives a value another name and leaves it in its place. */
function renameKey<T extends { readonly name: string }>(map: Map<string, T>, from: string, to: string): void {
  if (!map.has(from)) return;
  const values = [...map.values()];
  map.clear();
  for (const value of values) map.set(value.name === from ? to : value.name, value.name === from ? { ...value, name: to } : value);
}

function placed(column: ColumnDefinition, place: Place): Column {
  const { at, parts, ...rest } = column;
  return { ...rest, at: place(at), parts: Object.fromEntries(Object.entries(parts).map(([name, range]) => [name, place(range)])) };
}

function altered(column: Column, operation: Extract<DdlOperation, { kind: 'setType' | 'setNotNull' | 'setDefault' }>, at: Span): Column {
  switch (operation.kind) {
    case 'setType':
      return { ...column, type: operation.type, parts: { ...column.parts, type: at } };
    case 'setNotNull':
      return { ...column, notNull: operation.notNull, parts: { ...column.parts, notNull: at } };
    case 'setDefault':
      return { ...column, default: operation.default, parts: { ...column.parts, default: at } };
  }
}

function columnFact(column: Column, key: { readonly single: Constraint | undefined } | undefined): ColumnFact {
  const { single } = key ?? {};
  return {
    name: column.name,
    property: column.name,
    type: column.type,
    nullable: !column.notNull && key === undefined,
    default: column.default === undefined ? undefined : defaultOf(column.default, column.type),
    primaryKey: single !== undefined,
    at: column.at,
    parts: { ...column.parts, ...(single === undefined ? {} : { primaryKey: single.at }) },
  };
}

function defaultOf(value: ColumnDefault, type: string): string | undefined {
  if (value.kind === 'identity') return value.always ? 'identity always' : 'identity';
  return defaultText(value.node, type);
}

function itemText(item: Constraint['items'][number], table: string): string {
  const name = item.node.kind === 'column' ? item.node.parts.at(-1) : undefined;
  return joinedWords(name ?? canonicalSql(item.node, table), item.suffix);
}

function namesOf({ items, condition, kind }: Pick<Constraint, 'items' | 'condition' | 'kind'>): readonly string[] {
  const found = items.flatMap(({ node }) => columnsIn(node));
  return condition === undefined || kind !== 'check' ? found : [...found, ...columnsIn(condition)];
}

/** The name that PostgreSQL makes up. */
function defaultName(qualified: string, constraint: ConstraintDefinition): string {
  const table = qualified.split('.').at(-1) ?? qualified;
  const columns = constraint.items.map(({ node }) => (node.kind === 'column' ? (node.parts.at(-1) ?? '') : 'expr'));
  switch (constraint.kind) {
    case 'primaryKey':
      return `${table}_pkey`;
    case 'unique':
      return [table, ...columns, constraint.condition === undefined && constraint.clauses === '' ? 'key' : 'idx'].join('_');
    case 'foreignKey':
      return [table, ...columns, 'fkey'].join('_');
    case 'index':
      return [table, ...columns, 'idx'].join('_');
    case 'check': {
      const named = constraint.condition === undefined ? [] : columnsIn(constraint.condition);
      return [table, ...(named.length === 1 ? named : []), 'check'].join('_');
    }
  }
}

function freeName(name: string, taken: { has(name: string): boolean }): string {
  if (!taken.has(name)) return name;
  let number = 1;
  while (taken.has(`${name}${String(number)}`)) number += 1;
  return `${name}${String(number)}`;
}
