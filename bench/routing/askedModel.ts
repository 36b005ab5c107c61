import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Continuation } from '../../src/llm/sessions/followUp.ts';

interface RecordedAnswers {
  /** Who answered, and what it saw. */
  readonly source: string;
  /** By the beginning of the SHA-256 of the question. */
  readonly answers: Readonly<Record<string, 'new' | 'same'>>;
}

const { source, answers } = JSON.parse(readFileSync(new URL('./recorded/topics.json', import.meta.url), 'utf8')) as RecordedAnswers;

/** Where the recorded answers come from. */
export const askedModelSource = source;

/** What a model answered to a question of `askTopic`. Throws where none is recorded: prompts or dialogues have changed since. */
export function askedModel(question: string): Continuation {
  const answer = answers[topicKey(question)];
  if (answer === undefined) throw new Error(`No answer is recorded to:\n${question}`);
  return answer === 'new' ? 'changes' : 'continues';
}

/** Names a question among recorded answers. */
function topicKey(question: string): string {
  return createHash('sha256').update(question).digest('hex').slice(0, 12);
}
