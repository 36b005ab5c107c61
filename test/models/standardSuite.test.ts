import assert from 'node:assert/strict';
import { it } from 'mocha';
import { checkAnswer } from '../../src/llm/benchmark/checkAnswer.ts';
import { rankingWeights, standardSuite } from '../../src/llm/benchmark/suite/standardSuite.ts';
import { taskCategories } from '../../src/llm/records/ledger.ts';
import { threadCodeRunner } from '../../src/node/codeRunner.ts';
import { benchmarkAnswers } from './benchmarkAnswers.ts';

const never = new AbortController().signal;

it('every task of the suite gives a good answer all points and a poor one at most a third', async () => {
  const judged = await Promise.all(standardSuite.tasks.map(async ({ id, check }) => {
    const answers = benchmarkAnswers[id];
    assert.ok(answers, `an answer to ${id}`);
    const [right, wrong] = [await checkAnswer(answers.right, check, threadCodeRunner, never), await checkAnswer(answers.wrong, check, threadCodeRunner, never)];
    return [...(right.score === 1 ? [] : [`${id}: good answer ${right.score.toFixed(2)}, ${right.why}`]), ...(wrong.score <= 0.34 ? [] : [`${id}: poor answer ${wrong.score.toFixed(2)}, ${wrong.why}`])];
  }));
  assert.deepEqual(judged.flat(), []);
});

it('an empty answer and a refusal get no points', async () => {
  for (const { id, check } of standardSuite.tasks) {
    assert.equal((await checkAnswer('', check, threadCodeRunner, never)).score, 0, id);
    assert.ok((await checkAnswer('I cannot help with that.', check, threadCodeRunner, never)).score <= 0.5, id);
  }
});

it('each category has at least eight tasks with ids of their own, and weights that add up to one', () => {
  for (const category of taskCategories) {
    assert.ok(standardSuite.tasks.filter((task) => task.category === category).length >= 8, category);
    const { quality, speed, cost } = rankingWeights[category];
    assert.ok(Math.abs(quality + speed + cost - 1) < 1e-9, category);
  }
  assert.equal(new Set(standardSuite.tasks.map(({ id }) => id)).size, standardSuite.tasks.length);
});
