import type { LabelledPrompt } from './labelledPrompts.ts';
import { seededRandom } from '../../test/support/seededRandom.ts';

const before = ['hey, ', 'quick one: ', 'could you please help me here? ', 'I would like to ask you something. ', 'so ', 'ok here goes: ', 'Hello! ', ''];
const after = ['', ' thanks', ' Please be brief.', ' (it is for tomorrow)', ' thx!!', ' Take your time.', ' I appreciate it.', ' any help is welcome'];
const sameWords: readonly (readonly [RegExp, string])[] = [
  [/\bwhat is\b/gi, "what's"], [/\bhow do i\b/gi, 'what is the way to'], [/\bcan you\b/gi, 'would you'], [/\bwrite\b/gi, 'produce'], [/\bexplain\b/gi, 'describe'], [/\bgive me\b/gi, 'I want'],
  [/\bfind\b/gi, 'work out'], [/\bmake\b/gi, 'get'], [/\bwhy\b/gi, 'how come'], [/\bbig\b/gi, 'large'], [/\bfix\b/gi, 'repair'], [/\bshow\b/gi, 'present'], [/\bhelp\b/gi, 'assist'], [/\bneed\b/gi, 'require'],
];

/** The same prompts said otherwise, by rule: politeness around them, common words exchanged, letters in another case, marks left out, a typing mistake. */
export function paraphrases(prompts: readonly LabelledPrompt[]): readonly LabelledPrompt[] {
  const { next: random } = seededRandom(5);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  return prompts.map((prompt) => {
    let text = sameWords.reduce((sofar, [pattern, other]) => sofar.replace(pattern, other), prompt.text);
    if (random() < 0.5) text = text.toLowerCase();
    if (random() < 0.5) text = text.replace(/[?!.]+$/, '');
    text = swapLetters(text, random);
    return { ...prompt, text: `${one(before)}${text}${one(after)}` };
  });
}

/** Changes two neighbouring letters inside one longer word. */
function swapLetters(text: string, random: () => number): string {
  const words = [...text.matchAll(/\p{L}{6,}/gu)];
  const word = words[Math.floor(random() * words.length)];
  if (word === undefined) return text;
  const place = word.index + 2;
  return `${text.slice(0, place)}${text[place + 1] ?? ''}${text[place] ?? ''}${text.slice(place + 2)}`;
}
