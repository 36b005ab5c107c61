// How often a cache that matches much alike questions would give the answer to another question: npm run eval:cache [-- --pairs]
import { plainForm } from '../src/llm/cache/questionMatcher.ts';
import { type QuestionPair, questionPairs } from './cache/questionPairs.ts';
import { table } from './measure.ts';
import { wilson } from '../src/base/wilson.ts';

const counted = (items: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};
/** Cosine of two vectors of counts; 0 when one of them is empty. */
function cosine(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  let dot = 0;
  for (const [item, count] of left) dot += count * (right.get(item) ?? 0);
  const length = (vector: ReadonlyMap<string, number>): number => Math.sqrt([...vector.values()].reduce((sum, count) => sum + count * count, 0));
  return dot === 0 ? 0 : dot / (length(left) * length(right));
}

const words = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const grams = (text: string): readonly string[] => Array.from({ length: Math.max(1, text.length - 2) }, (_, index) => text.toLowerCase().slice(index, index + 3));

const methods: readonly { readonly name: string; readonly thresholds: readonly number[]; readonly likeness: (left: string, right: string) => number }[] = [
  { name: 'cosine of words', thresholds: [0.8, 0.9, 0.95], likeness: (left, right) => cosine(counted(words(left)), counted(words(right))) },
  { name: 'cosine of 3-grams', thresholds: [0.8, 0.9, 0.95], likeness: (left, right) => cosine(counted(grams(left)), counted(grams(right))) },
  { name: 'same plain form (in use)', thresholds: [1], likeness: (left, right) => (plainForm(left) === plainForm(right) ? 1 : 0) },
];

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const { different, differentLater, same } = questionPairs;
const rateOf = (pairs: readonly QuestionPair[], isHit: (pair: QuestionPair) => boolean): string => {
  const { rate, low, high } = wilson(pairs.filter(isHit).length, pairs.length);
  return `${percent(rate)} (${percent(low)} to ${percent(high)})`;
};
const rows = methods.flatMap(({ name, thresholds, likeness }) => thresholds.map((threshold) => {
  const isHit = ({ left, right }: QuestionPair): boolean => likeness(left, right) >= threshold;
  return [name, threshold.toFixed(2), rateOf(different, isHit), rateOf(differentLater, isHit), rateOf(same, isHit)];
}));
console.log(`Pairs written by hand: ${different.length} of different questions in much the same words, ${differentLater.length} more that were written against the careful matcher,`);
console.log(`${same.length} of the same question in other words. Rates with their 95 % intervals after Wilson.\n`);
console.log(table([['method', 'threshold', 'false hits', 'false hits, later', 'hits'], ...rows]));
if (process.argv.includes('--pairs')) {
  for (const { left, right, isSame } of [...different, ...differentLater, ...same]) {
    if ((plainForm(left) === plainForm(right)) !== isSame) console.log(`${isSame ? 'missed' : 'FALSE '}  ${left} | ${right}  (${plainForm(left)} | ${plainForm(right)})`);
  }
}
