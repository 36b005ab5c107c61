import assert from 'node:assert/strict';
import { firstExpectations } from '../plan/priceRun.ts';
import { expectationsOf } from './expectations.ts';
import type { LoggedEvent, UnitAnswerEvent } from './runEvent.ts';

const model = { provider: 'p', model: 'small' };

function answer(given: Partial<UnitAnswerEvent>): LoggedEvent {
  return { at: 0, event: { kind: 'unit.answer', unit: 'u', ask: 'code', attempt: 1, outcome: 'ok', model: 'p/small', totalMs: 1, template: 'v1', outputTokens: 100, cachedInputTokens: 40, ...given } };
}

it('knows nothing after a few answers', async () => {
  assert.equal(await expectationsOf([answer({})], model), firstExpectations);
});

it('expects of the next run what the last ones took', async () => {
  const events = Array.from({ length: 20 }, (_, index) => [answer({ unit: `u${String(index)}`, ask: 'cases', outputTokens: 300 }), answer({ unit: `u${String(index)}` })]).flat();
  events.push(answer({ unit: 'u1', attempt: 2, outputTokens: 200 }), answer({ unit: 'u1', attempt: 3, model: 'p/large', outputTokens: 900 }), answer({ unit: 'u2', ask: 'dispute', outputTokens: 5000 }), answer({ unit: 'u3', fromCache: true, outputTokens: 5000 }));
  const { casesAttempts, codeAttempts, escalated, seen } = await expectationsOf(events, model);
  assert.deepEqual([casesAttempts, codeAttempts, escalated], [1, 22 / 20, 1 / 22]);
  assert.deepEqual(seen, { casesOutput: 300, codeOutput: 2200 / 21, cachedTokens: 40 });
});
