import type { ColumnFact, ConstraintFact, TableFact } from '../../facts/appFacts.ts';
import type { CallValue, Value } from '../../facts/value.ts';
import { chainOf, type Link } from './chains.ts';
import type { Reading } from './reading.ts';
import { isArgument } from './shapeChecks.ts';
import { canonicalSql } from './sql/canonicalSql.ts';
import { actionText, joinedWords } from './sql/parseColumn.ts';
import { parseSqlExpression } from './sql/parseSqlExpression.ts';
import { columnsIn } from './sql/sqlNode.ts';
import { columnOf, type DefinedColumn } from './tableColumns.ts';
import { sqlTextOf } from './sqlText.ts';
import { Tracked } from './tracked.ts';

/** A table's name and columns, before its constraints are known. */
interface Skeleton {
  readonly name: string;
  readonly columns: readonly DefinedColumn[];
  readonly call: CallValue;
}

/** Reads tables of drizzle. */
export class TableReader {
  readonly #reading: Reading;
  readonly #skeletons: Tracked<Skeleton | undefined>;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#skeletons = new Tracked(reading.evaluator.program.inputs);
  }

  /** The table that a value is; undefined for what is none. */
  table(value: Value): TableFact | undefined {
    const table = this.#skeleton(value);
    if (table === undefined) return undefined;
    const beside = this.#besides(table);
    const keys = beside.filter(({ kind }) => kind === 'primaryKey');
    const single = keys.find(({ columns }) => columns.length === 1);
    const inKey = new Set(keys.flatMap(({ columns }) => columns));
    return {
      name: table.name,
      columns: table.columns.map(({ fact }) => (inKey.has(fact.name) ? withKey(fact, single) : fact)),
      constraints: [...table.columns.flatMap((column) => this.#ofColumn(column, table)), ...beside.filter((constraint) => constraint !== single)],
      at: table.call.from ?? table.call.at,
    };
  }

  #skeleton(value: Value): Skeleton | undefined {
    return this.#skeletons.get(value.key, () => this.#readSkeleton(value));
  }

  #readSkeleton(value: Value): Skeleton | undefined {
    const call = this.#reading.resolve(value);
    if (call.kind !== 'call') return undefined;
    const schema = this.#schemaOf(call.callee);
    const [name, columns] = call.args;
    const text = this.#reading.text(name);
    if (schema === undefined || text === undefined || columns === undefined) return undefined;
    const entries = this.#reading.entries(this.#reading.given(columns)) ?? [];
    return { name: schema === '' || schema === 'public' ? text : `${schema}.${text}`, columns: entries.flatMap((entry) => columnOf(this.#reading, entry) ?? []), call };
  }

  /** The schema in which a function makes tables; undefined for other functions. */
  #schemaOf(callee: Value): string | undefined {
    if (callee.key === 'drizzle-orm/pg-core#pgTable') return '';
    if (callee.kind === 'symbol' || callee.kind === 'call') return this.#schemaOfCreator(this.#reading.resolve(callee));
    if (callee.kind !== 'member') return undefined;
    if (callee.key === 'drizzle-orm/pg-core.pgTable') return '';
    const schema = callee.name === 'table' ? this.#reading.resolve(callee.object) : undefined;
    return schema?.kind === 'call' && /pgSchema$/.test(schema.callee.key) ? this.#reading.text(schema.args[0]) : undefined;
  }

  /** `pgTableCreator((name) => name)` makes what makes tables of those names. */
  #schemaOfCreator(value: Value): string | undefined {
    const isCreator = value.kind === 'call' && /^drizzle-orm\/pg-core[#.]pgTableCreator$/.test(value.callee.key);
    return isCreator && value.args[0] !== undefined && isArgument(this.#reading.given(value.args[0])) ? '' : undefined;
  }

  /** What the column's own chain says that can also stand beside the columns. */
  #ofColumn({ fact, links }: DefinedColumn, table: Skeleton): readonly ConstraintFact[] {
    return links.flatMap((link): readonly ConstraintFact[] => {
      const at = this.#reading.segment(link.call);
      if (link.name === 'unique') {
        const nulls = link.args[1] === undefined ? undefined : this.#reading.entry(link.args[1], 'nulls');
        return [{
          name: this.#reading.text(link.args[0]) ?? `${table.name}_${fact.name}_unique`, kind: 'unique', columns: [fact.name], at,
          detail: nulls !== undefined && this.#reading.text(nulls.value) === 'not distinct' ? 'nulls not distinct' : '',
        }];
      }
      const [target, options] = link.args;
      if (link.name !== 'references' || target === undefined) return [];
      const foreign = this.#columns([this.#reading.given(target)], table);
      const action = (event: 'delete' | 'update', name: string): string => actionText(event, options === undefined ? undefined : this.#reading.text(this.#reading.entry(options, name)?.value));
      return [{
        name: `${table.name}_${fact.name}_${foreign.table}_${foreign.columns.join('_')}_fk`, kind: 'foreignKey', columns: [fact.name], at,
        detail: joinedWords(`${foreign.table}(${foreign.columns.join(', ')})`, action('delete', 'onDelete'), action('update', 'onUpdate')),
      }];
    });
  }

  /** What the third argument says: a list, an object, or a function that gives one. */
  #besides(table: Skeleton): readonly ConstraintFact[] {
    const third = table.call.args[2];
    if (third === undefined) return [];
    const given = this.#reading.given(third);
    const list = this.#reading.items(given) ?? this.#reading.entries(given)?.map(({ value }) => value) ?? [];
    return list.flatMap((value) => this.#beside(value, table) ?? []);
  }

  #beside(value: Value, table: Skeleton): ConstraintFact | undefined {
    const chain = chainOf(value, (part) => this.#reading.resolve(part));
    if (chain === undefined) return undefined;
    const { root, links } = chain;
    const at = value.at;
    switch (/^drizzle-orm\/pg-core[#.](\w+)$/.exec(root.callee.key)?.[1]) {
      case 'unique':
        return this.#unique(root, links, table, at);
      case 'uniqueIndex':
        return this.#index('unique', root, links, table, at);
      case 'index':
        return this.#index('index', root, links, table, at);
      case 'check':
        return this.#check(root, table, at);
      case 'foreignKey':
        return this.#foreignKey(root, links, table, at);
      case 'primaryKey':
        return this.#primaryKey(root, table, at);
      case undefined:
      default:
        return undefined;
    }
  }

  #unique(root: CallValue, links: readonly Link[], table: Skeleton, at: ConstraintFact['at']): ConstraintFact {
    const { columns } = this.#columns(links.find(({ name }) => name === 'on')?.args ?? [], table);
    const nulls = links.some(({ name }) => name === 'nullsNotDistinct') ? 'nulls not distinct' : '';
    return { name: this.#reading.text(root.args[0]) ?? `${table.name}_${columns.join('_')}_unique`, kind: 'unique', columns, detail: nulls, at };
  }

  #index(kind: 'unique' | 'index', root: CallValue, links: readonly Link[], table: Skeleton, at: ConstraintFact['at']): ConstraintFact {
    const on = links.find(({ name }) => name === 'on' || name === 'using' || name === 'onOnly');
    const method = on?.name === 'using' ? this.#reading.text(on.args[0]) : undefined;
    const items = (on?.name === 'using' ? on.args.slice(1) : on?.args ?? []).map((item) => this.#indexItem(item, table));
    const condition = links.find(({ name }) => name === 'where')?.args[0];
    const where = condition === undefined ? '' : `where ${this.#sql(condition, table)}`;
    const using = method === undefined || method === 'btree' ? '' : `using ${method}`;
    return { name: this.#reading.text(root.args[0]) ?? `${table.name}_${items.join('_')}_index`, kind, columns: items, detail: joinedWords(using, where), at };
  }

  /** A column or an expression with its order: `created_at desc`. */
  #indexItem(value: Value, table: Skeleton): string {
    if (value.kind === 'call' && value.callee.kind === 'member') {
      const inner = this.#indexItem(value.callee.object, table);
      const words: Readonly<Record<string, string>> = { asc: '', desc: 'desc', nullsFirst: 'nulls first', nullsLast: 'nulls last', op: this.#reading.text(value.args[0]) ?? '' };
      const text = joinedWords(inner, words[value.callee.name] ?? value.callee.name);
      return text.endsWith(' desc nulls first') ? text.slice(0, -' nulls first'.length) : text.endsWith(' nulls last') && !text.endsWith(' desc nulls last') ? text.slice(0, -' nulls last'.length) : text;
    }
    const [column] = this.#columns([value], table).columns;
    return column ?? this.#sql(value, table);
  }

  #check(root: CallValue, table: Skeleton, at: ConstraintFact['at']): ConstraintFact {
    const [name, condition] = root.args;
    const node = condition === undefined ? undefined : parseSqlExpression(this.#sqlText(condition, table));
    return {
      name: this.#reading.text(name) ?? '', kind: 'check', columns: node === undefined ? [] : [...columnsIn(node)].sort(),
      detail: node === undefined ? '' : canonicalSql(node, table.name), at,
    };
  }

  #foreignKey(root: CallValue, links: readonly Link[], table: Skeleton, at: ConstraintFact['at']): ConstraintFact | undefined {
    const [options] = root.args;
    if (options === undefined) return undefined;
    const list = (name: string): readonly Value[] => this.#reading.items(this.#reading.entry(options, name)?.value ?? options) ?? [];
    const own = this.#columns(list('columns'), table).columns;
    const foreign = this.#columns(list('foreignColumns'), table);
    const action = (event: 'delete' | 'update', name: string): string => actionText(event, this.#reading.text(links.findLast((link) => link.name === name)?.args[0]));
    const name = this.#reading.text(this.#reading.entry(options, 'name')?.value);
    return {
      name: name ?? `${table.name}_${own.join('_')}_${foreign.table}_${foreign.columns.join('_')}_fk`, kind: 'foreignKey', columns: own, at,
      detail: joinedWords(`${foreign.table}(${foreign.columns.join(', ')})`, action('delete', 'onDelete'), action('update', 'onUpdate')),
    };
  }

  #primaryKey(root: CallValue, table: Skeleton, at: ConstraintFact['at']): ConstraintFact {
    const [options] = root.args;
    const listed = options === undefined ? undefined : this.#reading.entry(options, 'columns');
    const { columns } = this.#columns(listed === undefined ? root.args : this.#reading.items(listed.value) ?? [], table);
    const name = options === undefined ? undefined : this.#reading.text(this.#reading.entry(options, 'name')?.value);
    return { name: name ?? `${table.name}_${columns.join('_')}_pk`, kind: 'primaryKey', columns, detail: '', at };
  }

  /** The names of columns in the database, and of the table that they belong to. */
  #columns(values: readonly Value[], table: Skeleton): { readonly table: string; readonly columns: readonly string[] } {
    const found = values.flatMap((value) => this.#column(value, table) ?? []);
    return { table: found[0]?.table ?? table.name, columns: found.map(({ column }) => column) };
  }

  #column(value: Value, table: Skeleton): { readonly table: string; readonly column: string } | undefined {
    if (value.kind !== 'member') return undefined;
    const isOwn = value.object.kind === 'symbol' && value.object.id.startsWith('param#');
    const owner = isOwn ? table : this.#skeleton(value.object);
    const column = owner?.columns.find(({ fact }) => fact.property === value.name);
    return owner === undefined || column === undefined ? undefined : { table: owner.name, column: column.fact.name };
  }

  #sqlText(value: Value, table: Skeleton): string {
    return sqlTextOf(this.#reading, value, (part) => this.#column(part, table));
  }

  #sql(value: Value, table: Skeleton): string {
    return canonicalSql(parseSqlExpression(this.#sqlText(value, table)), table.name);
  }
}

function withKey(fact: ColumnFact, single: ConstraintFact | undefined): ColumnFact {
  return { ...fact, nullable: false, ...(single === undefined ? {} : { primaryKey: true, parts: { ...fact.parts, primaryKey: single.at } }) };
}
