import assert from 'node:assert/strict';
import { it } from 'mocha';
import type { ModelInfo } from '../models/modelInfo.ts';
import { chooseModels } from './chooseModels.ts';
import type { RouteFacts, RouteQuestion } from './decision.ts';
import { decisionWords } from './decisionWords.ts';

interface Sample {
  readonly price?: number;
  readonly coding?: number;
  readonly empathy?: number;
  readonly context?: number;
  readonly closed?: string;
  readonly retiresOn?: string;
  readonly barred?: RouteQuestion['use'];
}

/** Decides over models that are named by letters; gives their order, the reason and why others are out. */
function decide(models: Readonly<Record<string, Sample>>, question: Partial<RouteQuestion> = {}): string {
  const facts: RouteFacts = {
    models: Object.entries(models).map(([name, { price, context, retiresOn }]): ModelInfo => ({
      id: { provider: 'p', model: name },
      label: name,
      abilities: { temperature: false, efforts: [], structuredOutput: false, promptCache: 'none' },
      tokenizer: 'other',
      sources: ['table'],
      ...(price === undefined ? {} : { price: { input: price, output: price } }),
      ...(context === undefined ? {} : { contextTokens: context }),
      ...(retiresOn === undefined ? {} : { retiresOn }),
    })),
    score: ({ model }, category) => {
      const quality = category === 'empathy' ? models[model]?.empathy : category === 'coding' ? models[model]?.coding : undefined;
      return quality === undefined ? undefined : { quality, tasks: 100 };
    },
    closed: ({ model }) => models[model]?.closed,
    barred: ({ model }, use) => (models[model]?.barred === use ? 'not agreed to' : undefined),
    cost: (info, input, output) => (info.price === undefined ? undefined : Math.ceil(info.price.input * input + info.price.output * output)),
    today: '2026-11-21',
  };
  const decision = chooseModels(
    { category: 'coding', use: 'checked', inputTokens: 1_000, maxOutputTokens: 500, preference: 'balanced', isFrustrated: false, escalation: 0, ...question },
    facts,
  );
  const out = decision.considered.flatMap(({ model, excluded }) => (excluded === undefined ? [] : [`${model.model}: ${excluded}`]));
  return [`${decision.candidates.map(({ id }) => id.model).join(' ')} (${decision.reason.kind})`, ...out].join('; ');
}

const three = { cheap: { price: 0.1, coding: 0.6 }, middle: { price: 1, coding: 0.9 }, dear: { price: 10, coding: 0.92 } };

it('checked work begins with the least cost until a right answer and goes up', () => {
  assert.equal(decide(three), 'cheap middle dear (leastCostToSuccess)');
  assert.equal(decide(three, { escalation: 1 }), 'middle dear cheap (escalated)');
  assert.equal(decide(three, { escalation: 9 }), 'dear cheap middle (escalated)');
});

it('a cheap model that is hardly ever right is not tried first', () => {
  assert.equal(decide({ cheap: { price: 0.9, coding: 0.05 }, good: { price: 1, coding: 0.9 } }), 'good cheap (leastCostToSuccess)');
});

it('a rung of the ladder that is dearer and no better only stands in', () => {
  assert.equal(decide({ a: { price: 1, coding: 0.8 }, b: { price: 2, coding: 0.8 }, c: { price: 5, coding: 0.95 } }, { escalation: 1 }), 'c a b (escalated)');
});

it('what a person reads comes from the cheapest that is nearly as good as the best', () => {
  assert.equal(decide(three, { use: 'trusted' }), 'middle dear cheap (cheapestGoodEnough)');
  assert.equal(decide(three, { use: 'trusted', preference: 'best' }), 'dear middle cheap (bestMeasured)');
  assert.equal(decide({ ...three, cheap: { price: 0.1, coding: 0.75 } }, { use: 'trusted', preference: 'cheapest' }), 'cheap middle dear (cheapestGoodEnough)');
});

it('a conversation keeps its model while that is nearly good enough', () => {
  const stayWith = { provider: 'p', model: 'dear' };
  assert.equal(decide(three, { use: 'trusted', stayWith }), 'dear middle cheap (staysWithConversation)');
  assert.equal(decide(three, { use: 'trusted', stayWith: { provider: 'p', model: 'cheap' } }), 'middle dear cheap (cheapestGoodEnough)');
});

it('frustration ends the stay and asks for the task and for the tone', () => {
  const models = { able: { price: 1, coding: 0.9, empathy: 0.3 }, kind: { price: 2, coding: 0.85, empathy: 0.95 } };
  assert.equal(decide(models, { use: 'trusted', stayWith: { provider: 'p', model: 'able' } }), 'able kind (staysWithConversation)');
  assert.equal(decide(models, { use: 'trusted', stayWith: { provider: 'p', model: 'able' }, isFrustrated: true }), 'kind able (frustration)');
});

it('with nothing measured the price decides, and models without a price come last', () => {
  const models = { free: {}, a: { price: 1 }, b: { price: 2 }, c: { price: 3 } };
  assert.equal(decide(models), 'a b c free (nothingMeasured)');
  assert.equal(decide(models, { use: 'trusted' }), 'b c free a (nothingMeasured)');
  assert.equal(decide(models, { escalation: 2 }), 'c free b a (escalated)');
});

it('models that cannot take the request say why, models that are down come last', () => {
  assert.equal(
    decide({ small: { price: 1, context: 1_200 }, old: { price: 1, retiresOn: '2026-01-01' }, down: { price: 1, closed: '5 failures' }, fine: { price: 9 } }),
    'fine down (nothingMeasured); down: 5 failures; small: its context of 1200 tokens is too small; old: retired on 2026-01-01',
  );
  assert.equal(decide({}), ' (noneFits)');
});

it('models that the person chose are asked in that order, whatever was measured', () => {
  assert.match(decide(three, { only: [{ provider: 'p', model: 'dear' }, { provider: 'p', model: 'cheap' }] }), /^dear cheap \(chosenByPerson\); middle: not among/);
});

it('a decision is told in one sentence', () => {
  const info = { provider: 'p', model: 'dear' };
  const words = decisionWords({
    question: { category: 'coding', use: 'trusted', inputTokens: 1, maxOutputTokens: 1, preference: 'balanced', isFrustrated: false, escalation: 0 },
    candidates: [],
    considered: [],
    reason: { kind: 'cheapestGoodEnough', bar: 0.874, best: info },
  });
  assert.equal(words, 'No model: the cheapest that reaches 87 % for coding, the best is p/dear.');
});

it('a model that nobody has agreed to for such work is not even the last resort, unless it is named', () => {
  const barred = { a: { price: 1, barred: 'checked' }, b: { price: 2, closed: 'its breaker is open' } } as const;
  assert.equal(decide(barred), 'b (nothingMeasured); b: its breaker is open; a: not agreed to');
  assert.equal(decide({ a: barred.a }), ' (noneFits); a: not agreed to');
  assert.equal(decide(barred, { use: 'trusted' }).startsWith('a b'), true);
  assert.equal(decide(barred, { only: [{ provider: 'p', model: 'a' }] }).startsWith('a (chosenByPerson)'), true);
});
