import assert from 'node:assert/strict';
import type { TableFact } from '../../facts/appFacts.ts';
import { MigrationReader } from './migrations.ts';
import { Memory } from './memory.ts';

function tablesOf(...files: readonly string[]): readonly TableFact[] {
  const reader = new MigrationReader(new Memory());
  files.forEach((text, index) => { reader.update(`migrations/${String(index).padStart(4, '0')}.sql`, text, text); });
  return reader.facts();
}

/** The database after the migrations, a line for each column and constraint. */
function read(...files: readonly string[]): string {
  return tablesOf(...files).map(tableText).join('\n');
}

function tableText({ name, columns, constraints }: TableFact): string {
  const lines = columns.map((column) => [
    column.name, column.type, column.nullable ? 'null' : '', column.primaryKey ? 'key' : '', column.default === undefined ? '' : `= ${column.default}`,
  ].filter((word) => word !== '').join(' '));
  const rules = constraints.map((constraint) => `${constraint.kind} ${constraint.name}(${constraint.columns.join(', ')}) ${constraint.detail}`.trimEnd()).sort();
  return [`${name}:`, ...lines, ...rules].join('\n');
}

/** The check of a column, as it is compared. */
function checkOf(expression: string): string {
  return tablesOf(`create table t (a int, b int, s text, check (${expression}))`)[0]?.constraints[0]?.detail ?? '';
}

const products = `products:
id uuid key
sku text
price numeric(12, 2)
stock integer = 0
category_id uuid null
check products_price_check(price) price > 0
foreignKey products_category_id_fkey(category_id) categories(id) on delete set null
unique products_sku_key(sku)`;

it('reads a table in the way that it is generated', () => {
  assert.equal(read(`
    create table "categories" ("id" uuid not null, constraint "categories__pkey" primary key ("id"));
    create table "products" (
      "id" uuid not null,
      "sku" text not null,
      "price" numeric(12, 2) not null,
      "stock" integer not null default 0,
      "category_id" uuid,
      constraint "products__pkey" primary key ("id"),
      constraint "products_sku_key" unique ("sku"),
      constraint "products_category_id_fkey" foreign key ("category_id") references "categories" ("id") on delete set null,
      constraint "products_price_check" check ("price" > 0)
    );`).replace(/^categories:\nid uuid key\n/, ''), products);
});

it('reads a table in the way that people write it', () => {
  assert.equal(read(`
    -- the catalogue; with a comment; and a semicolon
    CREATE TABLE IF NOT EXISTS public.categories (id UUID PRIMARY KEY);
    CREATE TABLE products (
      id UUID PRIMARY KEY, /* nested /* comment */ ; */
      sku TEXT UNIQUE NOT NULL,
      price DECIMAL(12,2) NOT NULL CHECK ((price) > 0.00),
      stock INT4 DEFAULT '0' NOT NULL,
      category_id uuid references categories on update no action on delete SET NULL
    ) WITH (fillfactor = 70);
    insert into products values ('create table x (y int)');
    comment on table products is 'a; b';`).replace(/^categories:\nid uuid key\n/, ''), products);
});

it('reads tables that later migrations alter', () => {
  assert.equal(read(
    'create table categories (id uuid primary key); create table goods (id uuid, code varchar(10) not null, cost integer, gone text unique);',
    `alter table goods rename to products;
     alter table only "products" add primary key (id), rename column code to sku, alter sku type text, drop column gone cascade;
     alter table products rename cost to price;`,
    `alter table if exists products
       alter column price set data type numeric(12,2) using price::numeric, alter price set not null,
       add column stock integer not null default 0,
       add column category_id uuid, add foreign key (category_id) references categories (id) on delete set null,
       add constraint too_long check (price > 0), add check (stock > 5);
     alter table products rename constraint too_long to products_price_check, drop constraint products_stock_check;
     create unique index products_sku_key on products using btree (sku asc nulls last);`,
  ).replace(/^categories:\nid uuid key\n/, ''), products);
});

it('tells apart what is not the same', () => {
  const base = 'create table t (a int not null default 1 check (a > 0), b text unique);';
  const others = [
    'create table t (a bigint not null default 1 check (a > 0), b text unique);',
    'create table t (a int default 1 check (a > 0), b text unique);',
    'create table t (a int not null default 2 check (a > 0), b text unique);',
    'create table t (a int not null check (a > 0), b text unique);',
    'create table t (a int not null default 1 check (a >= 0), b text unique);',
    'create table t (a int not null default 1, b text unique);',
    'create table t (a int not null default 1 check (a > 0), b text);',
    'create table t (a int not null default 1 check (a > 0), b text unique not null);',
    'create table t (a int primary key default 1 check (a > 0), b text unique);',
    `${base} alter table t drop constraint t_a_check, drop constraint t_b_key;`,
    `${base} alter table t alter a drop not null, alter a set default 3;`,
    `${base} create unique index t_b_idx on t (b) where a > 1;`,
    `${base} create index t_b_idx on t (b desc);`,
    `${base} create index t_b_idx on t using gin (b);`,
    `${base} create index t_b_idx on t (lower(b));`,
    `${base} drop table t;`,
  ];
  const texts = [base, ...others].map((sql) => read(sql));
  assert.equal(new Set(texts).size, texts.length);
});

it('finds the same in all ways to write a check', () => {
  const same: readonly (readonly [string, ...string[]])[] = [
    ['a > 0', '"a" > 0', '(a) > (0)', '0 < a', 'A > 0.00', 't.a > 0', 'not (a <= 0)', 'a > 0::integer', "a > '0'::numeric"],
    ["s in ('A', 'B')", "s IN ('B','A')", "s = 'A' or s = 'B'", "(s)::text = ANY ((ARRAY['A'::character varying, 'B'::character varying])::text[])", "s in (E'A', $$B$$)"],
    ['a >= 1 and a <= 9', 'a between 1 and 9', '(a <= 9) and (a >= 1)', 'not (a < 1 or a > 9)', '1 <= a and 9 >= a'],
    ['char_length(s) >= 1', 'length(s) > 0', "s <> ''", "not (s = '')", '0 < char_length(s)'],
    ['char_length(s) <= 5', 'char_length(s) < 6', 'length(s) <= 5', 'CHARACTER_LENGTH ( "s" ) <= 5', '5 >= char_length(s::text)'],
    ['a = a * b', 'a = b * a', 'a * b = a', '((a) = ((b * a)))'],
    ["s ~ '^[A-Z]+$'", "(s)::text ~ '^[A-Z]+$'::text"],
    ['a is not null', 'not (a is null)', 'a notnull'],
    ['a <> b', 'a != b', 'not a = b', 'b <> a'],
    ['case when a > 0 then b else null end > 1', 'CASE WHEN 0 < a THEN b END > 1'],
    ['coalesce(a = 1, false)', 'COALESCE ( a=1 , FALSE )'],
    ["a + b > 0 or s = 'x' and a < 3", "(a < 3 and s = 'x') or (0 < (b + a))"],
  ];
  for (const [first, ...others] of same) for (const other of others) assert.equal(checkOf(other), checkOf(first), other);
});

it('tells checks apart', () => {
  const different = [
    'a > 0', 'a >= 0', 'a < 0', 'b > 0', 'a > 1', 'a > 0 or b > 0', 'a > 0 and b > 0', "s = '0'", 'a - b > 0', 'b - a > 0', 'a > 0 is true', "s in ('A', 'B')", "s in ('A')",
    "s not in ('A', 'B')", "s ~ 'a'", "s ~* 'a'", "s !~ 'a'", "s like 'a'", 'char_length(s) > 0', 'a is null', 'a is distinct from b', 'a::text > s', '(a + b) * a > 0', 'a + b * a > 0', '"A" > 0',
  ];
  assert.equal(new Set(different.map(checkOf)).size, different.length);
});

it('takes columns that count up and generated ones', () => {
  assert.equal(read('create table t (a serial primary key, b bigint generated by default as identity (start 5), c int generated always as identity, d int generated always as (b * 2) stored)'), `t:
a integer key = identity
b bigint = identity
c integer = identity always
d integer null = generated stored(b * 2)`);
});

it('knows where things stand', () => {
  const sql = 'create table t (\n  a numeric(3,1) constraint x check (a > 0) default 1 not null,\n  b int,\n  primary key (b)\n);';
  const [table] = tablesOf(sql);
  const text = ({ start, end }: { readonly start: number; readonly end: number }): string => sql.slice(start, end);
  const [a, b] = table?.columns ?? [];
  assert.deepEqual([table, a, a?.parts.type, a?.parts.default, a?.parts.notNull, b?.parts.primaryKey, table?.constraints[0]].map((part) => part && text('at' in part ? part.at : part)), [
    sql.slice(0, -1), 'a numeric(3,1) constraint x check (a > 0) default 1 not null', 'numeric(3,1)', 'default 1', 'not null', 'primary key (b)', 'constraint x check (a > 0)',
  ]);
});

it('reads any text without an end and without an exception', () => {
  const sql = `create table "a b" (id uuid primary key default gen_random_uuid(), x text[] default array['a', 'b'], check (x[1] in ('a') and ((id)::text ~ E'\\\\d' or $1)));
    create unique index concurrently on only s.t using gin (lower(x) desc nulls last, y) include (z) where x is not null; alter table t alter a type int using (a::int), add constraint c unique using index i;`;
  for (let end = 0; end <= sql.length; end += 1) read(sql.slice(0, end));
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const pieces = ['create', 'table', 'alter', '(', ')', '[', ']', ',', ';', "'", '"', '$$', '::', '.', 'check', 'default', 'not', 'null', 'a', '1', '-', '/*', '--\n', 'case', 'when', 'any', 'in', 'between', 'E\'', 'references', 'on'];
  for (let run = 0; run < 2000; run += 1) read(Array.from({ length: 30 }, () => pieces[random(pieces.length)] ?? '').join(random(2) === 0 ? ' ' : ''));
  read(`create table t (a int check (${'('.repeat(50_000)}1${')'.repeat(50_000)} > a))`);
  read(`create table t (a int check (a = 1 ${'or a = 2 '.repeat(50_000)}), b int default ${'- '.repeat(20_000)}1)`);
  read(`create table t (${Array.from({ length: 20_000 }, (_, index) => `c${String(index)} int not null check (c${String(index)} > 0)`).join(',\n')})`);
});
