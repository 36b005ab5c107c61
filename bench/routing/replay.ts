import { readFileSync } from 'node:fs';
import { chooseModels } from '../../src/llm/router/chooseModels.ts';
import type { Preference, RouteFacts, RouteQuestion } from '../../src/llm/router/decision.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import { seededRandom } from '../../test/support/seededRandom.ts';

interface Subject {
  readonly set: string;
  readonly subject: string;
  readonly both: number;
  readonly strongOnly: number;
  readonly weakOnly: number;
  readonly neither: number;
}

interface Recorded {
  readonly source: string;
  readonly weak: string;
  readonly strong: string;
  readonly subjects: readonly Subject[];
}

interface Question {
  readonly subject: string;
  readonly weak: boolean;
  readonly strong: boolean;
}

/** What one way to choose comes to: share of right answers, and of the cost of asking the strong model always. */
export interface ReplayRow {
  readonly way: string;
  readonly right: number;
  readonly cost: number;
  readonly strongShare: number;
  /** What choosing at random between the two costs to be right as often. */
  readonly randomCost: number;
}

export interface Replay {
  readonly set: string;
  readonly questions: number;
  readonly rows: readonly ReplayRow[];
}

/** US dollars per million tokens of the two models when the answers were recorded (paper of RouteLLM, arXiv 2406.18665, section 5). */
const prices = { weak: 0.24, strong: 24.7 };
const folds = 5;
type Model = 'weak' | 'strong';
const preferences: readonly Preference[] = ['cheapest', 'balanced', 'best'];

/** Replays recorded answers of two models against the router; what it knows of a subject comes from the other four fifths of the questions. */
export function replays(): { readonly source: string; readonly replays: readonly Replay[] } {
  const recorded = JSON.parse(readFileSync(new URL('./recorded/twoModels.json', import.meta.url), 'utf8')) as Recorded;
  const sets = [...new Set(recorded.subjects.map(({ set }) => set))];
  return { source: recorded.source, replays: sets.map((set) => replay(set, recorded.subjects.filter((subject) => subject.set === set))) };
}

function replay(set: string, subjects: readonly Subject[]): Replay {
  const questions = shuffled(subjects.flatMap(questionsOf));
  const always = (model: Model): Choice => ({ way: `always the ${model} one`, chosen: questions.map(() => model) });
  const ways = [
    always('weak'),
    always('strong'),
    ...preferences.map((preference) => ({ way: `router, ${preference}`, chosen: routed(questions, preference) })),
    { way: 'oracle', chosen: questions.map(({ weak, strong }): Model => (weak || !strong ? 'weak' : 'strong')) },
  ];
  return { set, questions: questions.length, rows: [...ways.map((way) => row(way, questions)), checked(questions)] };
}

interface Choice {
  readonly way: string;
  readonly chosen: readonly Model[];
}

function routed(questions: readonly Question[], preference: Preference): readonly Model[] {
  const choices = Array.from({ length: folds }, (_, fold) => choicesOf(questions.filter((_question, index) => index % folds !== fold), preference));
  return questions.map(({ subject }, index) => choices[index % folds]?.get(subject) ?? 'strong');
}

/** Checked work asks the cheap model first and the strong one when the answer was wrong; this takes the checks to be perfect. */
function checked(questions: readonly Question[]): ReplayRow {
  const escalated = questions.filter(({ weak }) => !weak).length / questions.length;
  const right = questions.filter(({ weak, strong }) => weak || strong).length / questions.length;
  return { way: 'checked: weak, then strong', right, cost: prices.weak / prices.strong + escalated, strongShare: escalated, randomCost: randomCost(right, questions) };
}

/** What the product's router chooses for each subject, when its scores are the share of right answers so far. */
function choicesOf(known: readonly Question[], preference: Preference): ReadonlyMap<string, Model> {
  return new Map([...new Set(known.map(({ subject }) => subject))].map((subject) => [subject, choiceFor(known.filter((question) => question.subject === subject), preference)]));
}

function choiceFor(known: readonly Question[], preference: Preference): Model {
  const facts: RouteFacts = {
    models: [infoOf('weak'), infoOf('strong')],
    score: ({ model }) => ({ quality: known.filter((question) => (model === 'weak' ? question.weak : question.strong)).length / known.length, tasks: known.length }),
    closed: () => undefined,
    cost: (info, input, output) => Math.ceil((info.price?.input ?? 0) * (input + output)),
    today: '2026-11-21',
  };
  return chooseModels({ ...question, preference }, facts).candidates[0]?.id.model === 'weak' ? 'weak' : 'strong';
}

const question: Omit<RouteQuestion, 'preference'> = { category: 'research', use: 'trusted', inputTokens: 500, maxOutputTokens: 200, isFrustrated: false, escalation: 0 };

function infoOf(model: Model): ModelInfo {
  return {
    id: { provider: 'recorded', model },
    label: model,
    price: { input: prices[model], output: prices[model] },
    abilities: { temperature: false, efforts: [], structuredOutput: false, promptCache: 'none' },
    tokenizer: 'other',
    sources: ['user'],
  };
}

function row({ way, chosen }: Choice, questions: readonly Question[]): ReplayRow {
  const strongShare = chosen.filter((model) => model === 'strong').length / chosen.length;
  const right = shareOf(questions, (one, index) => one[chosen[index] ?? 'strong']);
  return { way, right, cost: costOf(strongShare), strongShare, randomCost: randomCost(right, questions) };
}

/** Choosing at random gives a quality in a straight line between the two models; undefined quality beyond the strong one costs more than it. */
function randomCost(right: number, questions: readonly Question[]): number {
  const weak = shareOf(questions, (one) => one.weak);
  const strong = shareOf(questions, (one) => one.strong);
  return right > strong ? Infinity : costOf(Math.max(0, (right - weak) / (strong - weak)));
}

function shareOf(questions: readonly Question[], test: (one: Question, index: number) => boolean): number {
  return questions.filter(test).length / questions.length;
}

/** By the cost of asking the strong model always; all questions are taken to be equally long. */
function costOf(strongShare: number): number {
  return strongShare + (1 - strongShare) * (prices.weak / prices.strong);
}

function questionsOf(subject: Subject): readonly Question[] {
  const times = (count: number, weak: boolean, strong: boolean): readonly Question[] => Array.from({ length: count }, () => ({ subject: subject.subject, weak, strong }));
  return [...times(subject.both, true, true), ...times(subject.strongOnly, false, true), ...times(subject.weakOnly, true, false), ...times(subject.neither, false, false)];
}

function shuffled(questions: readonly Question[]): readonly Question[] {
  const { next: random } = seededRandom(11);
  return questions.map((one) => ({ one, place: random() })).sort((left, right) => left.place - right.place).map(({ one }) => one);
}
