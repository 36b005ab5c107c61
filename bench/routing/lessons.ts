import { classifyPrompt } from '../../src/llm/classify/classifyPrompt.ts';
import { featuresOf } from '../../src/llm/classify/features.ts';
import type { LinearModel } from '../../src/llm/classify/linearModel.ts';
import { taskCategories } from '../../src/llm/records/ledger.ts';
import { newConversation, withPrompt } from '../../src/llm/sessions/conversation.ts';
import { followUpFeatures } from '../../src/llm/sessions/followUp.ts';
import type { Dialogue } from './dialogues.ts';
import type { LabelledPrompt } from './labelledPrompts.ts';
import { train, type Lesson } from './train.ts';

/** The classifier of prompts, learnt from these. */
export function trainPrompts(prompts: readonly LabelledPrompt[]): LinearModel {
  return train(prompts.map(({ text, category }) => ({ features: featuresOf(text), label: taskCategories.indexOf(category) })), taskCategories.length);
}

/** The judge of follow-ups, learnt from these conversations; row 1 is a change of topic. */
export function trainFollowUps(dialogues: readonly Dialogue[], classifier: LinearModel | undefined): LinearModel {
  return train(dialogues.flatMap((dialogue) => lessonsOf(dialogue, classifier)), 2);
}

function lessonsOf(dialogue: Dialogue, classifier: LinearModel | undefined): readonly Lesson[] {
  const lessons: Lesson[] = [];
  let talk = newConversation('lesson', 0);
  for (const { text, isNew } of dialogue.turns) {
    const found = classifyPrompt(text, classifier);
    if (talk.turns > 0) lessons.push({ features: followUpFeatures(talk, text, found), label: isNew ? 1 : 0 });
    talk = withPrompt(talk, text, { goesOn: !isNew, found, now: 0 });
  }
  return lessons;
}
