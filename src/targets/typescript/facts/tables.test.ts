import assert from 'node:assert/strict';
import { parseModule } from '../../../ast/parseModule.ts';
import type { ColumnFact, TableFact } from '../../facts/appFacts.ts';
import { Evaluator } from './evaluator.ts';
import { AppModule } from './moduleScope.ts';
import { Program } from './program.ts';
import { Reading } from './reading.ts';
import { TableReader } from './tables.ts';
import * as make from './values.ts';

type Files = Readonly<Record<string, string>>;

const head = `import { and, gt, gte, isNotNull, lte, sql } from "drizzle-orm";
import { bigint, boolean, check, customType, foreignKey, index, integer, jsonb, numeric, pgEnum, pgSchema, pgTable, primaryKey, serial, text, timestamp, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { uuidv7 } from "./uuid.ts";
const categories = pgTable("categories", { id: uuid("id").primaryKey() });
`;

function tableIn(code: string, more: Files = {}): { readonly table: TableFact | undefined; readonly files: Files } {
  const files: Files = { 'src/table.ts': code.startsWith('import ') ? code : `${head}${code}`, 'src/uuid.ts': 'export const uuidv7 = () => crypto.randomUUID();', ...more };
  const program = new Program();
  for (const [path, text] of Object.entries(files)) program.update(path, AppModule.of(parseModule(path, text)), text);
  const evaluator = new Evaluator(program, { follow: (id) => id !== 'uuidv7', rename: (id) => id });
  const at = { file: 'src/table.ts', start: 0, end: 0 };
  return { table: new TableReader(new Reading(evaluator, (path) => files[path], new Map())).table(make.symbol('app#t', at)), files };
}

/** A table with a line for each column and constraint. */
function read(code: string, more: Files = {}): string {
  const { table } = tableIn(code, more);
  if (table === undefined) return 'no table';
  const rules = table.constraints.map(({ kind, name, columns, detail }) => `${kind} ${name}(${columns.join(', ')}) ${detail}`.trimEnd()).sort();
  return [`${table.name}:`, ...table.columns.map(columnText), ...rules].join('\n');
}

function columnText({ property, name, type, nullable, primaryKey, default: fallback, values }: ColumnFact): string {
  const parts = [property === name ? name : `${property}=${name}`, type, nullable ? 'null' : '', primaryKey ? 'key' : '', fallback === undefined ? '' : `= ${fallback}`, values === undefined ? '' : `(${values.join(', ')})`];
  return parts.filter((part) => part !== '').join(' ');
}

function table(columns: string, third = ''): string {
  return `export const t = pgTable("t", { ${columns} }${third === '' ? '' : `, ${third}`});`;
}

/** Each list is one table in several ways to write it. */
const same: readonly (readonly (string | Files)[])[] = [
  [
    table('id: uuid("id").primaryKey().$defaultFn(() => uuidv7()), price: numeric("price", { precision: 12, scale: 2 }).notNull().default("0")'),
    table('id: uuid("id").$defaultFn(uuidv7).primaryKey(), price: numeric("price", { scale: 2, precision: 12 }).default("0.00").notNull()'),
    table('id: uuid().primaryKey().$default(() => uuidv7()), price: numeric({ precision: 12, scale: 2 }).default(sql`0`).notNull().$type()'),
    'const money = (name) => numeric(name, { precision: 12, scale: 2 }).notNull(); const key = { id: uuid("id").primaryKey().$defaultFn(() => uuidv7()) }; export const t = pgTable("t", { ...key, price: money("price").default("0") });',
    'export const t = pgTable("t", (c) => ({ id: c.uuid("id").primaryKey().$defaultFn(() => uuidv7()), price: c.numeric("price", { precision: 12, scale: 2 }).notNull().default("0") }));',
    'import * as pg from "drizzle-orm/pg-core"; import { uuidv7 } from "./uuid.ts"; export const t = pg.pgTable("t", { id: pg.uuid("id").primaryKey().$defaultFn(() => uuidv7()), price: pg.numeric("price", { precision: 12, scale: 2 }).notNull().default("0") });',
    table('id: uuid("id").notNull().$defaultFn(() => uuidv7()), price: numeric("price", { precision: 12, scale: 2 }).notNull().default("0")', '(x) => [primaryKey({ columns: [x.id] })]'),
    { 'src/table.ts': 'import { makeTable } from "./make.ts"; import { price } from "./columns.ts"; export const t = makeTable("t", { price });',
      'src/make.ts': 'import { pgTable, uuid } from "drizzle-orm/pg-core"; import { uuidv7 } from "./uuid.ts"; export function makeTable(name, columns) { return pgTable(name, { id: uuid("id").primaryKey().$defaultFn(() => uuidv7()), ...columns }); }',
      'src/columns.ts': 'import { numeric as decimal } from "drizzle-orm/pg-core"; export const price = decimal("price", { precision: 12, scale: 2 }).notNull().default("0");' },
  ],
  [
    table('a: text("a").notNull(), b: integer("b")', '(x) => [unique("u").on(x.a), index("i").on(x.b), check("c", sql`"b" > 0`)]'),
    table('a: text("a").notNull(), b: integer("b")', '(x) => ({ u: unique("u").on(x.a), i: index("i").on(x.b), c: check("c", sql`${x.b} > 0`) })'),
    table('a: text("a").notNull().unique("u"), b: integer("b")', '({ b }) => [check("c", gt(b, 0)), index("i").on(b)]'),
    table('a: text("a").notNull(), b: integer("b")', '(x) => { return [uniqueIndex("u").on(x.a), index("i").using("btree", x.b.asc()), check("c", sql`((b) > (${0}))`)]; }'),
    'const rules = (x) => [unique("u").on(x.a), check("c", sql.raw("b > 0"))]; export const t = pgTable("t", { a: text("a").notNull(), b: integer("b") }, (x) => [...rules(x), index("i").on(x.b)]);',
  ],
  [
    table('categoryId: uuid("category_id").notNull()', '(x) => [foreignKey({ name: "t_category_id_categories_id_fk", columns: [x.categoryId], foreignColumns: [categories.id] }).onDelete("cascade")]'),
    table('categoryId: uuid("category_id").notNull().references(() => categories.id, { onDelete: "cascade" })'),
    table('categoryId: uuid("category_id").references(() => categories.id, { onDelete: "cascade", onUpdate: "no action" }).notNull()'),
    'const reference = (name, column) => uuid(name).notNull().references(column, { onDelete: "cascade" }); export const t = pgTable("t", { categoryId: reference("category_id", () => categories.id) });',
  ],
  [
    table('a: text("a", { enum: ["x", "y"] }).notNull().default("x"), at: timestamp("at", { withTimezone: true, precision: 3 }).notNull().defaultNow()'),
    'const kinds = ["y", "x"] as const; const instant = { precision: 3, withTimezone: true } as const; export const t = pgTable("t", { a: text("a", { enum: kinds }).default("x").notNull(), at: timestamp("at", instant).default(sql`now()`).notNull() });',
    table('a: text("a", { enum: ["x", "y"] }).notNull().default(sql`\'x\'::text`), at: timestamp("at", { withTimezone: true, precision: 3 }).notNull().default(sql`CURRENT_TIMESTAMP`)'),
  ],
  [
    table('a: jsonb("a").notNull().default({ list: [1, "x"], deep: { no: false } })'),
    'const value = { deep: { no: false }, list: [1, "x"] }; export const t = pgTable("t", { a: jsonb("a").default(value).notNull() });',
    table('a: jsonb("a").notNull().default(sql`\'{"deep": {"no": false}, "list": [1, "x"]}\'::jsonb`)'),
  ],
  [
    table('a: integer("a"), b: integer("b")', '(x) => [check("c", sql`${x.a} >= 1 and ${x.a} <= 9 and "b" is not null`)]'),
    table('a: integer("a"), b: integer("b")', '(x) => [check("c", and(isNotNull(x.b), gte(x.a, 1), lte(x.a, 9)))]'),
    table('a: integer("a"), b: integer("b")', '(x) => [check("c", sql`${x.b} is not null and ${x.a} between ${1} and ${9}`)]'),
  ],
  [table('id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity()'), table('id: bigint("id", { mode: "number" }).generatedByDefaultAsIdentity().primaryKey()')],
];

same.forEach((ways, index) => {
  it(`reads a table in all ways to write it: ${String(index + 1)}`, () => {
    const [first = '', ...others] = ways.map((way) => (typeof way === 'string' ? read(way) : read(way['src/table.ts'] ?? '', way)));
    assert.notEqual(first, 'no table');
    for (const [at, other] of others.entries()) assert.equal(other, first, JSON.stringify(ways[at + 1]));
  });
});

it('reads types, defaults and constraints', () => {
  assert.equal(read(`const kind = pgEnum("kind", ["b", "a"]); const citext = customType({ dataType() { return "citext"; } });
    export const t = pgSchema("shop").table("things", {
      id: serial("id").primaryKey(), name: varchar("name", { length: 40 }).notNull().unique(), email: citext("email"), kind: kind("kind").notNull().default("a"), tags: text("tags").array().notNull(),
      big: bigint("big", { mode: "number" }).generatedAlwaysAsIdentity(), on: boolean("on").default(false), at: timestamp("at").default(new Date("2020-01-01T00:00:00Z")), parentId: integer("parent_id").references(() => t.id),
    }, (table) => [index("recent").using("gin", table.at.desc(), sql\`lower(\${table.name})\`).where(sql\`\${table.on} = true\`), unique().on(table.kind, table.big).nullsNotDistinct()]);`), `shop.things:
id integer key = identity
name varchar(40)
email citext null
kind kind = 'a' (a, b)
tags text[]
big bigint = identity always
on boolean null = false
at timestamp null = '2020-01-01T00:00:00Z'
parentId=parent_id integer null
foreignKey shop.things_parent_id_shop.things_id_fk(parent_id) shop.things(id)
index recent(at desc, lower(name)) using gin where "on" = true
unique shop.things_kind_big_unique(kind, big) nulls not distinct
unique shop.things_name_unique(name)`);
});

it('tells apart what is not the same', () => {
  const different = [
    table('a: text("a")'), table('a: text("a").notNull()'), table('a: text("b")'), table('b: text("a")'), table('a: varchar("a")'), table('a: text("a").default("")'), table('a: text("a").default("x")'), table('a: text("a").unique()'),
    table('a: text("a").primaryKey()'), table('a: text("a"), b: text("b")'), table('a: numeric("a", { precision: 12, scale: 2 })'), table('a: numeric("a", { precision: 12, scale: 3 })'), table('a: numeric("a")'), table('a: timestamp("a")'),
    table('a: timestamp("a", { withTimezone: true })'), table('a: integer("a")'), table('a: integer("a").default(1)'), table('a: integer("a").default(2)'), table('a: integer("a")', '(x) => [check("c", sql`a > 0`)]'), table('a: integer("a")', '(x) => [check("c", sql`a >= 0`)]'),
    table('a: integer("a")', '(x) => [check("d", sql`a > 0`)]'), table('a: integer("a")', '(x) => [index("i").on(x.a)]'), table('a: integer("a")', '(x) => [uniqueIndex("i").on(x.a)]'), table('a: uuid("a").references(() => categories.id)'),
    table('a: uuid("a").references(() => categories.id, { onDelete: "cascade" })'), table('a: uuid("a").$defaultFn(() => uuidv7())'), table('a: uuid("a").defaultRandom()'), table('a: uuid("a")'), table('a: text("a", { enum: ["x"] })'), table('a: text("a", { enum: ["x", "y"] })'),
  ];
  const texts = different.map((code) => read(code));
  assert.equal(new Set(texts).size, texts.length, texts.sort().join('\n---\n'));
});

it('knows where the parts of a column stand', () => {
  const { table: found, files } = tableIn('export const t = pgTable("t", {\n  a: integer("a")\n    .notNull() // needed\n    .default(0),\n});');
  const text = ({ file, start, end }: TableFact['at']): string => files[file]?.slice(start, end) ?? '';
  const [a] = found?.columns ?? [];
  assert.deepEqual([a?.at, a?.parts.type, a?.parts.notNull, a?.parts.default].map((at) => at && text(at)), ['a: integer("a")\n    .notNull() // needed\n    .default(0)', 'integer("a")', '.notNull()', '.default(0)']);
});
