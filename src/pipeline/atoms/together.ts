import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { TimePort } from '../../llm/ports.ts';

/** Between two groups it rests `share` times as long as the first of them took, at most `mostMs`: so that more is asked together. */
export interface Rest {
  readonly time: Pick<TimePort, 'monotonicMs' | 'after'>;
  readonly share: number;
  readonly mostMs: number;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers questions several at a time: whatever is asked while an answer is being worked out goes together into the next one. */
export class Together<Question, Answer> {
  readonly #work: (questions: readonly Question[], signal: CancelSignal) => Promise<readonly Answer[]>;
  readonly #rest: Rest | undefined;
  #waiting: Waiting<Question, Answer>[] = [];
  #isWorking = false;

  /** `work` gives one answer for each question, in their order. */
  constructor(work: (questions: readonly Question[], signal: CancelSignal) => Promise<readonly Answer[]>, rest?: Rest) {
    this.#work = work;
    this.#rest = rest;
  }

  /** Rejects when the work on its group does. The signal of whoever asked first of a group is that of the group. */
  ask(question: Question, signal: CancelSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      if (!this.#isWorking) void this.#run(signal);
    });
  }

  async #run(signal: CancelSignal): Promise<void> {
    this.#isWorking = true;
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const startedMs = this.#rest?.time.monotonicMs() ?? 0;
      try {
        const answers = await this.#work(group.map(({ question }) => question), signal);
        group.forEach(({ resolve, reject }, index) => {
          const answer = answers[index];
          if (answer === undefined) reject(new Error('A question was left without an answer.'));
          else resolve(answer);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      await this.#pause(startedMs);
    }
    this.#isWorking = false;
  }

  async #pause(startedMs: number): Promise<void> {
    if (this.#rest === undefined) return;
    const { time, share, mostMs } = this.#rest;
    const restMs = Math.min(mostMs, share * (time.monotonicMs() - startedMs));
    await new Promise<void>((resolve) => { time.after(restMs, resolve); });
  }
}
