import assert from 'node:assert/strict';
import { it } from 'mocha';
import { Conversations, idleLimitMs } from './conversations.ts';

const model = { provider: 'p', model: 'm' };

/** Follow-ups of the prompts of one conversation: what each is, and whether it stays with the model. */
function turns(...prompts: readonly string[]): readonly string[] {
  const conversations = new Conversations({ now: () => 0 });
  return prompts.map((prompt) => {
    const { followUp, stayWith } = conversations.turn('c', prompt);
    conversations.answered('c', model);
    return `${followUp.kind}${stayWith === undefined ? '' : ' and stays'}`;
  });
}

it('a conversation stays with its model while its prompts refer back or share words', () => {
  assert.deepEqual(turns('Add an endpoint that cancels orders', 'and make it idempotent', 'Which status does the endpoint give for orders that are shipped?', 'thanks'), [
    'start',
    'continues and stays',
    'continues and stays',
    'continues and stays',
  ]);
});

it('other words without any reference begin a new topic', () => {
  assert.deepEqual(turns('Add an endpoint that cancels orders', 'Suggest a weekend itinerary for Lisbon with museums')[1], 'changes');
  assert.deepEqual(turns('Add an endpoint that cancels orders', 'By the way, who wrote Hamlet?')[1], 'changes');
});

it('a new subject of the same kind of task keeps the model, another kind gets another', () => {
  assert.deepEqual(turns('Write a Python function to reverse a list', 'How do I configure nginx as a proxy for a Docker container?'), ['start', 'changes and stays']);
  assert.deepEqual(turns('Write a Python function to reverse a list', 'Solve 2x + 5 = 15'), ['start', 'changes']);
});

it('an hour of silence lets the model go, but not the topic', () => {
  let now = 0;
  const conversations = new Conversations({ now: () => now });
  conversations.turn('c', 'Add an endpoint that cancels orders');
  conversations.answered('c', model);
  now = idleLimitMs + 1;
  const later = conversations.turn('c', 'and make it idempotent');
  assert.equal(later.followUp.kind, 'continues');
  assert.equal(later.stayWith, undefined);
});

it('frustration is heard in words, capitals and repetition', () => {
  const conversations = new Conversations({ now: () => 0 });
  conversations.turn('c', 'Fix the failing checkout test');
  assert.equal(conversations.turn('c', 'Fix the failing checkout test please, thank you').isFrustrated, false);
  assert.equal(conversations.turn('c', 'this is STILL broken, same error again!!').isFrustrated, true);
});

it('keeps a bounded number of conversations', () => {
  const conversations = new Conversations({ now: () => 0 });
  for (let count = 0; count < 600; count += 1) conversations.turn(String(count), 'hello');
  assert.equal(conversations.find('0'), undefined);
  assert.notEqual(conversations.find('599'), undefined);
});
