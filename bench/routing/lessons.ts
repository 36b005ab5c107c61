import { featuresOf } from '../../src/llm/classify/features.ts';
import type { LinearModel } from '../../src/llm/classify/linearModel.ts';
import { taskCategories } from '../../src/llm/records/ledger.ts';
import { newConversation, withPrompt, type Conversation } from '../../src/llm/sessions/conversation.ts';
import { followUpFeatures, standingFeatures, type FollowUpModels } from '../../src/llm/sessions/followUp.ts';
import { readPrompt, type PromptReading } from '../../src/llm/sessions/promptReading.ts';
import type { Dialogue } from './dialogues.ts';
import type { LabelledPrompt } from './labelledPrompts.ts';
import { ridge } from './ridge.ts';
import { likelihoods, train, type Lesson } from './train.ts';

/** The classifier of prompts, learnt from these. */
export function trainPrompts(prompts: readonly LabelledPrompt[]): LinearModel {
  return train(prompts.map(({ text, category }) => ({ features: featuresOf(text), label: taskCategories.indexOf(category) })), taskCategories.length);
}

/**
 * The judges of follow-ups, learnt from these conversations and, for what stands for itself, from prompts that were the first of theirs; row 1 is a change of
 * topic. What a turn hangs on is judged for the second model by a first one that has not seen the turn's author, so that it is trusted no more than it deserves.
 */
export function trainFollowUps(dialogues: readonly Dialogue[], prompts: readonly LabelledPrompt[], classifier: LinearModel | undefined): FollowUpModels {
  const steps = dialogues.flatMap((dialogue) => stepsOf(dialogue, classifier));
  const firsts = prompts.map(({ text, author }): Step => ({ author, reading: readPrompt(text, [], classifier), isNew: true }));
  const standingWithout = (author: string | undefined): LinearModel =>
    likelihoods([...steps, ...firsts].filter((step) => step.author !== author).map(({ reading, isNew }) => ({ features: standingFeatures(reading), label: isNew ? 1 : 0 })), 2);
  const lessons = [...new Set(dialogues.map(({ author }) => author))].flatMap((author) => {
    const standing = standingWithout(author);
    return steps.filter((step) => step.author === author).flatMap(({ before, reading, isNew }): readonly Lesson[] =>
      (before === undefined ? [] : [{ features: followUpFeatures(before, reading, standing), label: isNew ? 1 : 0 }]));
  });
  return { standing: standingWithout(undefined), followUps: ridge(lessons) };
}

interface Step {
  readonly author: string;
  readonly reading: PromptReading;
  readonly isNew: boolean;
  /** What it follows on; undefined for the first of a conversation. */
  readonly before?: Conversation;
}

function stepsOf({ author, turns }: Dialogue, classifier: LinearModel | undefined): readonly Step[] {
  let talk = newConversation('lesson', 0);
  return turns.map(({ text, isNew }) => {
    const reading = readPrompt(text, talk.lastPrompts, classifier);
    const step = { author, reading, isNew, ...(talk.turns > 0 ? { before: talk } : {}) };
    talk = withPrompt(talk, reading, { goesOn: !isNew, now: 0 });
    return step;
  });
}
