import type { BenchmarkTask } from '../benchmarkTask.ts';
import { atMostWords, judged, matches, says } from './points.ts';

/** Work on texts with rules that can be checked. */
export const languageTasks: readonly BenchmarkTask[] = [
  judged('translate-de', 'language', 'Translate into German, formal address: "Could you please send me the invoice by Friday?" Give the translation only.', [
    says('the invoice', 'Rechnung'), says('formal address', 'Sie', 'Ihnen', 'Ihre'), says('Friday', 'Freitag'), says('a polite form', 'könnten', 'würden', 'bitte'), atMostWords(20),
  ], [says('familiar address', 'du', 'dir', 'kannst', 'könntest')]),
  judged('grammar', 'language', 'Correct this sentence and give the corrected sentence only: "Me and him has went to the store yesterday, but they was closed."', [
    says('he and I', 'He and I'), says('went'), says('it was closed', 'it was closed', 'they were closed', 'was closed', 'were closed'), says('yesterday'), atMostWords(18),
  ], [says('a mistake is left', 'has went', 'they was', 'have went', 'me and him')]),
  judged('extract', 'language', 'Extract as JSON with the names "people" (array of full names, in order), "city" and "date" (YYYY-MM-DD), and nothing else: On the 3rd of May 2021 Anna Berg met Luis Ortega in Lisbon to sign the contract.', [
    { name: 'exactly that JSON', test: { kind: 'json', equals: { people: ['Anna Berg', 'Luis Ortega'], city: 'Lisbon', date: '2021-05-03' } } },
  ]),
  judged('shorten', 'language', 'Say this in one sentence of at most 15 words, keeping the date and the reason: "Due to the fact that unforeseen problems with the supply of materials have arisen, we are unfortunately obliged to inform you that the opening of the new library, which had been planned for the 4th of June, will have to be moved to the 18th of June."', [
    atMostWords(15), { name: 'one sentence', test: { kind: 'sentences', most: 1 } }, says('the library', 'library'), matches('the new date', /\b18(?:th)?\b/), says('the reason', 'suppl*', 'material*'),
  ]),
  judged('haiku', 'language', 'Write a haiku about the first snow. Three lines, no title, and do not use the words "snow" or "white".', [
    { name: 'three lines', test: { kind: 'lines', least: 3, most: 3 } }, { name: '8 to 17 words', test: { kind: 'words', least: 8, most: 17 } }, says('a word of winter', 'flake*', 'winter*', 'frost*', 'cold*', 'hush*', 'silen*', 'quiet*', 'sky', 'roof*', 'branch*', 'ice', 'fall*', 'drift*', 'breath*', 'morning'),
  ], [says('a forbidden word', 'snow*', 'white*')]),
  judged('tone', 'language', 'Rewrite politely, for a customer, in at most 40 words: "You sent the wrong form. Read the instructions. We will do nothing until you send the right one."', [
    atMostWords(40), says('a polite word', 'please', 'kindly', 'thank*', 'would you', 'could you'), says('the form', 'form'), says('what comes next', 'as soon as', 'once', 'when', 'happy to', 'so that', 'then'),
  ], [says('the harsh words are left', 'wrong form', 'do nothing', 'read the instructions')]),
  judged('sentiment', 'language', 'Label each review as positive, negative or mixed. Answer with three lines "number: label".\n1. The soup was cold, but the staff were lovely.\n2. Never again.\n3. I could not stop smiling.', [
    matches('1 is mixed', /\b1\s*[:.)-]\s*\**mixed/i), matches('2 is negative', /\b2\s*[:.)-]\s*\**negative/i), matches('3 is positive', /\b3\s*[:.)-]\s*\**positive/i), { name: 'three lines', test: { kind: 'lines', least: 3, most: 3 } },
  ]),
  judged('spanish', 'language', 'What is the difference between "ser" and "estar" in Spanish? One short explanation and one example sentence in Spanish for each. At most 90 words.', [
    says('what is lasting', 'permanent*', 'identity', 'essential', 'inherent', 'characteristic*', 'origin'), says('states and places', 'temporary', 'location*', 'state*', 'condition*', 'place*'), says('an example with ser', 'soy', 'es', 'son', 'eres', 'somos'), says('an example with estar', 'estoy', 'está', 'están', 'estás', 'estamos'), atMostWords(110),
  ]),
];
