import assert from 'node:assert/strict';
import type { ModelInfo } from '../llm/models/modelInfo.ts';
import { FakeTime, settled } from '../llm/testing/fakeTime.ts';
import { PrefixGate, type Passage } from './prefixGate.ts';

const model: ModelInfo = {
  id: { provider: 'p', model: 'm' }, label: 'm', price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }, tokenizer: 'o200k', sources: ['user'],
  abilities: { temperature: true, efforts: [], structuredOutput: false, promptCache: 'explicit', minCacheTokens: 1024 },
};
const prefix = { text: 'the same', tokens: 3000 };
const fan = { calls: 100, atOnce: 50 };

function come(gate: PrefixGate, passed: (Passage | undefined)[], more: { readonly model?: ModelInfo; readonly tokens?: number } = {}): void {
  void gate.pass({ ...prefix, tokens: more.tokens ?? prefix.tokens }, more.model ?? model, fan).then((passage) => passed.push(passage));
}

it('lets one call go first; the others follow when its first text arrives', async () => {
  const gate = new PrefixGate(new FakeTime());
  const passed: (Passage | undefined)[] = [];
  for (let call = 0; call < 5; call += 1) come(gate, passed);
  await settled();
  assert.equal(passed.length, 1);
  passed[0]?.heard();
  await settled();
  assert.equal(passed.length, 5);
  come(gate, passed);
  await settled();
  assert.equal(passed.length, 6);
});

it('lets all others go when the first one ends without a text', async () => {
  const gate = new PrefixGate(new FakeTime());
  const passed: (Passage | undefined)[] = [];
  for (let call = 0; call < 5; call += 1) come(gate, passed);
  await settled();
  passed[0]?.ended();
  await settled();
  assert.equal(passed.length, 5);
});

it('lets one go first again when the prefix was not read for minutes', async () => {
  const time = new FakeTime();
  const gate = new PrefixGate(time);
  const passed: (Passage | undefined)[] = [];
  come(gate, passed);
  await settled();
  passed[0]?.ended();
  await time.advance(300_000);
  for (let call = 0; call < 3; call += 1) come(gate, passed);
  await settled();
  assert.equal(passed.length, 2);
});

it('holds nobody up where nothing is cached', async () => {
  const gate = new PrefixGate(new FakeTime());
  const passed: (Passage | undefined)[] = [];
  for (let call = 0; call < 3; call += 1) come(gate, passed, { tokens: 500 });
  for (let call = 0; call < 3; call += 1) come(gate, passed, { model: { ...model, abilities: { ...model.abilities, promptCache: 'none' } } });
  await settled();
  assert.equal(passed.length, 6);
});
