import type { ChatProgress } from '../chatRequests.ts';

/** Between two messages about an answer that arrives, in milliseconds: people see no difference, and each message takes time in both threads. */
const pauseMs = 80;

/** Tells an answer while it arrives, several pieces at a time. */
export class PiecesTogether {
  readonly #tell: (value: ChatProgress) => void;
  #attempt: number | undefined;
  #text = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (value: ChatProgress) => void) {
    this.#tell = tell;
  }

  hear(text: string, attempt: number): void {
    if (this.#attempt !== undefined && attempt !== this.#attempt) {
      this.#text = '';
      this.#tell({ kind: 'anew' });
    }
    this.#attempt = attempt;
    this.#text += text;
    this.#timer ??= setTimeout(() => { this.end(); }, pauseMs);
  }

  /** Tells what was not told yet. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text !== '') this.#tell({ kind: 'text', text: this.#text });
    this.#text = '';
  }
}
