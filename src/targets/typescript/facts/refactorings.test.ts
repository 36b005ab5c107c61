import assert from 'node:assert/strict';
import { parseModule } from '../../../ast/parseModule.ts';
import { Evaluator } from './evaluator.ts';
import { AppModule } from './moduleScope.ts';
import { Program } from './program.ts';

/** What `run` does, as text. */
function effectsOf(code: string): string {
  const text = `import { load, save, log } from "lib";\n${code}`;
  const program = new Program();
  program.update('main.ts', AppModule.of(parseModule('main.ts', text)), text);
  program.settle();
  const run = program.functionWithId('run');
  if (run === undefined) return 'no function run';
  return new Evaluator(program, { follow: () => true, rename: (id) => id }).declaredValue(run).effects.map((effect) => effect.key).join('\n');
}

const guarded = 'export async function run(c, x, event) { const row = await load(x); if (event === "a" && row.n === null) throw new Error("1"); if (event === "b" && row.t > c.now) throw new Error("2"); return save(row); }';
const fire = (body: string): string => `export async function run(c, x, event) { const row = await load(x); ${body} return save(row); }`;

/** Spellings of one function, as people and assistants rewrite it; all mean the same. */
const same: Readonly<Record<string, readonly string[]>> = {
  'guards of events': [
    guarded,
    fire('switch (event) { case "a": if (row.n === null) throw new Error("1"); break; case "b": if (row.t > c.now) { throw new Error("2"); } break; default: }'),
    fire('check(c, row, event);') + 'function check(c, row, event) { if (event === "a") { if (row.n !== null) return; throw new Error("1"); } if (event === "b" && row.t > c.now) throw new Error("2"); }',
    'const guards = { a(row) { if (row.n === null) throw new Error("1"); }, b: (row, c) => { if (row.t > c.now) throw new Error("2"); } };' + fire('guards[event]?.(row, c);'),
    'const guards = { a: noN, b: late }; function noN(row) { if (row.n === null) throw new Error("1"); } function late(row, c) { if (row.t > c.now) throw new Error("2"); }' + fire('const guard = guards[event]; if (guard !== undefined) guard(row, c);'),
    'const guards = new Map([["a", (row) => { if (row.n === null) throw new Error("1"); }], ["b", (row, c) => { if (row.t > c.now) throw new Error("2"); }]]);' + fire('guards.get(event)?.(row, c);'),
    'const rules = [{ of: "a", holds: (row) => row.n !== null, no: () => new Error("1") }, { of: "b", holds: (row, c) => row.t <= c.now, no: () => new Error("2") }];' + fire('for (const rule of rules) { if (rule.of === event && !rule.holds(row, c)) throw rule.no(); }'),
    fire('const mistake = refusal(c, row, event); if (mistake) throw mistake;') + 'function refusal(c, row, event) { if (event === "a" && row.n === null) return new Error("1"); if (event === "b" && row.t > c.now) return new Error("2"); return undefined; }',
  ],
  'one of several': [
    'export function run(a) { if (!["x", "y"].includes(a.s)) throw new Error("no"); save(a); }',
    'const all = new Set(["y", "x"]); export function run(a) { if (!all.has(a.s)) throw new Error("no"); save(a); }',
    'export function run(a) { if (a.s !== "x" && a.s !== "y") throw new Error("no"); save(a); }',
    'export function run(a) { switch (a.s) { case "x": case "y": break; default: throw new Error("no"); } save(a); }',
  ],
  'a value by several ways out': [
    'export async function run(a) { let row; if (a.id !== null) { row = await load(a.id); if (row === undefined) throw new Error("no"); } return save(row === undefined ? null : row.id); }',
    'export async function run(a) { const row = await wanted(a.id); return save(row?.id ?? null); } async function wanted(id) { if (id === null) return undefined; const row = await load(id); if (!row) throw new Error("no"); return row; }',
  ],
  'results that are checked': [
    'export function run(a, b) { if (a !== undefined && (!a.open || a.n < b.n)) throw new Error("no"); }',
    'export function run(a, b) { const fit = check(a, b); if (!fit.ok) throw fit.mistake; } function check(a, b) { if (a === undefined) return { ok: true }; const fits = a.open && a.n >= b.n; return fits ? { ok: true } : { ok: false, mistake: new Error("no") }; }',
  ],
  'sums': [
    'export async function run(a) { const rows = await load(a); let sum = "0"; for (const row of rows) { sum = log(sum, row.price); await save(row); } return sum; }',
    'export async function run(a) { const rows = await load(a); const sum = rows.reduce((before, { price }) => log(before, price), "0"); for (const row of rows) await save(row); return sum; }',
  ],
  'counts': [
    'export async function run(a) { const rows = await load(a); let n = 0; for (const row of rows) { await save(row); n += 1; } return n; }',
    'export async function run(a) { const rows = await load(a); for (const row of rows) await save(row); return rows.length; }',
  ],
  'counts of some': [
    'export async function run(a) { const rows = await load(a); if (rows.filter((row) => row.open).length > 9) throw new Error("many"); }',
    'export async function run(a) { const rows = await load(a); let n = 0; for (const row of rows) { if (row.open) n++; } if (n > 9) throw new Error("many"); }',
    'export async function run(a) { const rows = await load(a); const n = rows.reduce((count, row) => (row.open ? count + 1 : count), 0); if (n > 9) throw new Error("many"); }',
  ],
  'loops': [
    'export async function run(a) { const rows = await load(a); for (const row of rows) { await save(row); } }',
    'export async function run(a) { const rows = await load(a); if (rows.length === 0) return; for (const row of rows) { await save(row); } }',
    'export async function run(a) { const rows = await load(a); await rows.reduce(async (before, row) => { await before; await save(row); }, Promise.resolve()); }',
  ],
  'what is timed': [
    'export async function run(a) { try { const rows = await load(a); for (const row of rows) await save(row); } finally { log(1); } }',
    'export async function run(a) { try { return await work(a); } finally { log(1); } } async function work(a) { const rows = await load(a); for (const row of rows) await save(row); }',
  ],
  'plain loops': [
    'export function run(a) { for (const b of a) { if (b.open) log(b); } }',
    'export function run(a) { a.forEach((b) => { if (!b.open) return; log(b); }); }',
  ],
  'the first that fits': [
    'export function run(a) { const found = a.list.find((b) => b.n === a.n && b.m === a.m); if (found === undefined) throw new Error("no"); return found.to; }',
    'export function run(a) { for (const { m, n, to } of a.list) { if (m === a.m && n === a.n) return to; } throw new Error("no"); }',
  ],
  'whether any fits': [
    'export function run(a) { if (a.list.every((b) => b.n >= b.m)) save(a); }',
    'export function run(a) { const few = a.list.filter((b) => b.n < b.m); if (few.length === 0) save(a); }',
    'export function run(a) { if (!a.list.some((b) => b.n < b.m)) save(a); }',
    'export function run(a) { if (a.list.find((b) => b.n < b.m) === undefined) save(a); }',
  ],
  'properties that may be absent': [
    'export function run(a) { const { at: _at, ...rest } = a; save({ ...rest, ...(a.at === undefined ? {} : { at: a.at === null ? null : new Date(a.at) }) }); }',
    'export function run(a) { const { at, ...rest } = a; save({ ...rest, at: at == null ? at : new Date(at) }); }',
    'export function run(a) { const { at: _at, ...rest } = a; save({ ...rest, ...times(a) }); } function times({ at }) { return at === undefined ? {} : { at: at === null ? null : new Date(at) }; }',
  ],
  'the rest with all that was taken': [
    'export function run(a) { save({ ...a, at: new Date(a.at) }); }',
    'export function run(a) { const { at, ...rest } = a; save({ ...rest, at: new Date(at) }); }',
  ],
  'flags': [
    'export function run(a) { save(a.any === true ? undefined : log(a)); }',
    'export function run(a) { const { any = false } = a; save(any ? undefined : log(a)); }',
  ],
};

for (const [what, spellings] of Object.entries(same)) {
  const [first = ''] = spellings;
  for (const [index, spelling] of spellings.entries()) {
    it(`reads ${what} alike, spelling ${String(index)}`, () => { assert.equal(effectsOf(spelling), effectsOf(first), spelling); });
  }
}

const different: readonly (readonly [string, string])[] = [
  [guarded, 'const guards = { b(row) { if (row.n === null) throw new Error("1"); }, a: (row, c) => { if (row.t > c.now) throw new Error("2"); } };' + fire('guards[event]?.(row, c);')],
  [guarded, 'const guards = { a(row) { if (row.n === null) throw new Error("1"); } };' + fire('guards[event]?.(row, c);')],
  [guarded, fire('if (event === "a" && row.n === null) throw new Error("1"); else if (event !== "b" && row.t > c.now) throw new Error("2");')],
  ['export function run(a) { if (!["x", "y"].includes(a.s)) throw new Error("no"); }', 'export function run(a) { if (a.s !== "x" && a.s !== "z") throw new Error("no"); }'],
  ['export function run(a) { if (a.s === "x" || a.s === "y") save(a); }', 'export function run(a) { if (a.s === "x" || a.t === "y") save(a); }'],
  ['export async function run(a) { const rows = await load(a); let n = 0; for (const row of rows) { await save(row); n += 1; } return n; }', 'export async function run(a) { const rows = await load(a); let n = 0; for (const row of rows) { await save(row); n += 2; } return n; }'],
  ['export async function run(a) { const rows = await load(a); let n = 0; for (const row of rows) { await save(row, n); n += 1; } return n; }', 'export async function run(a) { const rows = await load(a); for (const row of rows) await save(row, rows.length); return rows.length; }'],
  ['export async function run(a) { const rows = await load(a); for (const row of rows) await save(row); }', 'export async function run(a) { const rows = await load(a); rows.forEach(async (row) => { await save(row); }); }'],
  ['export async function run(a) { const rows = await load(a); for (const row of rows) await save(row); }', 'export async function run(a) { const rows = await load(a); await rows.reduce(async (before, row) => { await save(row); }, Promise.resolve()); }'],
  ['export function run(a) { const found = a.list.find((b) => b.n === a.n); if (!found) throw new Error("no"); return found.to; }', 'export function run(a) { for (const b of a.list) { if (b.n !== a.n) return b.to; } throw new Error("no"); }'],
  ['export function run(a) { const { at, ...rest } = a; save({ ...rest, at: new Date(at) }); }', 'export function run(a) { const { at, by, ...rest } = a; save({ ...rest, at: new Date(at) }); }'],
  ['export async function run(a) { const row = await wanted(a.id); return save(row); } async function wanted(id) { if (id === null) return undefined; return load(id); }', 'export async function run(a) { const row = await wanted(a.id); return save(row); } async function wanted(id) { if (id !== null) return undefined; return load(id); }'],
  ['export function run(a) { if (a.x && a.y > 1) save(a); }', 'export function run(a) { if (a.x || a.y > 1) save(a); }'],
];

for (const [one, other] of different) {
  it(`tells apart: ${one.slice(0, 80)} | ${other.slice(0, 120)}`, () => { assert.notEqual(effectsOf(one), effectsOf(other)); });
}
