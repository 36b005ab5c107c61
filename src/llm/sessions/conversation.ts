import type { PromptClass } from '../classify/classifyPrompt.ts';
import type { ModelId } from '../models/modelInfo.ts';
import type { TaskCategory } from '../records/ledger.ts';
import type { PromptReading } from './promptReading.ts';
import { fadedTo, withContent, type Topic } from './topic.ts';

/** A conversation that stays with its model while its topic stays. */
export interface Conversation {
  readonly id: string;
  readonly category: TaskCategory;
  /** Probabilities of the categories of what was said last, in the order of `taskCategories`. */
  readonly leanings: readonly number[];
  readonly topic: Topic;
  readonly turns: number;
  /** The last prompts, latest last; they tell whether somebody asks the same again. */
  readonly lastPrompts: readonly string[];
  readonly model?: ModelId;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/** What was judged of a prompt. */
export interface Judgement {
  readonly goesOn: boolean;
  /** Of being a change of topic, 0 to 1. */
  readonly change: number;
  readonly now: number;
}

const keptPrompts = { count: 3, chars: 2_000 };

/** A conversation before its first prompt. */
export function newConversation(id: string, now: number): Conversation {
  return { id, category: 'general', leanings: [], topic: new Map(), turns: 0, lastPrompts: [], usedAt: now };
}

/** The conversation after one more prompt, which either goes on with its topic or begins another. */
export function withPrompt(before: Conversation, { text, content, found }: PromptReading, { goesOn, change, now }: Judgement): Conversation {
  return {
    ...before,
    category: categoryAfter(before, goesOn, found),
    leanings: leaningsAfter(before, goesOn, found),
    topic: withContent(goesOn ? before.topic : fadedTo(before.topic, 1 - change), content),
    turns: before.turns + 1,
    lastPrompts: [...before.lastPrompts, text.slice(0, keptPrompts.chars)].slice(-keptPrompts.count),
    usedAt: now,
  };
}

/** What goes on keeps its kind of task, what begins anew has the one that its words make likeliest; a first prompt whose words do not tell is `general`. */
function categoryAfter(before: Conversation, goesOn: boolean, found: PromptClass): TaskCategory {
  if (goesOn) return before.category;
  return before.turns === 0 && found.abstains ? 'general' : found.category;
}

/** A short follow-up tells little of its kind: what the conversation was about before stays half of it. */
function leaningsAfter(before: Conversation, goesOn: boolean, found: PromptClass): readonly number[] {
  if (!goesOn) return found.leanings;
  return found.leanings.map((probability, row) => (probability + (before.leanings[row] ?? probability)) / 2);
}
