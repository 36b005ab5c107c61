import { stemsOf, type Features } from '../classify/features.ts';
import { lexiconsOf } from '../classify/lexicons.ts';
import type { TaskCategory } from '../records/ledger.ts';
import { refersBack } from './promptForm.ts';
import type { PromptReading } from './promptReading.ts';
import { contentOf, overlap, type Topic } from './topic.ts';

/** A conversation before a prompt, as far as the prompt is compared with it. */
export interface TalkSoFar {
  readonly category: TaskCategory;
  /** Probabilities of the categories of the prompt before, in the order of `taskCategories`. */
  readonly leanings: readonly number[];
  readonly topic: Topic;
  readonly turns: number;
  /** The stems of the answer that the prompt follows on, where it is known. */
  readonly heard?: ReadonlySet<string>;
}

/** What of an answer is looked at: its beginning has most of its subject's words. */
const heardChars = 4_000;

/** The stems of an answer that say what it is about. */
export function heardIn(answer: string): ReadonlySet<string> {
  return new Set(answer === '' ? [] : contentOf(stemsOf(answer.slice(0, heardChars))));
}

/** How near a prompt is to what was said before: the words, the names, the kind of task and the lists of words that they share. */
export function kinshipOf(talk: TalkSoFar, reading: PromptReading): Features {
  const features = new Map<string, number>();
  addWords(talk.topic, reading, features);
  addNames(talk.topic, reading, features);
  addKind(talk, reading, features);
  addLists(talk.topic, reading, features);
  addHeard(talk, reading, features);
  return features;
}

function addWords(topic: Topic, { content, text }: PromptReading, features: Map<string, number>): void {
  const add = (name: string): void => void features.set(name, 1);
  const shared = content.filter((stem) => topic.has(stem));
  const fresh = content.length - shared.length;
  const share = overlap(topic, content);
  add(`content ${String(content.length < 9 ? Math.min(6, content.length) : 9)}`);
  add(`fresh ${String(Math.min(6, fresh))}`);
  for (const step of [0.01, 0.2, 0.4]) if (share >= step) add(`shares ${String(step)}`);
  for (const count of [1, 2, 3]) if (shared.length >= count) add(`shares ${String(count)} words`);
  if (shared.some((stem) => stem.length >= 7)) add('shares a long word');
  if (shared.some((stem) => (topic.get(stem) ?? 0) >= 1)) add('shares with the turn before');
  if (shared.length > 0) return;
  if (content.length > 2) add('shares nothing');
  if (content.length > 1 && !refersBack(text)) add('shares nothing and refers to nothing');
}

/** Names inside of sentences, names of code, abbreviations. */
const names = /(?<=[\p{Ll},;] )\p{Lu}\p{L}+|\b\w*[a-z][A-Z]\w*\b|\b[A-Z]{2,}\b/gu;

function addNames(topic: Topic, { text }: PromptReading, features: Map<string, number>): void {
  const known = (text.match(names) ?? []).flatMap((name) => stemsOf(name).slice(0, 1)).map((stem) => topic.has(stem));
  if (known.includes(false)) features.set('a new name', 1);
  if (known.includes(true)) features.set('a known name', 1);
}

function addKind(talk: TalkSoFar, { found, features: own }: PromptReading, features: Map<string, number>): void {
  const agreement = found.leanings.reduce((sum, probability, row) => sum + probability * (talk.leanings[row] ?? 0), 0);
  features.set('same kind', agreement);
  features.set('other kind', found.confidence * (1 - agreement));
  if (!found.abstains && found.category !== talk.category) features.set('clearly other', 1);
  if (own.has('s:fence')) features.set('brings code', 1);
}

function addLists(topic: Topic, { content }: PromptReading, features: Map<string, number>): void {
  const before = listsOf(topic.keys());
  const own = [...listsOf(content)];
  if (own.length > 0 && own.every((list) => !before.has(list))) features.set('no list shared', 1);
  if (own.some((list) => before.has(list))) features.set('list shared', 1);
}

/** What the prompt has from the answer alone. It can only speak for going on: answers name more than anybody asks about. */
function addHeard({ topic, heard }: TalkSoFar, { content }: PromptReading, features: Map<string, number>): void {
  const fromAnswer = content.filter((stem) => !topic.has(stem) && heard?.has(stem) === true);
  for (const count of [1, 2, 3]) if (fromAnswer.length >= count) features.set(`answered ${String(count)} words`, 1);
  if (fromAnswer.length > 0) features.set('answered share', fromAnswer.length / content.length);
  if (fromAnswer.some((stem) => stem.length >= 7)) features.set('answered a long word', 1);
}

function listsOf(stems: Iterable<string>): ReadonlySet<string> {
  return new Set([...stems].flatMap((stem) => lexiconsOf.get(stem) ?? []));
}
