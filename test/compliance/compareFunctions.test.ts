import assert from 'node:assert/strict';
import { parseModule } from '../../src/ast/parseModule.ts';
import { compareFunctions } from '../../src/compliance/compareEffects.ts';
import type { FunctionValue } from '../../src/targets/facts/value.ts';
import { Evaluator } from '../../src/targets/typescript/facts/evaluator.ts';
import { AppModule } from '../../src/targets/typescript/facts/moduleScope.ts';
import { Program } from '../../src/targets/typescript/facts/program.ts';

const head = 'import { load, find, save, remove, log, notFound, failure, compare, add } from "lib";\n';

function valueOf(body: string): { readonly value: FunctionValue; readonly text: string } {
  const text = `${head}export async function run(context, id, body) {\n${body}\n}`;
  const program = new Program();
  program.update('run.ts', AppModule.of(parseModule('run.ts', text)), text);
  program.settle();
  const run = program.functionWithId('run');
  assert.ok(run !== undefined);
  return { value: new Evaluator(program, { follow: () => true, rename: (name) => name }).declaredValue(run), text };
}

/** The differences of two function bodies, one a line: `changed 409 -> 422`. */
function differences(expected: string, actual: string): readonly string[] {
  const [wanted, found] = [valueOf(expected), valueOf(actual)];
  const at = { file: 'run.ts', start: found.text.indexOf('{\n', head.length), end: found.text.length };
  return compareFunctions(wanted.value, found.value, at, { writers: new Set() }).map(({ kind, expected: a, actual: b }) => {
    const texts = [a === undefined ? '' : wanted.text.slice(a.start, a.end), b === undefined ? '' : found.text.slice(b.start, b.end)];
    return `${kind} ${texts.filter((text) => text !== '').join(' -> ').replaceAll(/\s+/g, ' ')}`;
  });
}

const flow = `
  const row = await find(context, id);
  if (row === undefined) throw notFound("Order", id);
  if (row.status !== "OPEN") throw failure(409, "not_open", "It is not open.");
  const items = await load(context, [["orderId", "==", row.id]], { limit: 5 });
  for (const item of items) {
    await save(context, item, { stock: item.stock - 1 });
  }
  await log(context, "order.placed", { orderId: row.id, total: row.total });
  return save(context, row, { total: add(row.total, "1"), paid: true });`;

/** What becomes of the flow by one change, and what is told of it. */
const mistakes: readonly (readonly [from: string, to: string, told: readonly string[]])[] = [
  ['409', '422', ['changed 409 -> 422']],
  ['"not_open"', '"closed"', ['changed "not_open" -> "closed"']],
  ['row.status !== "OPEN"', 'row.status === "OPEN"', ['changed row.status !== "OPEN" -> row.status === "OPEN"']],
  ['row.status !== "OPEN"', 'row.status !== "PAID"', ['changed "OPEN" -> "PAID"']],
  ['row.status !== "OPEN"', 'row.state !== "OPEN"', ['changed row.status -> row.state']],
  ['if (row === undefined) throw notFound("Order", id);', '', ['missing if (row === undefined) throw notFound("Order", id);']],
  ['find(context, id)', 'load(context, id)', ['changed find -> load']],
  ['find(context, id)', 'find(context, body)', ['changed id -> body']],
  ['"=="', '"!="', ['changed "==" -> "!="']],
  ['{ limit: 5 }', '{}', ['missing limit: 5']],
  ['{ limit: 5 }', '{ limit: 6 }', ['changed 5 -> 6']],
  ['item.stock - 1', 'item.stock + 1', ['changed item.stock - 1 -> item.stock + 1']],
  ['await save(context, item, { stock: item.stock - 1 });', '', ['missing await save(context, item, { stock: item.stock - 1 })']],
  ['await log(context, "order.placed", { orderId: row.id, total: row.total });', '', ['missing await log(context, "order.placed", { orderId: row.id, total: row.total })']],
  ['await log(', 'if (body) await log(', ['conditional await log(context, "order.placed", { orderId: row.id, total: row.total }) -> body']],
  ['await log(', 'void log(', ['changed await log(context, "order.placed", { orderId: row.id, total: row.total }) -> void log(context, "order.placed", { orderId: row.id, total: row.total })']],
  ['await log(context, "order.placed", { orderId: row.id, total: row.total });', 'try { await log(context, "order.placed", { orderId: row.id, total: row.total }); } catch {}', ['conditional await log(context, "order.placed", { orderId: row.id, total: row.total })']],
  ['await log(context, "order.placed", { orderId: row.id, total: row.total });', 'await log(context, "order.placed", { orderId: row.id, total: row.total }).catch(() => undefined);', ['conditional await log(context, "order.placed", { orderId: row.id, total: row.total })']],
  [/for \(const item of items\) \{[\s\S]*?\n {2}\}/.exec(flow)?.[0] ?? '', '', ['missing for (const item of items) { await save(context, item, { stock: item.stock - 1 }); }']],
  [', paid: true', '', ['missing paid: true']],
  ['paid: true', 'paid: true, extra: 1', ['added extra: 1']],
  ['total: add(row.total, "1")', 'total: row.total', ['changed add(row.total, "1") -> row.total']],
  ['return save', 'return remove', ['changed save -> remove']],
  ['const items', 'if (body) return;\n  const items', ['added if (body) return;']],
];

for (const [from, to, told] of mistakes) {
  it(`tells one mistake once: ${from} becomes ${to === '' ? 'nothing' : to.replaceAll(/\s+/g, ' ')}`, () => {
    assert.ok(flow.includes(from));
    assert.deepEqual(differences(flow, flow.replace(from, to)), told);
  });
}

/** Changes that leave the function as it is to whoever calls it. */
const harmless: readonly (readonly [from: string, to: string])[] = [
  ['const items', 'console.log("found", row.id);\n  const items'],
  ['const items', 'if (body === undefined) throw failure(400, "no_body", "Where is it?");\n  const items'],
  ['const items', 'await log(context, "audit", { id });\n  const items'],
  ['const items = await load(context, [["orderId", "==", row.id]], { limit: 5 });', 'const only = { limit: 5 };\n  const items = await load(context, [["orderId", "==", row.id]], only);'],
  ['await log(context, "order.placed", { orderId: row.id, total: row.total });', 'try { await log(context, "order.placed", { total: row.total, orderId: row.id }); } catch (error) { console.error(error); throw error; }'],
];

for (const [from, to] of harmless) {
  it(`finds nothing wrong: ${from.slice(0, 40)} becomes ${to.replaceAll(/\s+/g, ' ').slice(0, 70)}`, () => {
    assert.deepEqual(differences(flow, flow.replace(from, to)), []);
  });
}

it('finds nothing wrong where steps under one condition, or under it and its opposite, stand together', () => {
  const apart = 'let row = await find(context, id); if (body.ok) row = await save(context, row, { ok: 1 }); if (body.ok) row = await save(context, row, { at: context.now }); if (!body.ok) row = await save(context, row, { tries: row.tries + 1 }); await log(context, row.id); return row;';
  const together = 'let row = await find(context, id); if (body.ok) { row = await save(context, row, { ok: 1 }); row = await save(context, row, { at: context.now }); } else { row = await save(context, row, { tries: row.tries + 1 }); } await log(context, row.id); return row;';
  assert.deepEqual(differences(apart, together), []);
  assert.deepEqual(differences(together, apart), []);
  assert.deepEqual(differences(apart, apart.replace('if (!body.ok)', 'if (body.ok)')), ['changed !body.ok -> body.ok']);
  assert.notDeepEqual(differences(apart, together.replace('tries: row.tries + 1', 'tries: 1')), []);
});

it('tells steps apart that another one between them may change the condition of', () => {
  const text = 'let n = 0; for (const item of body) { if (n > 1) await save(item); n += 1; if (n > 1) await log(item); }';
  assert.notDeepEqual(differences(text, 'let n = 0; for (const item of body) { n += 1; if (n > 1) { await save(item); await log(item); } }'), []);
});

it('tells steps apart that write what their condition reads', () => {
  const apart = 'if (body.ok) { body.ok = false; await save(id); } if (!body.ok) await log(id);';
  assert.notDeepEqual(differences('if (body.ok) { body.ok = false; await save(id); } else { await log(id); }', apart), []);
});

it('tells a changed condition once, of what happens under it and of what depends on it', () => {
  const text = 'let row = await find(context, id); if (row.due < context.now) { row = await save(context, row); } return { fees: row.fees };';
  assert.deepEqual([...new Set(differences(text, text.replace('<', '<=')))], ['changed row.due < context.now -> row.due <= context.now']);
});

it('tells that the order of steps changed', () => {
  assert.deepEqual(differences('await save(context, id); await remove(context, id); await log(context);', 'await remove(context, id); await save(context, id); await log(context);'), ['moved await remove(context, id) -> await remove(context, id)']);
});

it('tells a loop that nobody waits for once', () => {
  const loop = flow.slice(flow.indexOf('for (const'), flow.indexOf('  await log'));
  const told = differences(flow, flow.replace(loop, 'items.forEach(async (item) => { await save(context, item, { stock: item.stock - 1 }); });'));
  assert.equal(told.length, 1, told.join('\n'));
});

it('lets sums and counts stand where nothing between reads them', () => {
  const text = 'for (const group of body) { const rows = await load(context, group); let n = 0; for (const row of rows) { await save(context, row); n += 1; } await log(context, n); }';
  assert.deepEqual(differences(text, 'for (const group of body) { const rows = await load(context, group); const n = rows.length; for (const row of rows) await save(context, row); await log(context, n); }'), []);
});
