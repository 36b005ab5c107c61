import assert from 'node:assert/strict';
import { it } from 'mocha';
import { answeredNumber, checkAnswer, codeOf } from './checkAnswer.ts';
import type { AnswerCheck } from './benchmarkTask.ts';
import type { CodeRunner } from './codeRunner.ts';

const runner: CodeRunner = { run: (_code, _name, cases) => Promise.resolve(cases.map(({ result }, index) => (index === 0 ? { kind: 'result', result } : { kind: 'failed', message: 'broken' }))) };

function judge(answer: string, check: AnswerCheck): Promise<{ readonly score: number; readonly why: string }> {
  return checkAnswer(answer, check, runner, new AbortController().signal);
}

it('reads the number that an answer ends in, however it is written', () => {
  for (const [text, number] of [
    ['First 80, then 68.\nAnswer: 68', 68], ['**Answer:** 1,234.5', 1234.5], ['The answer is \\boxed{9}', 9], ['= \\frac{5}{12}', 5 / 12], ['12 / 5', 2.4], ['It is −4.', -4], ['Answer: $16.10', 16.1], ['about 12 000', 12_000], ['7 of 8, so 3', 3],
  ] as const) assert.equal(answeredNumber(text), number, text);
  assert.equal(answeredNumber('none'), undefined);
});

it('takes the block that declares the function, without its exports', () => {
  assert.equal(codeOf('Like so:\n```js\nfunction g() {}\n```\nand\n```ts\nexport function f() {}\n```', 'f'), 'function f() {}\n');
  assert.equal(codeOf('const f = () => 1;', 'f'), 'const f = () => 1;');
  assert.equal(codeOf('```js\nconst g = 1;\n```', 'f'), undefined);
});

it('gives points for the cases that are right and tells why others failed', async () => {
  const check: AnswerCheck = { kind: 'code', function: 'f', cases: [{ arguments: [], result: 1 }, { arguments: [], result: 2 }] };
  assert.deepEqual(await judge('function f() {}', check), { score: 0.5, why: '1 of 2 cases; broken' });
  assert.deepEqual(await judge('I would rather not.', check), { score: 0, why: 'no function f in the answer' });
});

it('counts points that are there, takes off forbidden ones, and names both', async () => {
  const check: AnswerCheck = {
    kind: 'points',
    required: [{ name: 'the Moon', test: { kind: 'says', words: ['moon*'] } }, { name: 'short', test: { kind: 'words', most: 5 } }],
    forbidden: [{ name: 'the wind', test: { kind: 'says', words: ['wind'] } }],
  };
  assert.deepEqual(await judge('Moonlight moves it.', check), { score: 1, why: 'all points' });
  assert.deepEqual(await judge('The wind, not the moon, moves the sea.', check), { score: 0.5 - 0.34, why: 'missing: short; wrong: the wind' });
  assert.equal((await judge('Honeymoon', check)).score, 0.5);
  assert.equal((await judge(' ', check)).score, 0);
});

it('JSON is compared by value, the order of names aside', async () => {
  const check: AnswerCheck = { kind: 'points', required: [{ name: 'json', test: { kind: 'json', equals: { a: [1, 2], b: null } } }] };
  assert.equal((await judge('```json\n{ "b": null, "a": [1, 2] }\n```', check)).score, 1);
  assert.equal((await judge('{ "a": [2, 1], "b": null }', check)).score, 0);
});
