import type { Features } from '../classify/features.ts';
import { probabilities, readModel, sumsOf, type LinearModel } from '../classify/linearModel.ts';
import { followUpWeights } from './followUpWeights.ts';
import { kinshipOf, type TalkSoFar } from './kinship.ts';
import { changeCues, formOf, formWordsOf, refersBack } from './promptForm.ts';
import type { PromptReading } from './promptReading.ts';
import { requestFormOf } from './requestForm.ts';
import { standingWeights } from './standingWeights.ts';

/** Whether a prompt goes on with what a conversation is about. */
export interface FollowUp {
  readonly kind: 'start' | 'continues' | 'changes';
  readonly why: string;
  /** Of being a change, 0 to 1. */
  readonly probability: number;
}

/** What judges follow-ups. In both models row 1 is what begins something new. */
export interface FollowUpModels {
  /** Whether a prompt by its form stands for itself, as first prompts do, or needs what was said before. */
  readonly standing: LinearModel;
  readonly followUps: LinearModel;
}

/**
 * From this probability on a prompt is taken for a new topic. By authors that were not learnt from (`npm run eval:routing`) both mistakes are equally likely at
 * about 0.31; it is higher, since to stay wrongly costs less than to lose the thread.
 */
const changeFrom = 0.35;

let shipped: FollowUpModels | undefined;

/** Judges whether a prompt continues a conversation, with the models that ship with DevMatrix or others. */
export function followUpOf(talk: TalkSoFar, reading: PromptReading, models: FollowUpModels = (shipped ??= readShipped())): FollowUp {
  if (talk.turns === 0) return { kind: 'start', why: 'first turn', probability: 1 };
  const probability = probabilities(models.followUps, followUpFeatures(talk, reading, models.standing))[1] ?? 0;
  return { kind: probability >= changeFrom ? 'changes' : 'continues', why: whyOf(talk, reading, probability), probability };
}

/** What tells whether a prompt goes on with a conversation: its form, how far it stands for itself, and what it shares with what was said. */
export function followUpFeatures(talk: TalkSoFar, reading: PromptReading, standing: LinearModel): Features {
  const form = formOf(reading);
  const alone = standsAlone(standing, [...form, ...formWordsOf(reading)]);
  const near = new Map([...form, ...kinshipOf(talk, reading)]);
  return new Map([...near, ...requestFormOf(reading, near), ['stands alone', Math.max(0, alone)], ['hangs on', Math.max(0, -alone)]]);
}

/** What the model of standing learns from and judges by. */
export function standingFeatures(reading: PromptReading): Features {
  return new Map([...formOf(reading), ...formWordsOf(reading)]);
}

/** So much of the sum of the weights is as sure as can be. */
const surely = 8;

/** From -1 (needs what was said before) to 1 (stands for itself). */
function standsAlone(standing: LinearModel, features: Iterable<readonly [string, number]>): number {
  const [needs = 0, stands = 0] = sumsOf(standing, features);
  return Math.max(-1, Math.min(1, (stands - needs) / surely));
}

function readShipped(): FollowUpModels {
  return { standing: readModel(standingWeights), followUps: readModel(followUpWeights) };
}

function whyOf(talk: TalkSoFar, { text, content }: PromptReading, probability: number): string {
  if (changeCues.test(text)) return probability >= changeFrom ? 'says so' : 'goes on all the same';
  if (probability >= changeFrom) return 'new words of their own';
  if (refersBack(text)) return 'refers back';
  return content.some((stem) => talk.topic.has(stem)) ? 'shares words' : 'adds to what was said';
}
