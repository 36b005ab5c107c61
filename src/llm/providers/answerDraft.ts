import type { TokenUsage } from '../tokenUsage.ts';
import type { ToldError } from './classification.ts';
import type { JsonRecord } from './unknownJson.ts';

/**
 * How the model ended its answer. `finished`: by itself; `outputLimit`, `contextLimit`: cut; `refused`: declined or filtered;
 * `other`: in a way that is no answer to what was asked, such as by calling a tool.
 */
export type AnswerEnd = 'finished' | 'outputLimit' | 'contextLimit' | 'refused' | 'other';

/** An answer while it is read. A protocol's reader fills it; nothing of it counts before `isWhole`. */
export class AnswerDraft {
  text = '';
  usage: TokenUsage | undefined;
  /** The counts as they were told, for protocols that tell them bit by bit. */
  rawUsage: JsonRecord = {};
  billedMicroUsd: number | undefined;
  end: AnswerEnd | undefined;
  /** The protocol's terminal event came, or the whole body did. */
  isWhole = false;
  /** An error that came inside a stream or body. */
  error: ToldError | undefined;
  /** Events of the protocol that were understood. */
  events = 0;
  readonly #onText: ((text: string) => void) | undefined;

  constructor(onText: ((text: string) => void) | undefined) {
    this.#onText = onText;
  }

  say(text: string): void {
    if (text === '') return;
    this.text += text;
    this.#onText?.(text);
  }
}
