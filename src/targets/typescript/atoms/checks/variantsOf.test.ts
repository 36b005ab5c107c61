import assert from 'node:assert/strict';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom } from '../../../../ir/atom.ts';
import { variantsOf } from './variantsOf.ts';

const shop = { entities: [{ name: 'Loan', attributes: [{ name: 'returned', schema: { kind: 'boolean' } }, { name: 'status', schema: { kind: 'enum', values: ['OUT', 'BACK'] } }] }], flows: [] } as unknown as ApplicationIR;

/** What each variant of a function gives for its arguments, the function as it is first. */
async function outcomes(body: string, args: readonly unknown[], words = ''): Promise<{ readonly values: readonly unknown[]; readonly what: readonly string[] }> {
  const text = `export function f(a, b) {\n  ${body}\n}\n`;
  const made = variantsOf(shop, { task: { words } } as Atom, { path: 'src/f.ts', text, name: 'f', answerLine: (line) => line });
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
    '[["due","<=","x"],["stock",">",2]]', '[["due","<","x"],["stock",">",2]]', '[["stock",">",2]]', '[["due","<=","x"],["stock",">=",2]]', '[["due","<=","x"],["stock",">",3]]', '[["due","<=","x"],["stock",">",1]]', '[["due","<=","x"]]',
  ]);
});

it('changes numbers that the words name, and no others', async () => {
  assert.deepEqual((await outcomes('return a / 1440 + 7;', [1440], 'A day has 1,440 minutes.')).values, [8, 1440 / 1441 + 7, 1440 / 1439 + 7]);
  assert.deepEqual((await outcomes('return a / 60;', [60])).values, []);
});

it('changes one place at a time, also of places within each other', async () => {
  const { values } = await outcomes('return a.filter((one) => one < b).length > 1;', [[1, 2, 3], 3]);
  assert.deepEqual(values, [true, true, false, true, true, true]);
});

it('leaves alone the order of rows, loops that count, and what is worked out when the module is loaded', async () => {
  assert.deepEqual((await outcomes('return a.sort((x, y) => (x < y ? -1 : 1));', [[2, 1]])).values, []);
  assert.deepEqual((await outcomes('for (let i = 0; i < a.length; i += 1) b.push(i); return b;', [[1], []])).values, []);
  assert.equal(variantsOf(shop, { task: { words: '' } } as Atom, { path: 'f.ts', text: 'export const least = 3 < 4;\n', name: 'f', answerLine: (line) => line }), undefined);
  assert.equal((await outcomes('return a.filter((x) => x > 1).sort((x, y) => x - y);', [[2, 1]])).values.length, 5);
});

it('leaves out one condition at a time, and no look at whether something is there', async () => {
  const { values, what } = await outcomes('if (a.x === 1 && a.y) return 1; return 0;', [{ x: 1, y: false }]);
  assert.deepEqual([values, what], [[0, 0, 1], ['what happens where `a.x === 1` alone does not hold', 'what happens where `a.y` alone does not hold']]);
  assert.deepEqual((await outcomes('return a.filter((one) => one.z || one.y === null).length;', [[{ y: null }, { z: true, y: 1 }, { y: 2 }]])).values, [2, 1, 1]);
  assert.deepEqual((await outcomes('if (a.late) return "refused"; return "taken";', [{ late: true }])).values, ['refused', 'taken']);
  assert.deepEqual((await outcomes('if (a === undefined || !b) return 0; return a.find((one) => one.x)?.x ?? 0;', [[{ x: 0 }, { x: 2 }], true])).values, [2, 0]);
});

it('leaves out conditions of queries', async () => {
  const query = 'const eq = (x) => x; const and = (...all) => all.filter((one) => one !== undefined); return and(eq(a), eq(b));';
  assert.deepEqual((await outcomes(query, [1, 2])).values, [[1, 2], [2], [1]]);
});

it('rounds another way where there can be something to round', async () => {
  assert.deepEqual((await outcomes('return Math.ceil(a);', [1.4])).values, [2, 1, 1]);
  assert.deepEqual((await outcomes('return Math.round((Date.parse(a) - Date.parse(b)) / 86_400_000);', ['2030-01-02', '2030-01-01'])).values, []);
  const toScale = 'const toScale = (x) => x.slice(0, -1); const multiply = () => "1.005"; const divide = () => "-2.9961"; const sum = () => "1.00";';
  assert.deepEqual((await outcomes(`${toScale} return toScale(divide(a, b), 2);`, [1, 2])).values, ['-2.996', '-2.99', '-3.00']);
  assert.deepEqual((await outcomes(`${toScale} const exact = multiply("0.1", "0.5"); return toScale(exact, 2);`, [])).values, ['1.00', '1.00', '1.01']);
  assert.deepEqual((await outcomes(`${toScale} return toScale(sum(a), 2) + toScale(multiply(a, 3), 2);`, [])).values, []);
});

it('ends loops after one round', async () => {
  const { values, what } = await outcomes('let all = 0; for (const one of a) { all += one; } return all;', [[1, 2]]);
  assert.deepEqual([values, what], [[3, 1], ['what happens where `a` gives several']]);
});

it('adds conditions that the words name and the code does not know', async () => {
  const code = 'const loanRepository = { where: (_context, conditions) => conditions }; return loanRepository.where(a, [["days", "==", 1]]);';
  const { values, what } = await outcomes(code, [], 'The loans that are OUT and not returned.');
  assert.deepEqual(values.slice(1, 5).map((value) => JSON.stringify(value)), [
    '[["days","==",1],["returned","==",true]]', '[["days","==",1],["returned","==",false]]', '[["days","==",1],["status","==","OUT"]]', '[["days","==",1],["status","!=","OUT"]]',
  ]);
  assert.equal(what[3], 'whether a row of Loan counts whatever its `status` is');
  assert.equal((await outcomes(code.replace('"days"', '"status"'), [], 'The loans that are OUT.')).values.length, 2);
});

it('asks whether rows of others count, unless it is known whose they are or nobody calls', () => {
  const owned = { entities: [{ name: 'Loan', owner: { kind: 'relation', relation: 'member' }, attributes: [], relations: [{ kind: 'belongsTo', name: 'member', attribute: 'memberId' }] }, { name: 'Tool', attributes: [], relations: [] }], flows: [{ name: 'nightly', trigger: { kind: 'schedule' }, inputs: [], steps: [] }] } as unknown as ApplicationIR;
  const variants = (body: string, category: string, nodes: readonly string[] = []): readonly string[] => {
    const made = variantsOf(owned, { nodes, task: { words: '', category } } as unknown as Atom, { path: 'src/f.ts', text: `export function f(context, input) {\n  ${body}\n}\n`, name: 'f', answerLine: (line) => line });
    return made === undefined ? [] : [...made.module.text.matchAll(/chosenVariant === \d+ \? ([^\n]*?) : /g)].map(([, other = '']) => other);
  };
  assert.deepEqual(variants('return loanRepository.where(context, []);', 'flow'), ['loanRepository.where(context, [], { anyOwner: true })']);
  assert.deepEqual(variants('return loanRepository.where(context, [], { limit: 1 });', 'flow'), ['loanRepository.where(context, [], { anyOwner: true, limit: 1 })']);
  assert.deepEqual(variants('return loanRepository.where(context, [], { anyOwner: true });', 'endpoint'), ['false']);
  assert.deepEqual(variants('return loanRepository.findOwned(context, input.params.id);', 'endpoint'), ['loanRepository.find(context, input.params.id)']);
  assert.deepEqual(variants('return loanRepository.where(context, []);', 'flow', ['flow:nightly']), []);
  assert.deepEqual(variants('return [loanRepository.where(context, list), toolRepository.where(context, []), loanRepository.find(context, row.loanId)];', 'endpoint'), []);
  assert.equal(variants('return loanRepository.where(context, [["memberId", "==", input.id]]);', 'flow').some((other) => other.includes('anyOwner')), false);
});

it('tries one variant of each place before the second of any', async () => {
  const { what } = await outcomes(`return ${Array.from({ length: 20 }, (_, index) => `a > ${String(index + 2)}`).join(' ? 1 : ')} ? 1 : 0;`, [1]);
  assert.deepEqual([what.length, new Set(what).size], [32, 20]);
});
