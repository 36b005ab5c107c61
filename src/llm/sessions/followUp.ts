import type { Features } from '../classify/features.ts';
import { probabilities, readModel, type LinearModel } from '../classify/linearModel.ts';
import { followUpWeights } from './followUpWeights.ts';
import { kinshipOf, type TalkSoFar } from './kinship.ts';
import { changeCues, formOf, formWordsOf, refersBack } from './promptForm.ts';
import type { PromptReading } from './promptReading.ts';
import { requestFormOf } from './requestForm.ts';

/** What a prompt that follows others does with their topic. */
export type Continuation = 'continues' | 'changes';

/** Whether a prompt goes on with what a conversation is about. */
export interface FollowUp {
  readonly kind: 'start' | Continuation;
  readonly why: string;
  /** Of being a change, 0 to 1. */
  readonly probability: number;
}

/**
 * From this probability on a prompt is taken for a new topic. By authors that were not learnt from (`npm run eval:routing`) both mistakes are equally likely at
 * about a half; it is higher, since to stay wrongly costs less than to lose the thread.
 */
const changeFrom = 0.6;

/**
 * Between these the words do not tell. By authors that were not learnt from (`npm run eval:routing`), outside of them all but one of about twenty-five prompts are judged
 * rightly, and two of five prompts are inside.
 */
const doubt = { from: 0.06, below: 0.8 };

let shipped: LinearModel | undefined;

/** Judges whether a prompt continues a conversation, with the model that ships with DevMatrix or another. In its rows 1 speaks for a change. */
export function followUpOf(talk: TalkSoFar, reading: PromptReading, model: LinearModel = (shipped ??= readModel(followUpWeights))): FollowUp {
  if (talk.turns === 0) return { kind: 'start', why: 'first turn', probability: 1 };
  const probability = probabilities(model, followUpFeatures(talk, reading))[1] ?? 0;
  return { kind: probability >= changeFrom ? 'changes' : 'continues', why: whyOf(talk, reading, probability), probability };
}

/** Whether somebody who knows more than words should be asked. */
export function isDoubtful({ kind, probability }: FollowUp): boolean {
  return kind !== 'start' && probability >= doubt.from && probability < doubt.below;
}

/** What was said by somebody who was asked, in place of what the words told. */
export function followUpSaid(said: Continuation): FollowUp {
  return { kind: said, why: 'a model was asked', probability: said === 'changes' ? 1 : 0 };
}

/** What tells whether a prompt goes on with a conversation: its form and form words, whether it asks for something whole, and what it shares with what was said. */
export function followUpFeatures(talk: TalkSoFar, reading: PromptReading): Features {
  const near = new Map([...formOf(reading), ...kinshipOf(talk, reading)]);
  return new Map([...near, ...requestFormOf(reading, near), ...formWordsOf(reading)]);
}

function whyOf(talk: TalkSoFar, { text, content }: PromptReading, probability: number): string {
  if (changeCues.test(text)) return probability >= changeFrom ? 'says so' : 'goes on all the same';
  if (probability >= changeFrom) return 'new words of their own';
  if (refersBack(text)) return 'refers back';
  return content.some((stem) => talk.topic.has(stem)) ? 'shares words' : 'adds to what was said';
}
