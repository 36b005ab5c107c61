import assert from 'node:assert/strict';
import { it } from 'mocha';
import { newConversation, withPrompt } from './conversation.ts';
import { heardIn, kinshipOf } from './kinship.ts';
import { readPrompt } from './promptReading.ts';
import { fadedTo } from './topic.ts';

const talk = withPrompt(newConversation('c', 0), readPrompt('How do black holes form?', []), { goesOn: false, change: 1, now: 0 });

it('words that only the answer has speak for going on, and only where the prompt has them', () => {
  const prompt = readPrompt('Did Hawking prove evaporation?', []);
  const heard = heardIn('In 1974 Hawking showed by calculation that they radiate; evaporation was never observed.');
  assert.equal(kinshipOf({ ...talk, heard }, prompt).get('answered 2 words'), 1);
  assert.ok(![...kinshipOf(talk, prompt).keys()].some((name) => name.startsWith('answered')));
  assert.ok(![...kinshipOf({ ...talk, heard }, readPrompt('Bake a cake', [])).keys()].some((name) => name.startsWith('answered')));
});

it('a doubtful change of topic leaves as much of the old one as is doubtful', () => {
  assert.deepEqual([...fadedTo(new Map([['hole', 1], ['black', 0.2]]), 0.4)], [['hole', 0.4]]);
  const changed = withPrompt(talk, readPrompt('What is a good cake?', []), { goesOn: false, change: 0.6, now: 0 });
  assert.ok((changed.topic.get('hole') ?? 0) > 0 && (changed.topic.get('hole') ?? 0) < (changed.topic.get('cake') ?? 0));
  const surely = withPrompt(talk, readPrompt('What is a good cake?', []), { goesOn: false, change: 1, now: 0 });
  assert.ok(!surely.topic.has('hole'));
});
