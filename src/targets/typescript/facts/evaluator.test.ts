import assert from 'node:assert/strict';
import { parseModule } from '../../../ast/parseModule.ts';
import { Evaluator } from './evaluator.ts';
import { AppModule } from './moduleScope.ts';
import { Program } from './program.ts';

/** What `run` of the files does, as text. Functions and constants named in `shared` are not looked into. */
function effectsOf(files: Readonly<Record<string, string>>, shared: readonly string[] = []): string {
  const program = new Program();
  for (const [path, text] of Object.entries(files)) program.update(path, AppModule.of(parseModule(path, text)), text);
  const evaluator = new Evaluator(program, { follow: (id) => !shared.includes(id), rename: (id) => id });
  program.settle();
  const run = program.functionWithId('run');
  if (run === undefined) return 'no function run';
  return evaluator.declaredValue(run).effects.map((effect) => effect.key).join('\n');
}

const pre = 'import { load, save, log } from "lib";\n';

/** Spellings of one function; all mean the same. */
const same: Readonly<Record<string, readonly (string | Readonly<Record<string, string>>)[]>> = {
  'a name for a value': [
    'export async function run(a) { const row = await load(a.id); return save(row.total); }',
    'export async function run(input) { const { total } = await load(input.id); return save(total); }',
    'export const run = async ({ id }) => save((await load(id)).total);',
    'export async function run(a) { const id = a.id; const row = await load(id); const result = await save(row.total); return result; }',
  ],
  'constants': [
    'export function run(r) { return r.code(201).send("a/b"); }',
    'const status = 201; const prefix = "a"; export function run(r) { return r.code(status).send(`${prefix}/b`); }',
    'const Status = { created: 201 } as const; export function run(r) { return r.status(Status.created).send("a" + "/b"); }',
    { 'main.ts': 'import { created as c } from "./other.ts"; export function run(r) { return r.code(c).send("a/b"); }', 'other.ts': 'export { created } from "./deep/status.ts";', 'deep/status.ts': 'export const created = 2_01;' },
    { 'main.ts': 'import * as s from "./other.ts"; import { created } from "./all.ts"; export function run(r) { return r.code(created).send("a/b"); }', 'all.ts': 'export * from "./other.ts";', 'other.ts': 'const created = 200 + 1; export { created };' },
  ],
  'guards': [
    'export async function run(x) { const row = await load(x); if (row === undefined) throw new Error("no"); return row; }',
    'export async function run(x) { const row = await load(x); if (row !== undefined) { return row; } throw new Error("no"); }',
    'export async function run(x) { const row = await load(x); if (!(undefined !== row)) { throw new Error("no"); } else { return row; } }',
    'function found(row) { if (row === undefined) throw new Error("no"); return row; } export async function run(x) { return found(await load(x)); }',
    'class Rows { async find(x) { const row = await load(x); if (row === undefined) throw new Error("no"); return row; } } const rows = new Rows(); export async function run(x) { return await rows.find(x); }',
  ],
  'rows that may be missing': [
    'export async function run(x) { const [row] = await load(x); if (row === undefined) throw new Error("no"); return row; }',
    'export async function run(x) { const [row] = await load(x); if (!row) throw new Error("no"); return row; }',
    'export async function run(x) { const rows = await load(x); const row = rows.at(0); if (row == null) throw new Error("no"); return row; }',
    'export async function run(x) { const [row] = await load(x); return row ?? raise(new Error("no")); } function raise(error) { throw error; }',
    'export async function run(x) { const [row] = await load(x); assertFound(row); return row; } function assertFound(row) { if (!row) throw new Error("no"); }',
    'export async function run(x) { return await found(x); } async function found(x) { const [row] = await load(x); if (row) return row; throw new Error("no"); }',
    'export function run(x) { return load(x).then((rows) => { const [row] = rows; if (!row) throw new Error("no"); return row; }); }',
  ],
  'lists without items': [
    'export function run(a) { if (a.items.length === 0) throw new Error("no"); save(a); }',
    'export function run(a) { if (!a.items.length) throw new Error("no"); save(a); }',
    'export function run(a) { if (a.items.length < 1) throw new Error("no"); save(a); }',
    'export function run(a) { if (a.items.length > 0) { save(a); return; } throw new Error("no"); }',
  ],
  'values in place of nothing': [
    'export function run(a) { return save(a.b ?? 1); }',
    'export function run({ b = 1 }) { return save(b); }',
    'export function run(a) { return save(a.b === undefined ? 1 : a.b); }',
    'export function run(a) { return save(or(a.b, () => 1)); } function or(value, other) { return value !== undefined ? value : other(); }',
  ],
  'objects that are made by a class': [
    'class Rows { #load; constructor({ load }) { this.#load = load; } find(x) { return this.#load(x); } } const rows = new Rows({ load }); export function run(x) { return rows.find(x); }',
    'export function run(x) { return load(x); }',
  ],
  'choices from a table': [
    'export function run(a) { return save(a.fast ? 2 : 1); }',
    'const factors = { slow: 1, fast: 2 }; export function run(a) { return save(factors[a.fast ? "fast" : "slow"]); }',
    'export function run(a) { return save(factor(a.fast)); } function factor(fast) { switch (fast) { case true: return 2; case false: return 1; } }',
  ],
  'conditions in a switch': [
    'export function run(a) { if (a.size > 5) throw new Error("big"); save(a); }',
    'export function run(a) { switch (true) { case a.size > 5: throw new Error("big"); default: save(a); } }',
  ],
  'lists that are made in a loop': [
    'export async function run(a) { const rows = await load(a); return { names: rows.map((row) => row.name) }; }',
    'export async function run(a) { const rows = await load(a); const names = []; for (const { name } of rows) names.push(name); return { names }; }',
    'export async function run(a) { const names = []; for (const row of await load(a)) { names.push(row.name); } return { names }; }',
  ],
  'lists that are chosen in a loop': [
    'export async function run(a) { const rows = await load(a); return save(rows.filter((row) => row.open).map((row) => row.id)); }',
    'export async function run(a) { const rows = await load(a); const ids = []; for (const row of rows) if (row.open) ids.push(row.id); return save(ids); }',
  ],
  'lists that are counted through': [
    'export async function run(a) { const rows = await load(a); for (const row of rows) await save(row.id); }',
    'export async function run(a) { const rows = await load(a); for (let i = 0; i < rows.length; i += 1) { const row = rows[i]; if (row === undefined) continue; await save(row.id); } }',
    'export async function run(a) { const rows = await load(a); for (let i = 0; i < rows.length; i++) await save(rows[i].id); }',
    'export async function run(a) { const rows = await load(a); for (let i = 0; i < rows.length; i++) { const row = rows[i]; if (!row) continue; await save(row.id); } }',
  ],
  'lists of flags that are counted through': [
    'export async function run(a) { const flags = await load(a); for (const flag of flags) { if (!flag) continue; await save(a); } }',
    'export async function run(a) { const flags = await load(a); for (let i = 0; i < flags.length; i += 1) { const flag = flags[i]; if (!flag) continue; await save(a); } }',
  ],
  'lists that are made of known items': [
    'export function run(a) { return save([{ scheme: "a", scopes: ["x"] }], [{ scheme: "b", scopes: ["x"] }]); }',
    'export function run(a) { return needs("x"); } function needs(...scopes) { return save(...["a", "b"].map((scheme) => [{ scheme, scopes }])); }',
  ],
  'parts of objects under a condition': [
    'export function run(a) { return save({ ...(a.b === null ? {} : { b: a.b }), c: 1 }); }',
    'export function run(a) { return save({ ...(a.b !== null && { b: a.b }), c: 1 }); }',
    'export function run(a) { return save({ ...(a.b !== null ? { b: a.b } : undefined), c: 1 }); }',
  ],
  'optional chaining': [
    'export async function run(x) { const [row] = await load(x); if (row !== undefined && row.status === "A") await save(row); }',
    'export async function run(x) { const [row] = await load(x); if (row?.status === "A") await save(row); }',
    'export async function run(x) { const [row] = await load(x); if (row?.status !== "A") return; await save(row); }',
  ],
  'all and any': [
    'export function run(a) { if (!a.items.every((item) => item.open)) throw new Error("no"); return save(a.items.some((item) => item.n !== 1)); }',
    'export function run(a) { if (!a.items.every(({ open }) => open)) throw new Error("no"); return save(!a.items.every((item) => item.n === 1)); }',
  ],
  'results that are used where they are awaited': [
    'export async function run(a) { const rows = await load(a); return rows.map((row) => row.id); }',
    'export async function run(a) { return (await load(a)).map((row) => row.id); }',
  ],
  'results in lists that are used where they are awaited': [
    'export async function run(a) { const row = await load(a); log([row].map((one) => { save(one); return one.id; })); }',
    'export async function run(a) { log([await load(a)].map((one) => { save(one); return one.id; })); }',
  ],
  'results that are given to what cannot be followed': [
    'export async function run(a) { const rows = await load(a); await first(rows); } async function first(rows) { for (const row of rows) { if (row.open) return row; } await log(rows); }',
    'export async function run(a) { await first(await load(a)); } async function first(rows) { for (const row of rows) { if (row.open) return row; } await log(rows); }',
  ],
  'predicates in steps': [
    'export function run(a) { return save(a.items.filter((item) => a.kind === null || item.kind === a.kind)); }',
    'export function run(a) { return save(a.items.filter((item) => { if (a.kind === null) return true; return item.kind === a.kind; })); }',
    'export function run({ items, kind }) { const found = []; for (const item of items) if (kind === null || item.kind === kind) found.push(item); return save(found); }',
  ],
  'two lists from one loop': [
    'export function run(a) { return save(a.items.map((item) => item.a), a.items.map((item) => item.b)); }',
    'export function run({ items }) { const first = []; const second = []; for (const { a, b } of items) { first.push(a); second.push(b); } return save(first, second); }',
  ],
  'words that depend on a condition': [
    'export async function run(a) { let row = a.row; if (a.ok) { row = await save(row, "yes"); } else { row = await save(row, "no"); } await log(row.id); return row; }',
    'export async function run(a) { const row = await save(a.row, a.ok ? "yes" : "no"); await log(row.id); return row; }',
  ],
  'parts of the app that are given by default': [
    { 'main.ts': 'import { rows } from "./rows.ts"; export function run(x) { return rows.find(x); }', 'rows.ts': 'import { load } from "lib"; export const rows = { find: (x) => load(x) };' },
    { 'main.ts': 'import { rows } from "./rows.ts"; export function run(x, source = rows) { return source.find(x); }', 'rows.ts': 'import { load } from "lib"; export const rows = { find: (x) => load(x) };' },
  ],
  'properties that a helper picks': [
    'export function run(row) { return { a: row.a, b: row.b, c: 1 }; }',
    'export function run(row) { return { ...pick(row, "a", "b"), c: 1 }; } function pick(row, ...keys) { return Object.fromEntries(keys.map((key) => [key, row[key]])); }',
  ],
  'variables of a loop, whichever changes first': [
    'export async function run(a) { let n = 0; let sum = 0; for (const item of a.items) { sum = sum + item.n; n = n + 1; } return save(n, sum); }',
    'export async function run(a) { let n = 0; let sum = 0; for (const { n: more } of a.items) { sum += more; n += 1; } return save(n, sum); }',
  ],
  'what is left over': [
    'export function run(a) { return save({ b: a.b, c: a.c.toISOString() }); }',
    'export function run({ b, ...rest }) { return save({ b, ...times(rest) }); } const times = ({ c }) => ({ c: c.toISOString() });',
  ],
  'conditions': [
    'export function run(a, b) { if (a > b && a !== 0) save(a); }',
    'export function run(a, b) { if (b < a) { if (0 !== a) { save(a); } } }',
    'export function run(a, b) { if (!(a <= b || a === 0)) save(a); }',
    'export function run(a, b) { if (a <= b || a === 0) return; save(a); }',
    'export function run(a, b) { a > b && a !== 0 && save(a); }',
  ],
  'lists of conditions': [
    'import { and } from "drizzle-orm"; export function run(q) { return load(and(q.a === undefined ? undefined : save(q.a), q.b)); }',
    'import { and } from "drizzle-orm"; export function run(q) { return load(and(...(q.a !== undefined ? [save(q.a)] : []), q.b)); }',
    'import { and } from "drizzle-orm"; const given = (value, make) => (value === undefined ? undefined : make(value)); export function run(q) { return load(and(given(q.a, (a) => save(a)), q.b)); }',
    'import { and } from "drizzle-orm"; export function run(q) { const all = []; if (q.a !== undefined) all.push(save(q.a)); all.push(q.b); return load(and(...all)); }',
  ],
  'answers': [
    'export async function run(request, reply) { const row = await load(request.id); reply.header("etag", row.version); return row; }',
    'export async function run(request, reply) { const row = await load(request.id); return reply.header("etag", row.version).send(row); }',
    'export async function run({ id }, reply) { const row = await load(id); void reply.header("etag", row.version); return reply.status(200).send(row); }',
  ],
  'functions that functions make': [
    'export async function run(a) { await save(a); }',
    'const named = (name) => (work) => async (a) => { await work(a, name); }; const inner = named("x")(async (a) => { await save(a); }); export async function run(a) { await inner(a); }',
  ],
  'what other modules give': [
    'export function run(a) { return save(a.b * 2); }',
    { 'main.ts': 'import * as tools from "./tools.ts"; export function run(a) { return tools.keep(a); }', 'tools.ts': 'import { save } from "lib"; export function keep(a) { return save(Factor.Two * a.b); } enum Factor { One = 1, Two }' },
  ],
  'numbered items': [
    'export async function run(a) { for (const item of a.items) await save(item); }',
    'export async function run(a) { for (const [, item] of a.items.entries()) await save(item); }',
  ],
  'texts': [
    'export function run(a) { return save(`/orders/${a}`); }',
    'const path = (...parts) => "/" + parts.join("/"); export function run(a) { return save(path("orders", `${a}`)); }',
  ],
  'conditions with a call in them': [
    'export async function run(a) { if (a.b !== undefined && (await load(a.b)) === undefined) throw new Error("no"); return save(a); }',
    'export async function run(a) { if (a.b !== undefined) { const row = await load(a.b); if (row === undefined) throw new Error("no"); } return save(a); }',
    'export async function run({ b, ...rest }) { if (b !== undefined) { if ((await load(b)) === undefined) { throw new Error("no"); } } return save(rest); }'.replace('{ b, ...rest }', 'a').replaceAll('(b', '(a.b').replace('rest', 'a'),
  ],
  'nothing': [
    'export function run(a) { if (a.b !== undefined && a.b !== null && a.c) save(a); }',
    'export function run(a) { if (a.b != null && a.c) save(a); }',
    'export function run(a) { if (a.b == undefined || !a.c) return; save(a); }',
    'export function run(a) { if (a.b === null || a.b === undefined || !a.c) return; save(a); }',
  ],
  'choices': [
    'export function run(a) { return a ? 1 : 2; }',
    'export function run(a) { if (a) return 1; return 2; }',
    'export function run(a) { if (!a) { return 2; } else { return 1; } }',
    'export function run(a) { let b; if (a) { b = 1; } else { b = 2; } return b; }',
    'export function run(a) { switch (true) { default: return !a ? 2 : 1; } }',
  ],
  'functions that are passed on': [
    'import { present } from "lib2"; export function run(rows) { return rows.map(present); }',
    'import { present } from "lib2"; export function run(rows) { return rows.map((row) => present(row)); }',
    'import { present as show } from "lib2"; const each = (row) => { return show(row); }; export function run(rows) { return rows.map(each); }',
    'import { present as show } from "lib2"; function each(row) { return show(row); } export const run = (list) => list.map(each);',
  ],
  'objects': [
    'export function run(a) { return save({ a, b: 1, c: [1, 2] }); }',
    'const rest = { c: [1, 2] }; export function run(a) { return save({ "b": 1, ...rest, a: a }); }',
    'const list = [1]; export function run(a) { const value = { c: [...list, 2], b: 1, a } satisfies object; return save(value); }',
  ],
  'wrapped': [
    'export async function run(a) { await save(a); }',
    'export async function run(a) { try { await save(a); } catch (error) { log(error); throw error; } }',
    'const once = (work) => async (a) => work(a); const inner = async (a) => { await save(a); }; export async function run(a) { await inner(a); }',
  ],
  'dates that may be missing': [
    'export function run(a) { return save(a.day?.toISOString() ?? null); }',
    'export function run(a) { return save(a.day === null ? null : a.day.toISOString()); }',
    'export function run(a) { return save(a.day ? a.day.toISOString() : null); }',
    'export function run(a) { return save(iso(a.day)); } function iso(day) { if (day === null) return null; return day.toISOString(); }',
  ],
  'properties that may be left out': [
    'export function run(a) { return save({ id: a.id, ...(a.name === null ? {} : { name: a.name }) }); }',
    'export function run(a) { return save({ id: a.id, name: a.name ?? undefined }); }',
    'export function run(a) { return save({ id: a.id, name: a.name ?? undefined, note: undefined }); }',
    'export function run(a) { return save({ id: a.id, ...(a.name !== null && { name: a.name }) }); }',
    'export function run(a) { const made = { id: a.id }; if (a.name !== null) made.name = a.name; return save(made); }',
    'export function run(a) { const made = {}; made.id = a.id; if (a.name !== null) { made.name = a.name; } return save(made); }',
  ],
  'values under two conditions': [
    'export function run(a) { return save(a.cheap && a.less !== null ? a.less : a.full); }',
    'export function run(a) { return save(a.cheap ? a.less ?? a.full : a.full); }',
    'export function run(a) { let price = a.full; if (a.cheap && a.less !== null) { price = a.less; } return save(price); }',
  ],
  'arithmetic that changes nothing': [
    'export function run(a) { return save(a.b - a.c, a.d * 2); }',
    'export function run(a) { return save(a.b - a.c + 0, 1 * a.d * 2); }',
    'export function run(a) { return save((a.b - a.c) / 1, a.d * 2 - 0); }',
  ],
  'one of several that are waited for': [
    'export async function run(a) { const row = await load(a); await save(row); }',
    'export async function run(a) { const [row] = await Promise.all([load(a)]); await Promise.all([save(row)]); }',
  ],
  'conditions as texts of SQL': [
    'import { and, eq, gte, inArray, isNull } from "drizzle-orm"; import { t } from "lib2"; export function run(a) { return load(and(eq(t.id, a.id), gte(t.size, 3), isNull(t.end), inArray(t.kind, ["A", "B"]))); }',
    'import { sql } from "drizzle-orm"; import { t } from "lib2"; export function run(a) { return load(sql`${t.id} = ${a.id} and ${t.size} >= 3 AND ${t.end} is null and ${t.kind} in (${"A"}, \'B\')`); }',
    'import { and, gte, inArray, isNull, sql } from "drizzle-orm"; import { t } from "lib2"; export function run(a) { return load(and(inArray(t.id, [a.id]), gte(t.size, 3), sql`${t.end} IS NULL`, inArray(t.kind, ["A", "B"]))); }',
  ],
  'mistakes that are collected': [
    'export async function run(a) { const errors = []; if (a.b !== undefined && (await load(a.b)) === undefined) { errors.push("b"); } if (errors.length > 0) { throw log(errors); } await save(a); }',
    'export async function run(a) { if (a.b !== undefined && (await load(a.b)) === undefined) throw log(["b"]); await save(a); }',
    'export async function run(a) { if (a.b !== undefined) { const row = await load(a.b); if (row === undefined) throw log(["b"]); } await save(a); }',
    'export async function run(a) { const errors = []; if (a.b !== undefined) { const row = await load(a.b); if (!row) { errors.push("b"); } } if (errors.length !== 0) throw log(errors); await save(a); }',
  ],
  'lists that begin with something': [
    'export function run(a) { const list = ["a"]; if (a.b) list.push("b"); list.push("c"); return save(list); }',
    'export function run(a) { return save(["a", ...(a.b ? ["b"] : []), "c"]); }',
  ],
  'items that are chosen before a loop': [
    'export async function run(a) { for (const b of a) { if (b.open) await save(b); } }',
    'export async function run(a) { for (const b of a.filter(({ open }) => open)) await save(b); }',
    'export async function run(a) { const open = a.filter((b) => b.open); for (const b of open) { await save(b); } }',
  ],
  'all columns of a table': [
    'import { t } from "lib2"; export async function run(x, id) { const [row] = await x.select().from(t).where(id); return row; }',
    'import { getTableColumns } from "drizzle-orm"; import { t } from "lib2"; export async function run(x, id) { const [row] = await x.select(getTableColumns(t)).from(t).where(id); return row; }',
    'import { getTableColumns as columns } from "drizzle-orm"; import { t } from "lib2"; export async function run(x, id) { const [row] = await x.select({ ...columns(t) }).from(t).where(id); return row; }',
  ],
  'objects of a class with what it was given': [
    'export async function run(a, list) { for (const b of list) await save(a, b); }',
    'class Saver { constructor(private readonly a) {} async one(b) { await save(this.a, b); } } export async function run(a, list) { const saver = new Saver(a); for (const b of list) await saver.one(b); }',
  ],
  'work that is tried again': [
    'export async function run(a) { const row = await load(a); await save(row); }',
    { 'main.ts': 'import { retry } from "./retry.ts"; export async function run(a) { const row = await retry(() => load(a), 3); await save(row); }', 'retry.ts': 'export async function retry(work, times) { for (let left = times; ; left -= 1) { try { return await work(); } catch (error) { if (left <= 1) throw error; await new Promise((done) => setTimeout(done, 5)); } } }' },
  ],
  'answers without a body': [
    'export function run(a, r) { return r.code(204).send(); }',
    'export function run(a, r) { r.status(204); return r.send(); }',
  ],
  'headers of answers': [
    'export function run(a, r) { r.header("etag", a.e); return r.send(a); }',
    'export function run(a, r) { r.headers({ etag: a.e }); return a; }',
  ],
};

for (const [name, spellings] of Object.entries(same)) {
  it(`sees the same in spellings of ${name}`, () => {
    const [first, ...others] = spellings.map((spelling) => effectsOf(typeof spelling === 'string' ? { 'main.ts': pre + spelling } : Object.fromEntries(Object.entries(spelling).map(([path, text]) => [path, path === 'main.ts' ? pre + text : text]))));
    assert.notEqual(first, 'no function run');
    for (const other of others) assert.equal(other, first);
  });
}

const different: readonly (readonly [string, string])[] = [
  ['export function run(a, b) { if (a > b) save(a); }', 'export function run(a, b) { if (a >= b) save(a); }'],
  ['export function run(a) { return a ? 1 : 2; }', 'export function run(a) { return a ? 2 : 1; }'],
  ['export async function run(a) { await load(a); await save(a); }', 'export async function run(a) { await save(a); await load(a); }'],
  ['export async function run(a) { const row = await load(a); if (row === undefined) throw new Error("x"); await save(row); }', 'export async function run(a) { const row = await load(a); await save(row); }'],
  ['export function run(a) { return save({ ...a, b: 1 }); }', 'export function run(a) { return save({ b: 1, ...a }); }'],
  ['export function run(a) { for (const x of a) save(x); }', 'export function run(a) { for (const x of a) { save(x); break; } }'],
  ['export function run(a) { let n = 0; for (const x of a) n = n + x; return n; }', 'export function run(a) { let n = 0; for (const x of a) n = x; return n; }'],
  ['export function run(a) { return save(a.b); }', 'export function run(a) { return save(a?.b); }'],
  ['export async function run(a) { await save(a); return 1; }', 'export async function run(a) { save(a); return 1; }'],
  ['export async function run(a) { await store(a); return 1; } async function store(a) { await save(a); }', 'export async function run(a) { store(a); return 1; } async function store(a) { await save(a); }'],
  ['export async function run(a) { await save(a); }', 'export async function run(a) { try { await save(a); } catch {} }'],
  ['export async function run(a) { await save(a); }', 'export async function run(a) { await save(a).catch(() => undefined); }'],
  ['export function run(a) { if (a.count === undefined) save(a); }', 'export function run(a) { if (!a.count) save(a); }'],
  ['export function run() { throw new Refusal({ status: 404 }); } class Refusal extends Error {}', 'export function run() { throw new Refusal({ status: 405 }); } class Refusal extends Error {}'],
  ['export function run(a, b) { return save(a - b); }', 'export function run(a, b) { return save(b - a); }'],
  ['export function run(a) { return save({ ...a, b: undefined }); }', 'export function run(a) { return save({ ...a }); }'],
  ['export function run(a) { return save({ b: 1, ...(a.b ? { b: 2 } : {}) }); }', 'export function run(a) { return save({ b: a.b ? 2 : undefined }); }'],
  ['export function run(a) { return save(a.name === null ? null : a.name.trim()); }', 'export function run(a) { return save(a.name ? a.name.trim() : null); }'],
  ['export function run(a) { return save(a.b); }', 'export function run(a) { return save(a.b + 0); }'],
  ['import { eq } from "drizzle-orm"; import { t } from "lib2"; export function run(a) { return load(eq(t.id, a.id)); }', 'import { sql } from "drizzle-orm"; import { t } from "lib2"; export function run(a) { return load(sql`${t.id} <> ${a.id}`); }'],
  ['import { and, eq } from "drizzle-orm"; import { t } from "lib2"; export function run(a) { return load(and(eq(t.id, a.id), eq(t.b, 1))); }', 'import { sql } from "drizzle-orm"; import { t } from "lib2"; export function run(a) { return load(sql`${t.id} = ${a.id} or ${t.b} = 1`); }'],
  ['export async function run(a) { const b = await load(1); const c = await save(2); return log(b, c); }', 'export async function run(a) { const [b, c] = await Promise.all([load(1), save(2)]); return log(b, c); }'],
  ['export async function run(a) { const errors = []; if (a.b) errors.push("b"); if (errors.length > 0) throw log(errors); await save(a); }', 'export async function run(a) { const errors = []; if (a.b) errors.push("b"); if (errors.length > 1) throw log(errors); await save(a); }'],
  ['export function run(a) { const found = []; for (const b of a) { log(b); found.push(b.c); } return found.length === 0 ? 1 : 2; }', 'export function run(a) { const found = []; for (const b of a) { log(b); found.push(b.c); } return 1; }'],
  ['export async function run(a) { for (const b of a) { if (b.open) await save(b); } }', 'export async function run(a) { for (const b of a.filter(({ open }) => !open)) await save(b); }'],
  ['import { t } from "lib2"; export function run(x) { return x.select().from(t); }', 'import { getTableColumns } from "drizzle-orm"; import { t, u } from "lib2"; export function run(x) { return x.select(getTableColumns(u)).from(t); }'],
  ['export function run(a) { const made = { id: a.id }; save(made); made.name = a.name; return made; }', 'export function run(a) { const made = { id: a.id, name: a.name }; save(made); return made; }'],
  ['export function run(a) { const made = { id: a.id }; for (const b of a.list) made.name = b; return made; }', 'export function run(a) { return { id: a.id, name: a.list }; }'],
  ['export async function run(a) { await load(a); }', 'export async function run(a) { await again(() => load(a)); } async function again(work) { for (;;) { try { return await work(); } catch { break; } } }'],
];

for (const [one, other] of different) {
  it(`tells apart: ${one.slice(0, 90)} | ${other.slice(0, 90)}`, () => {
    assert.notEqual(effectsOf({ 'main.ts': pre + one }), effectsOf({ 'main.ts': pre + other }));
  });
}

it('keeps names of shared functions and follows the others', () => {
  const files = { 'main.ts': 'export const rows = { async find(x) { return helper(x); }, async all() { return this.find(1); } };\nfunction helper(x) { return x + 1; }\nexport async function run(x) { return rows.find(x); }' };
  assert.equal(effectsOf(files, ['rows', 'rows.find']), 'return app#rows.find(param#1.0)');
  assert.equal(effectsOf(files, []), 'return (param#1.0 + 1)');
});

it('ends on code that calls itself, that imports itself and that is nested deeply', () => {
  assert.match(effectsOf({ 'main.ts': 'export function run(x) { return run(x); }' }), /run|return/);
  assert.match(effectsOf({ 'main.ts': 'import { a } from "./b.ts"; export const b = a; export function run() { return b; }', 'b.ts': 'export { b as a } from "./main.ts";' }), /return/);
  assert.match(effectsOf({ 'main.ts': `export function run(x) { return ${'('.repeat(3_000)}x${')'.repeat(3_000)}; }` }), /return|no function/);
  assert.match(effectsOf({ 'main.ts': `export function run(x) { return ${'[x, '.repeat(3_000)}0${']'.repeat(3_000)}; }` }), /.*/);
  assert.match(effectsOf({ 'main.ts': `export function run(x) { ${Array.from({ length: 60 }, (_, n) => `const v${String(n + 1)} = ${n === 0 ? 'x + x' : `v${String(n)} + v${String(n)}`};`).join(' ')} return v60; }` }), /return/);
});

const problem = 'import { text } from "lib"; export class Problem extends Error { status; code; constructor(options) { super(options.detail); this.status = options.status; this.code = options.code; } } export function failure(status, code, message) { return new Problem({ status, code, detail: message }); } export function refusal(status) { return new Problem({ status, code: text }); }';

/** What `run` throws, where both apps have the class and its functions. */
function thrown(code: string): string {
  return effectsOf({ 'main.ts': `import { failure, Problem, refusal } from "./problem.ts";\n${code}`, 'problem.ts': problem }, ['Problem', 'failure', 'refusal']);
}

it('names an error by the function that makes it of its arguments, also one of a class that only passes on', () => {
  const expected = thrown('export function run(a) { throw failure(409, "taken", a.name); }');
  assert.equal(expected, 'throw app#failure(409, "taken", param#1.0.name)');
  for (const code of [
    'export function run(a) { throw new Problem({ detail: a.name, status: 409, code: "taken" }); }',
    'class Taken extends Problem { constructor(name) { super({ status: 409, code: "taken", detail: name }); } } export function run(a) { throw new Taken(a.name); }',
    'class Conflict extends Problem { constructor(code, detail) { super({ status: 409, code, detail }); } } class Taken extends Conflict { constructor(thing) { super("taken", thing.name); } } export function run(a) { throw new Taken(a); }',
  ]) assert.equal(thrown(code), expected, code);
});

it('leaves an error as it is that says more, less or something else than the function that makes such', () => {
  const expected = thrown('export function run(a) { throw failure(409, "taken", a.name); }');
  for (const code of [
    'export function run(a) { throw new Problem({ status: 422, code: "taken", detail: a.name }); }',
    'export function run(a) { throw new Problem({ status: 409, code: "taken" }); }',
    'export function run(a) { throw new Problem({ status: 409, code: "taken", detail: a.name, errors: [] }); }',
    'export function run(a) { throw new Problem({ status: 409, code: "taken", detail: a.name, ...a }); }',
    'class Taken extends Problem { constructor(name) { super({ status: 409, code: "taken", detail: name }); this.status = 500; } } export function run(a) { throw new Taken(a.name); }',
    'class Taken extends Problem { status = 500; constructor(name) { super({ status: 409, code: "taken", detail: name }); } } export function run(a) { throw new Taken(a.name); }',
    'class Taken extends Problem { constructor(name, readonly status = 500) { super({ status: 409, code: "taken", detail: name }); } } export function run(a) { throw new Taken(a.name); }',
    'class Taken extends Error { constructor(name) { super({ status: 409, code: "taken", detail: name }); } } export function run(a) { throw new Taken(a.name); }',
  ]) assert.notEqual(thrown(code), expected, code);
});
