import assert from 'node:assert/strict';
import type { CallSize } from '../gateway/parts.ts';
import type { ModelCall } from '../modelCall.ts';
import type { ModelInfo, TokenizerFamily } from '../models/modelInfo.ts';
import { noUsage } from '../tokenUsage.ts';
import { CountedSizes } from './callSizes.ts';
import type { Correction } from './correction.ts';

const words = { count: (text: string): number => text.split(' ').filter((word) => word !== '').length };

function model(tokenizer: TokenizerFamily, name = 'm'): ModelInfo {
  return { id: { provider: 'p', model: name }, label: name, abilities: { temperature: false, efforts: [], structuredOutput: true, promptCache: 'none' }, tokenizer, sources: [] };
}

function call(wordCount: number, extra: Partial<ModelCall> = {}): ModelCall {
  return {
    model: { provider: 'p', model: 'm' }, maxOutputTokens: 10, limits: { firstByteMs: 1, idleMs: 1, totalMs: 1 },
    system: [{ text: 'a '.repeat(100), stable: true }, { text: 'b '.repeat(50), stable: true }],
    messages: [{ role: 'user', parts: [{ text: 'c '.repeat(20), stable: true }, { text: 'd '.repeat(wordCount), stable: false }, { text: 'e', stable: true }] }],
    ...extra,
  };
}

async function size(sizes: CountedSizes, of: ModelCall, at: ModelInfo): Promise<CallSize> {
  return sizes.size(of, at);
}

it('sizes a call by all of its parts and by the stable ones at its start', async () => {
  const sizes = new CountedSizes(() => Promise.resolve(words));
  assert.deepEqual(await size(sizes, call(1000), model('o200k')), { input: 4 + 150 + 4 + 20 + 1000 + 1, inputAtMost: Math.ceil(1179 * 1.05) + 128, stable: 170 });
  const claude = await size(sizes, call(1000), model('claude5'));
  assert.deepEqual([claude.input, claude.stable], [Math.ceil(1179 * 1.55), Math.floor(170 * 1.55)]);
  const withSchema = await size(sizes, call(1000, { answerSchema: { name: 'x', schema: { type: 'object', title: 'one two three' } } }), model('o200k'));
  assert.equal(withSchema.input, 1179 + 3 + 4);
  assert.equal((await size(sizes, call(5, { system: [{ text: 'changes', stable: false }, { text: 'same', stable: true }] }), model('o200k'))).stable, 0);
});

it('counts a part once for all that is asked of its call, and a stable one once for all calls', async () => {
  const counted: string[] = [];
  const sizes = new CountedSizes(() => Promise.resolve({ count: (text) => counted.push(text.trim().slice(0, 1)) }));
  const first = call(1);
  await size(sizes, first, model('o200k'));
  sizes.observed(first, model('o200k'), { ...noUsage, input: 100 });
  assert.deepEqual(counted, ['a', 'b', 'c', 'd', 'e']);
  await size(sizes, call(2), model('o200k'));
  assert.deepEqual(counted.slice(5), ['d']);
});

it('reserves for tokenizers that split more than o200k does, until calls have shown what a model really uses', async () => {
  const sizes = new CountedSizes(() => Promise.resolve({ count: () => 10 }));
  const spaces = call(0, { system: [], messages: [{ role: 'user', parts: [{ text: ' '.repeat(12_000), stable: false }] }] });
  assert.equal((await size(sizes, spaces, model('o200k'))).inputAtMost, 3000 + 128);
  assert.equal((await size(sizes, spaces, model('other'))).inputAtMost, 4000 + 128);
});

it('opens its counter once, at the first call', async () => {
  let opened = 0;
  const sizes = new CountedSizes(() => {
    opened += 1;
    return Promise.resolve(words);
  });
  assert.equal(sizes.textSize('abc{defgh', model('o200k')), 3);
  assert.equal(opened, 0);
  await size(sizes, call(1), model('o200k'));
  await size(sizes, call(1), model('o200k'));
  assert.equal(opened, 1);
  assert.equal(sizes.textSize('abc{defgh', model('o200k')), 1);
});

it('goes on with rough sizes when its counter cannot be opened', async () => {
  const sizes = new CountedSizes(() => Promise.reject(new Error('missing')));
  const { input } = await size(sizes, call(1000), model('o200k'));
  assert.equal(input, 1179);
});

it('comes close to what a model really uses after a few calls, for that model only', async () => {
  const sizes = new CountedSizes(() => Promise.resolve(words));
  const claude = model('claude5');
  await size(sizes, call(1), claude);
  for (let index = 0; index < 30; index += 1) {
    const asked = call(500 + index * 37);
    const { input } = await size(new CountedSizes(() => Promise.resolve(words)), asked, model('o200k'));
    sizes.observed(asked, claude, { ...noUsage, cacheRead: Math.round(input * 1.7), input: Math.round(input * (index % 2 === 0 ? 0.05 : -0.05)) });
  }
  const { input, inputAtMost } = await size(sizes, call(2000), claude);
  assert.ok(Math.abs(input / 2179 - 1.7) < 0.02, String(input / 2179));
  assert.ok(inputAtMost > 2179 * 1.76 && inputAtMost < 2179 * 2.1, String(inputAtMost));
  assert.equal((await size(sizes, call(2000), model('claude5', 'other'))).input, Math.ceil(2179 * 1.55));
  const again = new CountedSizes(() => Promise.resolve(words), JSON.parse(JSON.stringify(sizes.learnt())) as Readonly<Record<string, Correction>>);
  assert.equal((await size(again, call(2000), claude)).input, input);
});

it('learns nothing from calls without usage, from tiny prompts and from what cannot be', async () => {
  const sizes = new CountedSizes(() => Promise.resolve(words));
  await size(sizes, call(1), model('o200k'));
  sizes.observed(call(2000), model('o200k'), noUsage);
  sizes.observed(call(1, { system: [] }), model('o200k'), { ...noUsage, input: 600 });
  sizes.observed(call(2000), model('o200k'), { ...noUsage, input: 2_000_000 });
  assert.deepEqual(sizes.learnt(), {});
});
