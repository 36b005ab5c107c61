/** How a person sounds, from 0 (calm) to 1 (at the end of their patience), and what told it. */
export interface Mood {
  readonly frustration: number;
  readonly signs: readonly string[];
}

/** From this on a conversation is taken to a model that is better with people, or to a stronger one. */
export const frustrated = 0.5;

const signs: readonly { readonly sign: string; readonly pattern: RegExp; readonly worth: number }[] = [
  { sign: 'it still fails', worth: 0.4, pattern: /\b(?:still|again)\b[^.?!\n]{0,40}\b(?:not|n[’']?t|fail\w*|broken|wrong|same|crash\w*|error|nothing)\b|\b(?:same|wrong) (?:error|thing|answer|result|mistake)\b|\bstill (?:broken|wrong|failing|the same|no|not)\b/i },
  { sign: 'said before', worth: 0.45, pattern: /\bi (?:already |just )?(?:told|said|asked)\b[^.?!\n]{0,30}\b(?:you|already|before|twice|times|not)\b|\bas i (?:already )?(?:said|wrote)\b|\bfor the (?:\w+th|second|third|fourth|last|hundredth) time\b|\bhow (?:many times|often) (?:do|must|should) i\b|\bonce again\b/i },
  { sign: 'it did not listen', worth: 0.45, pattern: /\b(?:you(?:[’']re| are)? (?:not listening|ignor\w+|keep \w+ing|always|never)|(?:did|do|are) you (?:even|not) (?:read|listen\w*|reading)|that[’']?s not what i|not what i (?:asked|said|wanted|meant)|stop (?:doing|changing|adding|ignoring|giving|apologi\w+))\b/i },
  { sign: 'out of patience', worth: 0.5, pattern: /\b(?:frustrat\w+|annoy\w+|ridiculous|unacceptable|i give up|giving up on (?:this|you)|fed up|sick of|tired of (?:this|your|you)|losing (?:my )?patience|driving me (?:crazy|mad|insane|nuts)|waste[ds]? (?:of )?(?:my )?(?:time|hours?|money)|wasting my|hours? on this|all (?:day|morning|night|afternoon)|why is (?:this|it) so (?:hard|difficult|slow))\b/i },
  { sign: 'harsh words', worth: 0.5, pattern: /\b(?:useless|garbage|crap|stupid|idiot\w*|dumb|terrible|awful|horrible|worst|worthless|pathetic|hopeless (?:bot|tool|thing)|wtf|ffs|damn|bloody|shit\w*|fuck\w*|hell|bullshit|sucks?|omg|argh+|ugh+|grr+)\b/i },
  { sign: 'nothing works', worth: 0.4, pattern: /\b(?:nothing|none of (?:this|that|it|your)|never) (?:works?|worked|helps?|helped)\b|\b(?:does|did|do|is|are)(?: not|n[’']?t) (?:work|help|working|helping)(?: at all| anymore| either)\b|\bcompletely (?:wrong|broken|useless)\b|\bjust (?:make it|get it to) work\b/i },
];

/** Judges the mood of a prompt, in the light of the ones before it (latest last). */
export function moodOf(prompt: string, before: readonly string[] = []): Mood {
  const found = signs.filter(({ pattern }) => pattern.test(prompt)).map(({ sign, worth }) => ({ sign, worth }));
  if (/[!?]{2,}|!.*!/.test(prompt)) found.push({ sign: 'many exclamation marks', worth: 0.2 });
  if (isShouting(prompt)) found.push({ sign: 'capital letters', worth: 0.35 });
  if (before.slice(-3).some((earlier) => sameAs(earlier, prompt))) found.push({ sign: 'the same request once more', worth: 0.35 });
  // Independent signs: each takes its part of what is left to 1.
  const calm = found.reduce((left, { worth }) => left * (1 - worth), 1);
  return { frustration: 1 - calm, signs: found.map(({ sign }) => sign) };
}

function isShouting(prompt: string): boolean {
  const words = prompt.match(/\p{L}{3,}/gu) ?? [];
  return words.length >= 3 && words.filter((word) => word === word.toUpperCase() && word !== word.toLowerCase()).length / words.length > 0.6;
}

function sameAs(left: string, right: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return plain(left).length > 8 && plain(left) === plain(right);
}
