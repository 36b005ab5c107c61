import type { PromptClass } from '../classify/classifyPrompt.ts';
import type { LinearModel } from '../classify/linearModel.ts';
import { frustrated, type Mood } from '../classify/mood.ts';
import type { ModelId } from '../models/modelInfo.ts';
import type { TimePort } from '../ports.ts';
import { newConversation, withPrompt, type Conversation } from './conversation.ts';
import { followUpOf, followUpSaid, type Continuation, type FollowUp } from './followUp.ts';
import { heardIn } from './kinship.ts';
import { readPrompt } from './promptReading.ts';

/** What one more prompt means for its conversation. */
export interface Turn {
  readonly conversation: Conversation;
  readonly followUp: FollowUp;
  readonly found: PromptClass;
  readonly mood: Mood;
  /** The model to stay with: the conversation's own while its kind of task stays and the provider's prompt cache may still be warm. */
  readonly stayWith?: ModelId;
  readonly isFrustrated: boolean;
}

/** What judges prompts in place of what ships, and what was answered before the prompt. */
export interface TurnOptions {
  readonly classifier?: LinearModel;
  readonly followUps?: LinearModel;
  /** The answer that the prompt follows on: what only it named is no new topic. */
  readonly answer?: string;
  /** What somebody said who was asked whether the prompt goes on with the topic. */
  readonly said?: Continuation;
}

/** After an hour without a turn a conversation no longer holds its model: no provider's prompt cache lives longer. */
export const idleLimitMs = 3_600_000;
const keptConversations = 500;

/** The conversations of this process; the least recently used are let go. */
export class Conversations {
  readonly #time: Pick<TimePort, 'now'>;
  readonly #known = new Map<string, Conversation>();

  constructor(time: Pick<TimePort, 'now'>) {
    this.#time = time;
  }

  find(id: string): Conversation | undefined {
    return this.#known.get(id);
  }

  /** Takes a conversation as it was kept elsewhere, in place of what is known of it; undefined: as one that has not begun. */
  restore(id: string, kept: Conversation | undefined): void {
    this.#known.delete(id);
    if (kept !== undefined) this.#keep(kept);
  }

  /** Takes a prompt into its conversation, which begins with it when it is new. */
  turn(id: string, prompt: string, { classifier, followUps, answer = '', said }: TurnOptions = {}): Turn {
    const now = this.#time.now();
    const before = this.#known.get(id) ?? newConversation(id, now);
    const reading = readPrompt(prompt, before.lastPrompts, classifier);
    const { found, mood } = reading;
    const judged = followUpOf({ ...before, heard: heardIn(answer) }, reading, followUps);
    const followUp = said === undefined || judged.kind === 'start' ? judged : followUpSaid(said);
    const goesOn = followUp.kind === 'continues';
    const conversation = withPrompt(before, reading, { goesOn, change: followUp.probability, now });
    this.#keep(conversation);
    const isWarm = (goesOn || conversation.category === before.category) && before.model !== undefined && now - before.usedAt <= idleLimitMs;
    return { conversation, followUp, found, mood, isFrustrated: mood.frustration >= frustrated, ...(isWarm ? { stayWith: before.model } : {}) };
  }

  /** Remembers which model answered. */
  answered(id: string, model: ModelId): void {
    const conversation = this.#known.get(id);
    if (conversation !== undefined) this.#keep({ ...conversation, model, usedAt: this.#time.now() });
  }

  #keep(conversation: Conversation): void {
    this.#known.delete(conversation.id);
    this.#known.set(conversation.id, conversation);
    const [oldest] = this.#known.keys();
    if (this.#known.size > keptConversations && oldest !== undefined) this.#known.delete(oldest);
  }
}
