import type { CancelSignal } from '../../base/cancelSignal.ts';

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers questions several at a time: whatever is asked while an answer is being worked out goes together into the next one. */
export class Together<Question, Answer> {
  readonly #work: (questions: readonly Question[], signal: CancelSignal) => Promise<readonly Answer[]>;
  #waiting: Waiting<Question, Answer>[] = [];
  #isWorking = false;

  /** `work` gives one answer for each question, in their order. */
  constructor(work: (questions: readonly Question[], signal: CancelSignal) => Promise<readonly Answer[]>) {
    this.#work = work;
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
    }
    this.#isWorking = false;
  }
}
