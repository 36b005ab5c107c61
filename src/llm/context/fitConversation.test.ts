import assert from 'node:assert/strict';
import { contextStatus } from './contextStatus.ts';
import { type Conversation, type ConversationMessage, fitConversation, type Fitted, type FitManner, type FittedConversation } from './fitConversation.ts';

const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

function says(role: 'user' | 'assistant', text: string, pinned?: true): ConversationMessage {
  return { role, parts: [{ text, stable: false }], ...(pinned === undefined ? {} : { pinned }) };
}

const talk: Conversation = {
  system: [{ text: 'be kind', stable: true }],
  messages: [
    says('user', 'first question of all'), says('assistant', 'answer one'), says('user', `two ${'x '.repeat(40)}`), says('assistant', 'answer two'),
    says('user', 'pinned wish', true), says('assistant', 'answer three'), says('user', 'four'), says('assistant', 'answer four'), says('user', 'five'),
  ],
};

function fit(limitTokens: number, manner: FitManner, conversation = talk): Fitted {
  return fitConversation(conversation, { limitTokens, manner, count: words });
}

function fits(fitted: Fitted): FittedConversation {
  assert.ok(fitted.kind === 'fits');
  return fitted;
}

function shown({ messages }: FittedConversation): readonly string[] {
  return messages.map(({ role, parts }) => `${role}: ${parts.map(({ text }) => text.trim().replace(/ x.*$/, '')).join(' | ')}`);
}

it('leaves a conversation that fits as it is', () => {
  const fitted = fits(fit(1000, 'slidingWindow'));
  assert.equal(fitted.messages.length, 9);
  assert.deepEqual(fitted.left, { positions: [], tokens: 0 });
});

it('keeps the last messages in a sliding window, and says how much is left out', () => {
  const fitted = fits(fit(54, 'slidingWindow'));
  assert.deepEqual(shown(fitted), ['user: [4 messages of this conversation, about 65 tokens, are left out here.] | pinned wish', 'assistant: answer three', 'user: four', 'assistant: answer four', 'user: five']);
  assert.deepEqual(fitted.left, { positions: [0, 1, 2, 3], tokens: 65 });
});

it('keeps the first message, pinned ones and the last, then the newest others', () => {
  assert.deepEqual(shown(fits(fit(95, 'importantFirst'))), [
    'user: first question of all | [3 messages of this conversation, about 57 tokens, are left out here.] | pinned wish', 'assistant: answer three', 'user: four', 'assistant: answer four', 'user: five',
  ]);
  assert.deepEqual(shown(fits(fit(58, 'importantFirst'))), [
    'user: first question of all | [6 messages of this conversation, about 74 tokens, are left out here.]', 'assistant: answer four', 'user: five',
  ]);
});

it('says that nothing fits when the instructions and the last message do not', () => {
  assert.deepEqual(fit(10, 'slidingWindow'), { kind: 'tooLarge', neededTokens: (4 + 2) + (4 + 1) + (4 + 12) });
  assert.equal(fit(5, 'importantFirst', { system: [{ text: 'a b c', stable: true }], messages: [] }).kind, 'tooLarge');
});

it('lets roles take turns as they did, with markers said by the user', () => {
  const long = { system: [], messages: Array.from({ length: 60 }, (_, index) => says(index % 2 === 0 ? 'user' : 'assistant', 'word '.repeat(1 + (index * 7) % 23), index % 11 === 5 ? true : undefined)) };
  for (let limit = 60; limit < 700; limit += 13) {
    for (const manner of ['slidingWindow', 'importantFirst'] as const) {
      const fitted = fit(limit, manner, long);
      if (fitted.kind === 'tooLarge') continue;
      assert.deepEqual(fitted.messages.map(({ role }) => role), fitted.messages.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant')), `${manner} ${String(limit)}`);
      assert.ok(fitted.usedTokens <= limit);
    }
  }
});

it('grades a context by what is left of it beside the reserved answer', () => {
  const level = (used: number): string | undefined => contextStatus({ used, context: 1200, reservedOutput: 200 })?.level;
  assert.deepEqual([0, 749, 750, 849, 850, 1000, 1001].map(level), ['ok', 'ok', 'warning', 'warning', 'critical', 'critical', 'full']);
  assert.equal(contextStatus({ used: 5, context: undefined, reservedOutput: 1 }), undefined);
  assert.equal(contextStatus({ used: 5, context: 100, reservedOutput: 100 })?.level, 'full');
});
