import { frustrated, moodOf } from '../classify/mood.ts';
import type { PromptClass } from '../classify/classifyPrompt.ts';
import type { TaskCategory } from '../records/ledger.ts';
import { contentStems, overlap, type Topic } from './topic.ts';

/** Whether a prompt goes on with what a conversation is about. */
export interface FollowUp {
  readonly kind: 'start' | 'continues' | 'changes';
  readonly why: 'first turn' | 'refers back' | 'shares words' | 'adds nothing new' | 'complains' | 'same kind of task' | 'says so' | 'another kind of task' | 'other words';
}

export interface TalkSoFar {
  readonly category: TaskCategory;
  readonly topic: Topic;
  readonly turns: number;
}

const changeCues = /\b(?:new|different|another|unrelated|separate) (?:topic|question|subject|matter|thing|task|issue)\b|\bby the way\b|\bbtw\b|\b(?:change|switch|chang\w+|switch\w+) (?:of )?(?:the )?(?:topic|subject|gears|tack)\b|\b(?:on|in) (?:a|an)(?:other| different| unrelated| completely different| totally different) (?:note|topic|subject|matter)\b|\bsomething (?:else|completely different|unrelated|different)\b|\b(?:forget|leave) (?:about )?(?:that|it|this)\b(?! (?:part|line|file|one|function|field))|\bmoving on\b|\bnext topic\b|\bunrelated\b|\boff[- ]topic\b/i;
const opensAsFollowUp = /^(?:\W*)(?:and|but|so|or|also|ok|okay|now|then|yes|yeah|yep|no|nope|sure|great|good|nice|perfect|cool|thanks|thank you|hmm+|hm|wait|why|how so|what about|how about|what if|which one|which of|can you also|could you also|instead|actually|same|again|more|another one|one more|go on|continue|next|explain (?:that|this|it|more)|elaborate|shorter|longer|simpler|the (?:first|second|third|last|other|former|latter|same|above|previous)|in that case|is there (?:a|any) (?:way|reason)|does (?:that|this|it)|is (?:that|this|it)|are (?:they|those|these)|and)\b/i;
const pointsBack = /\b(?:it|its|that|this|these|those|them|they|their|he|she|him|his|her|there|above|previous(?:ly)?|earlier|before|former|latter|again|instead|same|rest|remaining|your (?:answer|suggestion|solution|code|example|version|list|last|first|second|reply|response|explanation|idea|point)|you (?:said|mentioned|suggested|wrote|gave|listed|proposed|just|used))\b/i;

/** From this share of known content words on, a prompt is about the same things. */
const sharedEnough = 0.3;

/** Judges whether a prompt continues a conversation. */
export function followUpOf(talk: TalkSoFar, prompt: string, found: PromptClass): FollowUp {
  if (talk.turns === 0) return { kind: 'start', why: 'first turn' };
  if (changeCues.test(prompt)) return { kind: 'changes', why: 'says so' };
  const content = contentStems(prompt).size;
  if (content === 0) return { kind: 'continues', why: 'adds nothing new' };
  if (moodOf(prompt).frustration >= frustrated) return { kind: 'continues', why: 'complains' };
  const shared = overlap(talk.topic, prompt);
  if (shared >= sharedEnough) return { kind: 'continues', why: 'shares words' };
  const otherTask = !found.abstains && found.category !== talk.category && found.confidence >= 0.7;
  if (opensAsFollowUp.test(prompt) && !(otherTask && content > 8)) return { kind: 'continues', why: 'refers back' };
  if (pointsBack.test(prompt) && !(otherTask && found.confidence >= 0.85)) return { kind: 'continues', why: 'refers back' };
  if (otherTask) return { kind: 'changes', why: 'another kind of task' };
  if (shared > 0) return { kind: 'continues', why: 'shares words' };
  if (content <= 2) return { kind: 'continues', why: 'adds nothing new' };
  return { kind: 'changes', why: 'other words' };
}
