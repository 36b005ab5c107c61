import type { Features } from '../classify/features.ts';
import type { PromptReading } from './promptReading.ts';

const courtesy = String.raw`^\W*(?:(?:ok|okay|thanks|thank you|great|good|hi|hello|now|so|and|also|anyway|quick one|quick question|one more|another)\W+)*(?:please |kindly |can you |could you |i need |i want |i'd like |help me |pls )?`;
const request = new RegExp(`${courtesy}(write|make|give|find|tell|explain|compute|calculate|translate|compare|recommend|suggest|create|generate|design|draft|describe|list|summari[sz]e|derive|prove|solve|plan|build|implement|set up|show|recipe|synonym|tips?|name|invent|compose|reverse|convert|rewrite|review|check|fix|add|rename|remove|change|shorten|turn)\\b`, 'i');
const question = /^\W*(what|whats|what's|why|how|who|when|where|which|is|are|can|does|do|did|was|were)\b/i;
/** Words whose meaning hangs on something that was named before. */
const definite = /\b(?:the|that|this|these|those|it|its|they|them|their|he|she|his|her|him|there|one|ones|both|same|other|else|more|again|instead|also|too|then|so)\b/gi;
const acknowledges = /^\W*(?:ok|okay|thanks|thank|great|good|anyway|now|quick)\b/i;
const thanksAndGoesOn = /^\W*(?:thanks|thank you|great|perfect)[^?]*[.!,] \S+ \S+ \S+/i;
const quotes = /['"“„‘][^'"]{2,}['"”’]/;
const tinyStems = 4;

/** Traits that tell more when the prompt also shares nothing with its conversation, or is of another kind. */
const weighed = ['a request', 'a question', 'a statement', 'points to nothing', 'a whole request', 'a whole question', 'tiny', 'begins small', 'asks', 'a thing', 'the thing'] as const;

/**
 * Whether a prompt asks for something whole in its own words, or states something that only makes sense as a part of what was said. `near` is what is known of its form and of its kinship with
 * the conversation, of which each such trait tells more or less.
 */
export function requestFormOf({ text, stems }: PromptReading, near: Features): Features {
  const found = new Map<string, number>();
  const add = (name: string, strength = 1): void => void found.set(name, strength);
  const [, verb] = request.exec(text) ?? [];
  const [, word] = question.exec(text) ?? [];
  const pointing = text.match(definite)?.length ?? 0;
  if (verb !== undefined) {
    add('a request');
    add(`requests:${verb.toLowerCase()}`);
  }
  if (word !== undefined) {
    add('a question');
    add(`question:${word.toLowerCase()}`);
  }
  if (verb === undefined && word === undefined) add(text.trim().endsWith('?') ? 'asks otherwise' : 'a statement');
  add('pointing share', Math.min(1, (4 * pointing) / Math.max(1, text.split(/\s+/).length)));
  if (pointing === 0) {
    add('points to nothing');
    if (verb !== undefined) add('a whole request');
    if (word !== undefined) add('a whole question');
  }
  if (acknowledges.test(text)) add('acknowledges');
  if (thanksAndGoesOn.test(text)) add('thanks and goes on');
  if (quotes.test(text)) add('quotes');
  if (stems.length <= tinyStems) add('tiny');
  weigh(found, near);
  return found;
}

function weigh(found: Map<string, number>, near: Features): void {
  const strange = near.get('shares nothing') ?? 0;
  const other = near.get('other kind') ?? 0;
  for (const name of weighed) {
    const strength = found.get(name) ?? near.get(name);
    if (strength === undefined) continue;
    if (strange > 0) found.set(`${name}, shares nothing`, strength * strange);
    if (other > 0) found.set(`${name}, other kind`, strength * other);
  }
}
