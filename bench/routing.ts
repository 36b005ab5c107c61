import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { classifyPrompt, leastConfidence } from '../src/llm/classify/classifyPrompt.ts';
import { featuresOf } from '../src/llm/classify/features.ts';
import { readModel, writeModel, type LinearModel } from '../src/llm/classify/linearModel.ts';
import { chooseModels } from '../src/llm/router/chooseModels.ts';
import { taskCategories } from '../src/llm/records/ledger.ts';
import { Conversations } from '../src/llm/sessions/conversations.ts';
import { median, table } from './measure.ts';
import { dialogues } from './routing/dialogues.ts';
import { labelledPrompts, type LabelledPrompt } from './routing/labelledPrompts.ts';
import { paraphrases } from './routing/paraphrases.ts';
import { replays } from './routing/replay.ts';
import { scoresOf, type Judged } from './routing/scores.ts';
import { beginnings, trainFollowUps, trainPrompts } from './routing/lessons.ts';
import { askedModel, askedModelSource } from './routing/askedModel.ts';
import { kindTable, percent, questionAt, subjectTable, turnsOf, type JudgedAuthor, type JudgedTurn, type Judges } from './routing/topics.ts';

// Evaluates how requests find their model: `npm run eval:routing`. With --train the weights that ship are made anew from all authors but the test ones.
const { values } = parseArgs({ options: { train: { type: 'boolean', default: false }, wrong: { type: 'boolean', default: false } } });

/** Authors whose prompts are never learnt from, not even for the weights that ship. */
const isTest = ({ author }: { readonly author: string }): boolean => author.endsWith('-test');

const prompts = labelledPrompts();
const learnt = prompts.filter((prompt) => !isTest(prompt));
const talks = dialogues();
const learntTalks = talks.filter((talk) => !isTest(talk));
if (values.train) {
  const classifier = kept(trainPrompts(learnt, learntTalks));
  ship('classify/trainedWeights.ts', 'trainedWeights', classifier);
  ship('sessions/followUpWeights.ts', 'followUpWeights', trainFollowUps(learntTalks, learnt, classifier));
  console.log('The weights are written. Run this once more without --train: what ships is read when the program starts.');
  process.exit();
}

/** Models that have not seen an author. */
const without = new Map([...new Set([...learnt, ...learntTalks].map(({ author }) => author))].map((author) => [author, modelsWithout(author)]));

let failed = 0;
printClassifier();
printTopics();
printReplays();
printSpeed();
process.exitCode = failed === 0 ? 0 : 1;

function judge(rows: readonly LabelledPrompt[], model?: LinearModel): readonly Judged[] {
  return rows.map(({ text, category }) => {
    const found = classifyPrompt(text, model);
    return { text, expected: category, found: found.category, confidence: found.confidence, abstains: found.abstains };
  });
}

function printClassifier(): void {
  console.log(`Chat classifier: ${String(prompts.length)} prompts by ${String(new Set(prompts.map(({ author }) => author)).size)} authors; each author's are judged by a classifier that has not seen that author.\n`);
  const authors = [...new Set(prompts.map(({ author }) => author))];
  const folds = authors.map((author) => ({ author: nameOf(author), isTest: isTest({ author }), judged: judge(prompts.filter((prompt) => prompt.author === author), without.get(author)?.classifier) }));
  const tests = folds.filter((fold) => fold.isTest);
  const first = beginnings(talks);
  const judgedFirst = [...new Set(talks.map(({ author }) => author))].flatMap((author) => judge(first.filter((prompt) => prompt.author === author), without.get(author)?.classifier));
  const rows = [...folds, { author: 'together', judged: folds.flatMap(({ judged }) => judged) }, { author: 'what begins topics of dialogues', judged: judgedFirst }, { author: 'test authors, paraphrased', judged: judge(paraphrases(prompts.filter(isTest))) }];
  console.log(table([['author', 'prompts', 'right', '95 % interval', 'macro-F1', 'abstains', 'right when sure'], ...rows.map(({ author, judged }) => scoreRow(author, judged))]));
  const together = folds.flatMap(({ judged }) => judged);
  console.log(`\nWhich is taken for which (rows: the label), abstentions below ${String(leastConfidence)} counted by their likeliest:\n`);
  console.log(table([['', ...taskCategories], ...taskCategories.map((expected) => [expected, ...taskCategories.map((found) => String(together.filter((one) => one.expected === expected && one.found === found).length))])]));
  if (values.wrong) for (const { text, expected, found, confidence } of together.filter((one) => one.found !== one.expected)) console.log(`${expected} -> ${found} ${confidence.toFixed(2)}  ${text.slice(0, 140).replaceAll('\n', ' / ')}`);
  if (tests.length > 0) hold('classifier, sure answers of test authors right', scoresOf(tests.flatMap(({ judged }) => judged)).rightWhenSure, 0.9);
}

function scoreRow(author: string, judged: readonly Judged[]): readonly string[] {
  const scores = scoresOf(judged);
  return [author, String(judged.length), percent(scores.right), `${percent(scores.low)} to ${percent(scores.high)}`, scores.macroF1.toFixed(3), percent(scores.abstained), percent(scores.rightWhenSure)];
}

function printTopics(): void {
  console.log('\nConversations: whether a turn goes on with its topic; each author is judged by weights that have not seen that author.\n');
  const judged = judgedAuthors(talks);
  const all = judged.flatMap(({ turns }) => turns);
  const rows = withSums(judged);
  console.log(subjectTable(rows));
  console.log('\nThe same where the judge is sure, by how sure (the others keep their topic):\n');
  console.log(subjectTable([[0.25, 0.5], [0.15, 0.6], [0.08, 0.75]].map(([least = 0, most = 1]) => {
    const sure = all.filter(({ probability }) => probability < least || probability >= most);
    return { author: `a change under ${String(least)} or from ${String(most)}: ${percent(sure.length / all.length)} of all`, turns: sure };
  })));
  console.log('\nThe topic as the kind of task that models are chosen by:\n');
  console.log(kindTable(rows));
  printAskedTopics();
  const answered = talks.filter(({ turns }) => turns.some(({ answer }) => answer !== undefined));
  if (answered.length > 0) {
    console.log('\nAuthors whose prompts have written answers, without and with what was answered:\n');
    console.log(subjectTable([...withSums(judgedAuthors(answered)), ...withSums(judgedAuthors(answered, { answers: 'heard' })).map(({ author, turns }) => ({ author: `${author}, answers heard`, turns }))]));
  }
  if (values.wrong) for (const { text, isNew, why } of all.filter(({ isNew, said }) => isNew !== said)) console.log(`${isNew ? 'new' : 'same'} but "${why}"  ${text.slice(0, 140).replaceAll('\n', ' / ')}`);
}

/** What becomes of it when a model is asked where the words do not tell. */
function printAskedTopics(): void {
  const rows = withSums(judgedAuthors(talks, { answers: 'heard', model: askedModel }));
  console.log(`\nThe same conversations where a model is asked when the words do not tell. ${askedModelSource}\n`);
  console.log(subjectTable(rows));
  console.log('');
  console.log(table([['author', 'turns', 'asked'], ...rows.map(({ author, turns }) => [author, String(turns.length), percent(turns.filter(({ wasAsked }) => wasAsked).length / turns.length)])]));
  console.log('\nKinds of task then:\n');
  console.log(kindTable(rows));
  console.log('\nThe model alone, asked of every turn:\n');
  console.log(subjectTable(withSums(modelAlone())));
  const tests = rows.at(-1)?.turns ?? [];
  hold('topics of authors never learnt from that go on, with a model asked in doubt', rightOf(tests.filter(({ isNew }) => !isNew)), 0.95);
  hold('changes of topic of authors never learnt from, with a model asked in doubt', rightOf(tests.filter(({ isNew }) => isNew)), 0.95);
}

function rightOf(turns: readonly JudgedTurn[]): number {
  return turns.filter(({ isNew, said }) => isNew === said).length / turns.length;
}

function modelAlone(): readonly JudgedAuthor[] {
  return judgedAuthors(talks).map(({ author, turns }) => {
    const questions = talks.filter((talk) => nameOf(talk.author) === author).flatMap((talk) => talk.turns.map((_, at) => questionAt(talk.turns, at)).slice(1));
    return { author, turns: turns.map((turn, at) => ({ ...turn, said: askedModel(questions[at] ?? '') === 'changes' })) };
  });
}

function judgedAuthors(of: typeof talks, more: Pick<Judges, 'answers' | 'model'> = {}): readonly JudgedAuthor[] {
  return [...new Set(of.map(({ author }) => author))].map((author) => ({
    author: nameOf(author),
    turns: of.filter((talk) => talk.author === author).flatMap((talk) => turnsOf(talk, { ...without.get(author), ...more })),
  }));
}

function withSums(judged: readonly JudgedAuthor[]): readonly JudgedAuthor[] {
  const tests = judged.filter(({ author }) => author.includes('never learnt'));
  return [...judged, { author: 'together', turns: judged.flatMap(({ turns }) => turns) }, { author: 'those never learnt', turns: tests.flatMap(({ turns }) => turns) }];
}

function nameOf(author: string): string {
  return isTest({ author }) ? `${author} (never learnt)` : `${author} (left out)`;
}

function modelsWithout(author: string): { readonly classifier: LinearModel; readonly followUps: LinearModel } {
  const [ofOthers, talksOfOthers] = [learnt.filter((prompt) => prompt.author !== author), learntTalks.filter((talk) => talk.author !== author)];
  const classifier = kept(trainPrompts(ofOthers, talksOfOthers));
  return { classifier, followUps: kept(trainFollowUps(talksOfOthers, ofOthers, classifier)) };
}

function printReplays(): void {
  const { source, replays: found } = replays();
  console.log(`\nCost at equal quality, replayed. ${source} The scores of a subject come from the other four fifths of the questions; cost 1 is always asking the strong model.\n`);
  for (const { set, questions, rows } of found) {
    const strong = rows.find(({ strongShare }) => strongShare === 1)?.right ?? 1;
    console.log(table([
      [`${set}, ${String(questions)} questions`, 'right', 'of the strong', 'cost', 'random at that quality'],
      ...rows.map(({ way, right, cost, randomCost }) => [way, percent(right), percent(right / strong), cost.toFixed(2), Number.isFinite(randomCost) ? randomCost.toFixed(2) : 'never reached']),
    ]));
    console.log('');
  }
}

function printSpeed(): void {
  const texts = prompts.map(({ text }) => text);
  const perCall = (work: (text: string) => unknown): number => median(Array.from({ length: 5 }, () => {
    const started = process.cpuUsage();
    for (const text of texts) work(text);
    const used = process.cpuUsage(started);
    return (used.user + used.system) / 1000 / texts.length;
  }));
  const conversations = new Conversations({ now: () => 0 });
  const models = Array.from({ length: 60 }, (_, index) => index);
  const facts = sixtyModels(models);
  console.log(table([
    ['CPU ms a call', 'measured', 'bar'],
    ['classify a prompt', perCall((text) => classifyPrompt(text)).toFixed(4), ''],
    ['features alone', perCall((text) => featuresOf(text)).toFixed(4), ''],
    ['turn of a conversation', perCall((text) => conversations.turn('one', text)).toFixed(4), ''],
    ['look a conversation up', perCall(() => conversations.find('one')).toFixed(4), '0.1'],
    ['choose among 60 models', perCall(() => chooseModels({ category: 'coding', use: 'trusted', inputTokens: 2_000, maxOutputTokens: 700, preference: 'balanced', isFrustrated: false, escalation: 0 }, facts)).toFixed(4), '1'],
  ]));
}

function sixtyModels(models: readonly number[]): Parameters<typeof chooseModels>[1] {
  return {
    models: models.map((index) => ({ id: { provider: 'p', model: String(index) }, label: '', abilities: { temperature: false, efforts: [], structuredOutput: false, promptCache: 'none' }, tokenizer: 'other', sources: ['table'] })),
    score: ({ model }) => ({ quality: (Number(model) % 17) / 17, tasks: 20 }),
    closed: () => undefined,
    cost: (info) => Number(info.id.model),
    today: '2026-11-21',
  };
}

/** What is left of a model after it was written and read. */
function kept(model: LinearModel): LinearModel {
  return readModel(writeModel(model));
}

function ship(path: string, name: string, model: LinearModel): void {
  const text = JSON.stringify(writeModel(model)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  writeFileSync(new URL(`../src/llm/${path}`, import.meta.url), `/** Written by \`npm run eval:routing -- --train\`; read by \`readModel\`. */\nexport const ${name} =\n  '${text}';\n`);
}

function hold(what: string, measured: number, bar: number): void {
  if (measured >= bar) return;
  failed += 1;
  console.log(`\nBelow the bar: ${what}: ${percent(measured)}, the bar is ${percent(bar)}.`);
}

