import { wilson } from '../../src/base/wilson.ts';
import type { LinearModel } from '../../src/llm/classify/linearModel.ts';
import type { TaskCategory } from '../../src/llm/records/ledger.ts';
import { topicQuestion } from '../../src/llm/chat/askTopic.ts';
import { Conversations, type TurnOptions } from '../../src/llm/sessions/conversations.ts';
import { isDoubtful, type Continuation } from '../../src/llm/sessions/followUp.ts';
import { table } from '../measure.ts';
import type { Dialogue } from './dialogues.ts';

/** A turn that follows on others, with what was said of it. */
export interface JudgedTurn {
  readonly text: string;
  readonly isNew: boolean;
  /** That it is new. */
  readonly said: boolean;
  readonly why: string;
  /** That it is a change, 0 to 1. */
  readonly probability: number;
  /** That a model was asked. */
  readonly wasAsked: boolean;
  /** The kinds of task of the topics, as they are. */
  readonly kind: { readonly before: TaskCategory; readonly now: TaskCategory };
  /** The kinds for which models are chosen, before the turn and at it. */
  readonly routed: { readonly before: TaskCategory; readonly now: TaskCategory };
}

export interface JudgedAuthor {
  readonly author: string;
  readonly turns: readonly JudgedTurn[];
}

/** What judges; what ships where it is left out. */
export interface Judges {
  readonly classifier?: LinearModel;
  readonly followUps?: LinearModel;
  readonly answers?: 'heard';
  /** A model that is asked where words do not tell, as `askTopic` asks it. */
  readonly model?: (question: string) => Continuation;
}

/** Plays a dialogue through the conversations of the program: each turn stands on what was said of the ones before. */
export function turnsOf(dialogue: Dialogue, { answers, model, ...judges }: Judges): readonly JudgedTurn[] {
  const conversations = new Conversations({ now: () => 0 });
  let routed: TaskCategory = 'general';
  return dialogue.turns.map(({ text, isNew, category }, at) => {
    const last = dialogue.turns[at - 1];
    const options: TurnOptions = { ...judges, ...(answers === undefined || last?.answer === undefined ? {} : { answer: last.answer }) };
    const [begun, byWords] = [conversations.find(id), conversations.turn(id, text, options)];
    const said = isDoubtful(byWords.followUp) ? model?.(questionAt(dialogue.turns, at)) : undefined;
    if (said !== undefined) conversations.restore(id, begun);
    const { followUp, conversation } = said === undefined ? byWords : conversations.turn(id, text, { ...options, said });
    const before = routed;
    routed = conversation.category;
    return {
      text, isNew, said: followUp.kind !== 'continues', why: followUp.why, probability: followUp.probability, wasAsked: said !== undefined,
      kind: { before: last?.category ?? category, now: category }, routed: { before, now: routed },
    };
  }).slice(1);
}

const id = 'one';
/** So many messages before the last one a conversation remembers. */
const remembered = 3;

/** What a model is asked of a turn. */
export function questionAt(turns: Dialogue['turns'], at: number): string {
  const answer = turns[at - 1]?.answer;
  return topicQuestion({ earlier: turns.slice(Math.max(0, at - remembered), at).map(({ text }) => text), message: turns[at]?.text ?? '', ...(answer === undefined ? {} : { answer }) });
}

/** How well changes of subject are noticed, an author a row. */
export function subjectTable(rows: readonly JudgedAuthor[]): string {
  return table([['author', 'turns', 'right', 'continuity kept', '95 % interval', 'changes noticed', '95 % interval'], ...rows.map(({ author, turns }) => [
    author,
    String(turns.length),
    share(turns, ({ isNew, said }) => isNew === said)[0],
    ...share(turns.filter(({ isNew }) => !isNew), ({ said }) => !said),
    ...share(turns.filter(({ isNew }) => isNew), ({ said }) => said),
  ])]);
}

/** The same of kinds of task, by which models are chosen: who stays with a kind keeps its model, who changes it gets another. */
export function kindTable(rows: readonly JudgedAuthor[]): string {
  return table([['author', 'turns', 'model kept', '95 % interval', 'kind changes', 'noticed', '95 % interval', 'to the right kind'], ...rows.map(({ author, turns }) => {
    const changes = turns.filter(({ kind }) => kind.before !== kind.now);
    return [
      author,
      String(turns.length),
      ...share(turns.filter(({ kind }) => kind.before === kind.now), ({ routed }) => routed.before === routed.now),
      String(changes.length),
      ...share(changes, ({ routed }) => routed.before !== routed.now),
      share(changes, ({ kind, routed }) => kind.now === routed.now)[0],
    ];
  })]);
}

function share<T>(turns: readonly T[], test: (turn: T) => boolean): readonly [string, string] {
  const { rate, low, high } = wilson(turns.filter(test).length, turns.length);
  return [percent(rate), `${percent(low)} to ${percent(high)}`];
}

/** A share as people read it. */
export function percent(part: number): string {
  return Number.isNaN(part) ? '–' : `${(100 * part).toFixed(1)} %`;
}
