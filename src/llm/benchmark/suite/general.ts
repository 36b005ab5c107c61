import type { BenchmarkTask } from '../benchmarkTask.ts';
import { atMostWords, judged, matches, says } from './points.ts';

/** Everyday help: does the answer keep to what was asked? */
export const generalTasks: readonly BenchmarkTask[] = [
  judged('dinner', 'general', 'I have rice, eggs, a carrot and soy sauce, and 20 minutes. Suggest one dish with at most five numbered steps.', [
    says('the rice', 'rice'), says('the eggs', 'egg*'), matches('numbered steps', /^\s*1[.)]/m), says('soy sauce', 'soy'),
  ], [matches('more than five steps', /^\s*6[.)]/m), says('things that are not there', 'chicken', 'beef', 'shrimp', 'tofu')]),
  judged('packing', 'general', 'Give me a packing list for two winter days in a mountain hut, exactly eight items, one a line, no headings.', [
    { name: 'eight lines', test: { kind: 'lines', least: 8, most: 8 } }, says('warm clothes', 'jacket', 'sweater', 'fleece', 'thermal*', 'wool*', 'warm*', 'coat'), says('hands or head', 'glove*', 'hat', 'beanie', 'mittens'),
  ]),
  judged('schedule', 'general', 'Plan my evening: home at 18:00, bed at 22:30. I want to run for 45 minutes, cook for 30, eat for 30 and phone my mother for half an hour. List each with its start and end time.', [
    matches('begins at six', /\b(?:18[:.]?00|6(?::00)?\s*pm)\b/i), says('the run', 'run*', 'jog*'), says('the phone call', 'mother', 'mom', 'mum', 'call*', 'phone'), matches('four spans of time', /(?:\b\d{1,2}[:.]\d{2}\b(?:(?!\b\d{1,2}[:.]\d{2}\b)[^])*){8}/),
  ]),
  judged('riddle', 'general', 'Answer the riddle with one word: What gets wetter the more it dries?', [says('a towel', 'towel'), atMostWords(6)]),
  judged('gift', 'general', 'Suggest three presents under 30 euros for a colleague who likes plants and tea. One sentence each.', [
    says('something with plants', 'plant*', 'seed*', 'pot', 'pots', 'herb*', 'garden*', 'succulent*', 'terrarium'), says('something with tea', 'tea*', 'infuser', 'mug'), { name: 'three to five sentences', test: { kind: 'sentences', least: 3, most: 6 } },
  ]),
  judged('stain', 'general', 'Red wine on a cotton tablecloth, just now. What do I do first, and what must I not do? At most 80 words.', [
    says('blot', 'blot*', 'dab*'), says('do not rub', 'rub*', 'scrub*'), says('something to draw it out', 'salt', 'baking soda', 'cold water', 'sparkling', 'soda', 'vinegar', 'water'), atMostWords(95),
  ]),
  judged('honest-limits', 'general', 'What is the name of the cat of my neighbour?', [
    says('says that it cannot know', "don't know", 'do not know', "don't have", 'do not have', 'no way of knowing', "can't know", 'cannot know', 'no access', 'unable', "can't tell", 'not able'),
  ], [matches('a name is made up', /\b(?:is|named|called)\s+["“]?(?!the|your|a\b|not)[A-Z][a-z]+["”]?\s*[.!]/)]),
  judged('directions', 'general', 'It rains, we are a family with two children (5 and 9) and have three hours. Give two ideas, one at home and one outside the home, and say what each costs roughly.', [
    says('at home', 'home', 'indoors', 'living room', 'kitchen'), says('a place to go to', 'museum', 'pool', 'cinema', 'library', 'aquarium', 'bowling', 'trampoline', 'zoo', 'climbing', 'cafe', 'theatre', 'theater', 'play centre', 'playground'), matches('costs', /€|\$|£|euro|free|cost|dollar/i),
  ]),
];
