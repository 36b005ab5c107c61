import assert from 'node:assert/strict';
import type { Atom } from '../../../../ir/atom.ts';
import { variantsOf } from './variantsOf.ts';

/** What each variant of a function gives for its arguments, the function as it is first. */
async function outcomes(body: string, args: readonly unknown[], words = ''): Promise<{ readonly values: readonly unknown[]; readonly what: readonly string[] }> {
  const text = `export function f(a, b) {\n  ${body}\n}\n`;
  const made = variantsOf({ task: { words } } as Atom, { path: 'src/f.ts', text, name: 'f', answerLine: (line) => line });
  if (made === undefined) return { values: [], what: [] };
  const { f, chooseVariant } = await import(`data:text/javascript,${encodeURIComponent(made.module.text.replaceAll(': void', '').replaceAll(': number', ''))}`) as { f: (...given: readonly unknown[]) => unknown; chooseVariant: (number: number) => void };
  const values = [undefined, ...made.places].map((_, number) => {
    chooseVariant(number);
    return f(...args);
  });
  return { values, what: made.places.map(({ what }) => what) };
}

it('puts a bound on its other side, and the number beside it one further', async () => {
  const { values, what } = await outcomes('return a >= 5;', [5]);
  assert.deepEqual(values, [true, false, false, true]);
  assert.equal(new Set(what).size, 1);
  assert.match(what[0] ?? '', /whose `a` is exactly `5`/);
  assert.deepEqual((await outcomes('return (a ?? b) < (b + 1);', [3, 2])).values, [false, true]);
});

it('changes operators and numbers in conditions of queries', async () => {
  const { values } = await outcomes('return [["due", "<=", a], ["stock", ">", 2]];', ['x']);
  assert.deepEqual(values.map((value) => JSON.stringify(value)), [
    '[["due","<=","x"],["stock",">",2]]', '[["due","<","x"],["stock",">",2]]', '[["due","<=","x"],["stock",">=",2]]', '[["due","<=","x"],["stock",">",3]]', '[["due","<=","x"],["stock",">",1]]',
  ]);
});

it('changes numbers that the words name, and no others', async () => {
  assert.deepEqual((await outcomes('return a / 1440 + 7;', [1440], 'A day has 1,440 minutes.')).values, [8, 1440 / 1441 + 7, 1440 / 1439 + 7]);
  assert.deepEqual((await outcomes('return a / 60;', [60])).values, []);
});

it('changes one place at a time, also of places within each other', async () => {
  const { values } = await outcomes('return a.filter((one) => one < b).length > 1;', [[1, 2, 3], 3]);
  assert.deepEqual(values, [true, true, false, true, true]);
});

it('leaves alone the order of rows, loops that count, and what is worked out when the module is loaded', async () => {
  assert.deepEqual((await outcomes('return a.sort((x, y) => (x < y ? -1 : 1));', [[2, 1]])).values, []);
  assert.deepEqual((await outcomes('for (let i = 0; i < a.length; i += 1) b.push(i); return b;', [[1], []])).values, []);
  assert.equal(variantsOf({ task: { words: '' } } as Atom, { path: 'f.ts', text: 'export const least = 3 < 4;\n', name: 'f', answerLine: (line) => line }), undefined);
  assert.equal((await outcomes('return a.filter((x) => x > 1).sort((x, y) => x - y);', [[2, 1]])).values.length, 4);
});
