import { lexiconsOf } from '../classify/lexicons.ts';
import { featuresOf, stemsOf, type Features } from '../classify/features.ts';
import { probabilities, readModel, type LinearModel } from '../classify/linearModel.ts';
import { frustrated, moodOf } from '../classify/mood.ts';
import type { PromptClass } from '../classify/classifyPrompt.ts';
import type { TaskCategory } from '../records/ledger.ts';
import { contentStems, overlap, type Topic } from './topic.ts';
import { followUpWeights } from './followUpWeights.ts';

/** Whether a prompt goes on with what a conversation is about. */
export interface FollowUp {
  readonly kind: 'start' | 'continues' | 'changes';
  readonly why: string;
  /** Of being a change, 0 to 1. */
  readonly probability: number;
}

export interface TalkSoFar {
  readonly category: TaskCategory;
  /** Probabilities of the categories of the prompt before, in the order of `taskCategories`. */
  readonly leanings: readonly number[];
  readonly topic: Topic;
  readonly turns: number;
}

const changeCues = /\b(?:new|different|another|unrelated|separate) (?:topic|question|subject|matter|issue)\b|\bby the way\b|\bbtw\b|\b(?:change|switch|chang\w+|switch\w+) (?:of )?(?:the )?(?:topic|subject|gears|tack)\b|\b(?:on|in) (?:a|an)(?:other| different| unrelated| completely different| totally different) (?:note|topic|subject|matter)\b|\bsomething (?:else|completely different|unrelated)\b|\b(?:forget|leave) (?:about )?(?:that|it|this)\b(?! (?:part|line|file|one|function|field))|\bmoving on\b|\bnext topic\b|\bunrelated\b|\boff[- ]topic\b/i;
const opening = /^\W*(?:and|but|so|or|also|ok|okay|now|then|yes|yeah|yep|no|nope|sure|great|good|nice|perfect|cool|thanks|thank you|hmm+|hm|wait|what about|how about|what if|which one|instead|actually|same|again|more|another one|one more|go on|go ahead|continue|next|elaborate|shorter|longer|simpler|the (?:first|second|third|last|other|former|latter|same|above|previous)|in that case|too \w+)\b/i;
const pointing = /\b(?:it|its|that|this|these|those|them|they|their|he|she|him|his|her|there|otherwise)\b/i;
const pointingHard = /\b(?:above|previous(?:ly)?|earlier|former|latter|again|instead|the same|rest|remaining|still|your (?:answer|suggestion|solution|code|example|version|list|reply|response|explanation|idea|point)|you (?:said|mentioned|suggested|wrote|gave|listed|proposed|forgot|missed|used)|not what i)\b/i;

/** A prompt is taken for a new topic only when that is this likely: to stay wrongly costs less than to lose the thread. */
const changeFrom = 0.5;

let shipped: LinearModel | undefined;

/** Judges whether a prompt continues a conversation. */
export function followUpOf(talk: TalkSoFar, prompt: string, found: PromptClass, model: LinearModel = (shipped ??= readModel(followUpWeights))): FollowUp {
  if (talk.turns === 0) return { kind: 'start', why: 'first turn', probability: 1 };
  const probability = probabilities(model, followUpFeatures(talk, prompt, found))[1] ?? 0;
  return { kind: probability >= changeFrom ? 'changes' : 'continues', why: whyOf(talk, prompt, probability), probability };
}

/** What tells whether a prompt goes on with a conversation: how it opens, what it points to, which words and which kind of task they share. */
export function followUpFeatures(talk: TalkSoFar, prompt: string, found: PromptClass): Features {
  const features = new Map<string, number>();
  const add = (name: string): void => void features.set(name, 1);
  const stems = stemsOf(prompt);
  const content = contentStems(prompt);
  if (changeCues.test(prompt)) add('says so');
  if (opening.test(prompt)) add('opens as a follow-up');
  if (pointing.test(prompt)) add('points');
  if (pointingHard.test(prompt)) add('points back');
  if (moodOf(prompt).frustration >= frustrated) add('complains');
  if (/^\s*\p{Ll}/u.test(prompt)) add('begins small');
  if (/\?\s*$/.test(prompt)) add('asks');
  if (/\b(?:a|an)\b/i.test(prompt)) add('a thing');
  if (/\bthe\b/i.test(prompt)) add('the thing');
  if (/\b(?:my|our|i|we)\b/i.test(prompt)) add('of the person');
  if (featuresOf(prompt).has('s:fence')) add('brings code');
  add(`content ${String(Math.min(8, content.size))}`);
  add(`words ${String(Math.min(6, Math.ceil(Math.log2(stems.length + 1))))}`);
  for (const step of [0.01, 0.2, 0.4]) if (overlap(talk.topic, prompt) >= step) add(`shares ${String(step)}`);
  addKinship(talk, content, found, features);
  stems.slice(0, 2).forEach((stem, index) => { add(`o${String(index)}:${stem}`); });
  return features;
}

/** How near the prompt's kind of task and lists of words are to those of the turn before. */
function addKinship(talk: TalkSoFar, content: ReadonlySet<string>, found: PromptClass, features: Map<string, number>): void {
  const agreement = found.leanings.reduce((sum, probability, row) => sum + probability * (talk.leanings[row] ?? 0), 0);
  features.set('same kind', agreement);
  features.set('other kind', found.confidence * (1 - agreement));
  if (!found.abstains && found.category !== talk.category) features.set('clearly other', 1);
  const lists = listsOf(talk.topic.keys());
  const own = listsOf(content);
  if (own.size > 0 && [...own].every((list) => !lists.has(list))) features.set('no list shared', 1);
  if ([...own].some((list) => lists.has(list))) features.set('list shared', 1);
}

function listsOf(stems: Iterable<string>): ReadonlySet<string> {
  return new Set([...stems].flatMap((stem) => lexiconsOf.get(stem) ?? []));
}

function whyOf(talk: TalkSoFar, prompt: string, probability: number): string {
  if (changeCues.test(prompt)) return probability >= changeFrom ? 'says so' : 'goes on all the same';
  if (probability >= changeFrom) return 'new words of their own';
  if (opening.test(prompt) || pointing.test(prompt) || pointingHard.test(prompt)) return 'refers back';
  return overlap(talk.topic, prompt) > 0 ? 'shares words' : 'adds to what was said';
}
