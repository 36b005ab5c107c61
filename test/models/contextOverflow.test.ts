import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { type Conversation, type ConversationMessage, fitConversation, type FittedConversation } from '../../src/llm/context/fitConversation.ts';
import type { ModelInfo, TokenizerFamily } from '../../src/llm/models/modelInfo.ts';
import type { ModelCall } from '../../src/llm/modelCall.ts';
import { noUsage } from '../../src/llm/tokenUsage.ts';
import { CountedSizes } from '../../src/llm/tokens/callSizes.ts';
import { openTiktoken } from '../../src/node/tokens/tiktokenCounter.ts';
import { seededRandom } from '../support/seededRandom.ts';

const { get_encoding: getEncoding } = createRequire(import.meta.url)('tiktoken') as { readonly get_encoding: (name: string) => { encode_ordinary(text: string): Uint32Array } };
const encoding = getEncoding('o200k_base');

/** What a provider really counts: another loader of the encoding, all text at once, a factor of its own that no table knows, hidden text of its own. */
interface HiddenModel {
  readonly family: TokenizerFamily;
  readonly factor: number;
  readonly noise: number;
}

const hidden: readonly HiddenModel[] = [
  { family: 'o200k', factor: 1, noise: 0.01 }, { family: 'claude4', factor: 1.31, noise: 0.06 }, { family: 'claude5', factor: 1.72, noise: 0.06 }, { family: 'claude5', factor: 1.38, noise: 0.04 },
  { family: 'gemini', factor: 1.17, noise: 0.05 }, { family: 'other', factor: 1.28, noise: 0.06 },
];

function realTokens({ factor, noise }: HiddenModel, { system, messages }: Pick<FittedConversation, 'system' | 'messages'>, random: () => number): number {
  const text = [...system, ...messages.flatMap(({ parts }) => parts)].map((part) => part.text).join('');
  const wobble = 1 + noise * (random() * 2 - 1);
  return Math.ceil(encoding.encode_ordinary(text).length * factor * wobble) + 4 * messages.length + 30;
}

const vocabulary = ['const total = items.reduce((sum, item) => sum + item.price, 0);\n', 'The order is paid when its invoice is. ', '{"id": 17, "name": "Ünal", "tags": ["a", "b"]}\n', '今日は良い天気です。', 'x'.repeat(40), 'Привет, мир! ', '\n\n    return await this.repository.find(id);\n', '😀🚀 ', 'SELECT * FROM orders WHERE id = $1;\n'];

function randomConversation(random: () => number): Conversation {
  const text = (most: number): string => Array.from({ length: 1 + Math.floor(random() ** 3 * most) }, () => vocabulary[Math.floor(random() * vocabulary.length)]).join('');
  const messages = Array.from({ length: 2 + Math.floor(random() * 30) }, (_, index): ConversationMessage => ({
    role: index % 2 === 0 ? 'user' : 'assistant', parts: [{ text: text(60), stable: false }], ...(random() < 0.1 ? { pinned: true } : {}),
  }));
  return { system: [{ text: text(30), stable: true }], messages };
}

function modelOf({ family }: HiddenModel, name: string, contextTokens: number): ModelInfo {
  return { id: { provider: 'p', model: name }, label: name, contextTokens, abilities: { temperature: false, efforts: [], structuredOutput: false, promptCache: 'none' }, tokenizer: family, sources: [] };
}

it('overflows the context of a model in less than one of a hundred random conversations, in both manners', async () => {
  const { next: random } = seededRandom(7);
  const sizes = new CountedSizes(() => openTiktoken(import.meta.url));
  const tally = { fitted: 0, truncated: 0, overflowed: 0, used: 0 };
  for (let round = 0; round < 240; round += 1) {
    const provider = hidden[round % hidden.length];
    assert.ok(provider !== undefined);
    const contextTokens = 900 + Math.floor(random() * 4000);
    const model = modelOf(provider, String(round % hidden.length), contextTokens);
    const conversation = randomConversation(random);
    const call = (of: Pick<ModelCall, 'system' | 'messages'>): ModelCall => ({ ...of, model: model.id, maxOutputTokens: 500, limits: { firstByteMs: 1, idleMs: 1, totalMs: 1 } });
    await sizes.size(call(conversation), model);
    const limitTokens = contextTokens - 500;
    const before = JSON.stringify(conversation);
    const fitted = fitConversation(conversation, { limitTokens, manner: round % 2 === 0 ? 'slidingWindow' : 'importantFirst', count: (text) => sizes.textAtMost(text, model) });
    assert.equal(JSON.stringify(conversation), before);
    if (fitted.kind === 'tooLarge') continue;
    const real = realTokens(provider, fitted, random);
    tally.fitted += 1;
    tally.overflowed += real > limitTokens ? 1 : 0;
    if (fitted.left.positions.length > 0) {
      tally.truncated += 1;
      tally.used += real / limitTokens;
    }
    sizes.observed(call(fitted), model, { ...noUsage, input: real });
  }
  assert.ok(tally.truncated > 100, JSON.stringify(tally));
  assert.ok(tally.overflowed / tally.fitted < 0.01, JSON.stringify(tally));
  // Being careful must not mean to waste the context.
  assert.ok(tally.used / tally.truncated > 0.7, JSON.stringify(tally));
});
