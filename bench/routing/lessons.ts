import { featuresOf } from '../../src/llm/classify/features.ts';
import type { LinearModel } from '../../src/llm/classify/linearModel.ts';
import { taskCategories } from '../../src/llm/records/ledger.ts';
import { newConversation, withPrompt } from '../../src/llm/sessions/conversation.ts';
import { followUpFeatures } from '../../src/llm/sessions/followUp.ts';
import { heardIn, type TalkSoFar } from '../../src/llm/sessions/kinship.ts';
import { readPrompt, type PromptReading } from '../../src/llm/sessions/promptReading.ts';
import { seededRandom } from '../../test/support/seededRandom.ts';
import type { Dialogue } from './dialogues.ts';
import type { LabelledPrompt } from './labelledPrompts.ts';
import { logistic, type WeighedLesson } from './logistic.ts';
import { train } from './train.ts';

/** The classifier of prompts, learnt from these and from what begins the topics of dialogues. */
export function trainPrompts(prompts: readonly LabelledPrompt[], dialogues: readonly Dialogue[]): LinearModel {
  return train([...prompts, ...beginnings(dialogues)].map(({ text, category }) => ({ features: featuresOf(text), label: taskCategories.indexOf(category) })), taskCategories.length);
}

/** The turns that begin a topic. */
export function beginnings(dialogues: readonly Dialogue[]): readonly LabelledPrompt[] {
  return dialogues.flatMap(({ author, turns }) => turns.filter(({ isNew }) => isNew).map(({ text, category }) => ({ text, category, author })));
}

/** A prompt that begins something, set beside a conversation that it was never said in, counts this part of a turn that was. */
const madeUp = 0.5;

/**
 * The judge of follow-ups, learnt from the turns of these dialogues, and from first prompts (theirs and those of `prompts`), each set beside a conversation of another
 * dialogue: so it learns what begins something from far more texts than were ever written as changes of topic.
 */
export function trainFollowUps(dialogues: readonly Dialogue[], prompts: readonly LabelledPrompt[], classifier: LinearModel | undefined): LinearModel {
  const { next: random } = seededRandom(3);
  const steps = dialogues.flatMap((dialogue) => stepsOf(dialogue, classifier));
  const firsts = [
    ...prompts.map(({ text }): Pick<Step, 'reading' | 'dialogue'> => ({ reading: readPrompt(text, [], classifier), dialogue: undefined })),
    ...dialogues.flatMap((dialogue) => dialogue.turns.filter(({ isNew }) => isNew).map(({ text }) => ({ reading: readPrompt(text, [], classifier), dialogue }))),
  ];
  const lessons = steps.map(({ before, reading, isNew, weight }): WeighedLesson => ({ features: followUpFeatures(before, reading), isTrue: isNew, weight }));
  const strangers = firsts.flatMap(({ reading, dialogue }): readonly WeighedLesson[] => {
    const other = steps[Math.floor(random() * steps.length)];
    return other === undefined || other.dialogue === dialogue ? [] : [{ features: followUpFeatures(other.before, reading), isTrue: true, weight: madeUp }];
  });
  return logistic([...lessons, ...strangers]);
}

interface Step {
  readonly dialogue: Dialogue | undefined;
  readonly before: TalkSoFar;
  readonly reading: PromptReading;
  readonly isNew: boolean;
  readonly weight: number;
}

/** The turns that follow on others; where an answer was written, once with and once without what was answered. */
function stepsOf(dialogue: Dialogue, classifier: LinearModel | undefined): readonly Step[] {
  let talk = newConversation('lesson', 0);
  return dialogue.turns.flatMap(({ text, isNew }, at): readonly Step[] => {
    const reading = readPrompt(text, talk.lastPrompts, classifier);
    const before = talk;
    talk = withPrompt(talk, reading, { goesOn: !isNew, change: isNew ? 1 : 0, now: 0 });
    const last = dialogue.turns[at - 1];
    if (last === undefined) return [];
    const step = { dialogue, before, reading, isNew };
    return last.answer === undefined ? [{ ...step, weight: 1 }] : [{ ...step, weight: 0.5 }, { ...step, weight: 0.5, before: { ...before, heard: heardIn(last.answer) } }];
  });
}
