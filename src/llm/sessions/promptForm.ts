import type { Features } from '../classify/features.ts';
import { frustrated } from '../classify/mood.ts';
import type { PromptReading } from './promptReading.ts';

export const changeCues = /\b(?:new|different|another|unrelated|separate) (?:topic|question|subject|matter|issue)\b|\bby the way\b|\bbtw\b|\b(?:change|switch|chang\w+|switch\w+) (?:of )?(?:the )?(?:topic|subject|gears|tack)\b|\b(?:on|in) (?:a|an)(?:other| different| unrelated| completely different| totally different) (?:note|topic|subject|matter)\b|\bsomething (?:else|completely different|unrelated)\b|\b(?:forget|leave) (?:about )?(?:that|it|this)\b(?! (?:part|line|file|one|function|field))|\bmoving on\b|\bnext topic\b|\bunrelated\b|\boff[- ]topic\b/i;
const opening = /^\W*(?:and|but|so|or|also|ok|okay|now|then|yes|yeah|yep|no|nope|sure|great|good|nice|perfect|cool|thanks|thank you|hmm+|hm|wait|what about|how about|what if|which one|instead|actually|same|again|more|another one|one more|go on|go ahead|continue|next|elaborate|shorter|longer|simpler|the (?:first|second|third|last|other|former|latter|same|above|previous)|in that case|too \w+)\b/i;
const pointing = /\b(?:it|its|that|this|these|those|them|they|their|he|she|him|his|her|there|otherwise)\b/i;
const pointingHard = /\b(?:above|previous(?:ly)?|earlier|former|latter|again|instead|the same|rest|remaining|still|your (?:answer|suggestion|solution|code|example|version|list|reply|response|explanation|idea|point)|you (?:said|mentioned|suggested|wrote|gave|listed|proposed|forgot|missed|used)|not what i)\b/i;

/** The form of a text by what it has of these; the names are those of features. */
const forms: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['says so', changeCues],
  ['opens as a follow-up', opening],
  ['points', pointing],
  ['points back', pointingHard],
  ['begins small', /^\s*\p{Ll}/u],
  ['asks', /\?\s*$/],
  ['a full question', /^\s*\p{Lu}[^]*\?\s*$/u],
  ['no end mark', /[^.!?\s]\s*$/],
  ['several sentences', /[.!?]\s+\S/],
  ['a thing', /\b(?:a|an)\b/i],
  ['the thing', /\bthe\b/i],
  ['of the person', /\b(?:my|our|i|we)\b/i],
  ['of the answer', /\byours?\b/i],
  ['a part of the answer', /\bthe (?:first|second|third|fourth|fifth|last|next|other|remaining|original|previous|above|same|whole|entire|final|two|three)\b|\b(?:in|of) the (?:question|text|answer|list|table|example|story|plan|code|function|version|option|paragraph|sentence|draft)s?\b/i],
  ['a numbered part', /\b(?:day|week|step|option|question|point|part|item|number|line|row|example|version|paragraph|chapter|section|test) (?:\d+|one|two|three|[a-e])\b|\([a-e]\)/i],
  ['adds', /\b(?:also|as well|too|instead|else|more|less|further|again|other)\b/i],
  ['changes the answer', /^\W*(?:\S+\s+){0,3}(?:change|replace|rewrite|rework|revise|rephrase|remove|drop|leave out|take out|shorten|extend|expand|elaborate|continue|convert|turn|add|include|mention|keep|make|use|skip|put)\b/i],
  ['opens as a condition or a question of yes or no', /^\W*(?:if|suppose|assuming|given|when|in (?:that|this|which)|does|did|is|are|was|were|would|could|should|can|do)\b/i],
  ['numbers', /\d/],
];

/** Words that say little of what a text is about and much of how it hangs together with others. */
const formWords = new Set(
  `it its that this these those they them their there he she him his her and but so then also or if now ok yes no not too very my our your i we you me us a an the any some one ones both all each every more less
  most only just still already instead other another same first second third last next again once why what how who whom where when which whose is are was were do does did can could would should will may might must
  have has had need want please thanks of in on at to for with from by as about than without before after over under up out whats thats dont doesnt didnt isnt cant`.split(/\s+/),
);

/** What a prompt's form tells of whether it can be understood without what was said before. */
export function formOf({ text, stems, mood }: PromptReading): Features {
  const found = new Map<string, number>();
  const add = (name: string): void => void found.set(name, 1);
  for (const [name, pattern] of forms) if (pattern.test(text)) add(name);
  if (mood.frustration >= frustrated) add('complains');
  add(`words ${String(Math.min(6, Math.ceil(Math.log2(stems.length + 1))))}`);
  return found;
}

/** The words that a prompt's form is made of: how it opens (`o0:`, `o1:`, `oo:`) and its form words (`f:`). */
export function formWordsOf({ text, stems }: PromptReading): Features {
  const found = new Map<string, number>();
  const add = (name: string): void => void found.set(name, 1);
  for (const word of text.toLowerCase().replace(/[’']/g, '').match(/\p{L}+/gu) ?? []) if (formWords.has(word)) add(`f:${word}`);
  stems.slice(0, 2).forEach((stem, index) => { add(`o${String(index)}:${stem}`); });
  if (stems.length > 1) add(`oo:${stems.slice(0, 2).join(' ')}`);
  return found;
}

/** Whether a text refers to what was said before it. */
export function refersBack(text: string): boolean {
  return opening.test(text) || pointing.test(text) || pointingHard.test(text);
}
