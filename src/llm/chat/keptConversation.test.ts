import assert from 'node:assert/strict';
import type { Json } from '../../base/json.ts';
import type { SessionRecord } from '../records/sessions.ts';
import { Conversations } from '../sessions/conversations.ts';
import { conversationId, dataOf, freshName, isConversationName, listConversations, stateOf } from './keptConversation.ts';

const model = { provider: 'p', model: 'm' };

function record(data: Json, id = 'w/locks'): SessionRecord {
  return { id, workspace: 'w', model, topic: 'What is a mutex?', updatedAt: 7, data };
}

it('what the router knows of a conversation comes back as it was kept, so that it goes on in another process', () => {
  const before = new Conversations({ now: () => 7 });
  before.turn('w/locks', 'Add an endpoint that cancels orders');
  before.answered('w/locks', model);
  const state = before.find('w/locks');
  assert.ok(state !== undefined);
  const kept = stateOf(JSON.parse(JSON.stringify(record(dataOf(state)))) as SessionRecord);
  assert.deepEqual(kept, state);
  const after = new Conversations({ now: () => 8 });
  after.restore('w/locks', kept);
  const { followUp, stayWith } = after.turn('w/locks', 'and make it idempotent');
  assert.deepEqual([followUp.kind, stayWith], ['continues', model]);
});

it('a conversation whose state cannot be read goes on without its topic', () => {
  const whole = { category: 'coding', leanings: [1], topic: [['order', 1]], turns: 1, lastPrompts: ['x'] };
  assert.equal(stateOf(record(whole))?.category, 'coding');
  const broken: readonly Json[] = [null, 'x', [], {}, { ...whole, category: 'cooking' }, { ...whole, topic: [['order']] }, { ...whole, turns: '1' }, { ...whole, lastPrompts: [1] }, { ...whole, leanings: null }];
  for (const data of broken) assert.equal(stateOf(record(data)), undefined, JSON.stringify(data));
});

it('a conversation is named after its question, and no two of a folder have one name', async () => {
  const taken = new Set(['what-is-a-mutex', 'what-is-a-mutex-2', 'conversation'].map((name) => conversationId('w', name)));
  const sessions = { find: (id: string) => Promise.resolve(taken.has(id) ? record({}, id) : undefined) };
  const names = ['What is a mutex?', 'Wie heißt das?', '???', 'a'.repeat(100)].map((question) => freshName(question, 'w', sessions));
  assert.deepEqual(await Promise.all(names), ['what-is-a-mutex-3', 'wie-heißt-das', 'conversation-2', 'a'.repeat(40)]);
  for (const name of await Promise.all(names)) assert.ok(isConversationName(name), name);
});

it('a name is one line of letters, digits, spaces, points and lines', () => {
  for (const name of ['locks', 'My locks 2.0', 'à-la_carte', '鍵']) assert.ok(isConversationName(name), name);
  for (const name of ['', ' locks', 'locks ', '../x', 'a/b', 'a\nb', '-x', 'x'.repeat(61)]) assert.ok(!isConversationName(name), JSON.stringify(name));
});

it('a list names conversations without their folder', async () => {
  const listed = await listConversations('w', 5, { recent: () => Promise.resolve([record({ turns: 3 }), { ...record('x', 'w/other'), topic: 'Other' }]) });
  assert.deepEqual(listed, [{ name: 'locks', title: 'What is a mutex?', turns: 3, usedAt: 7, model: 'p/m' }, { name: 'other', title: 'Other', turns: 0, usedAt: 7, model: 'p/m' }]);
});
