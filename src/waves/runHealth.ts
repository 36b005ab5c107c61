import type { GatewayResult } from '../llm/gateway/gatewayResult.ts';
import { failedOnTheWay, stopReason } from './askCall.ts';
import type { WaveSettings } from './settings.ts';
import type { RunEnding } from './waveResult.ts';

/** So many answers in a row that nobody can judge mean that no other can be judged either. */
const mostNotJudged = 4;
/** So many calls in a row that no model makes for the money left mean that no other would be made either. */
const mostUnpaid = 16;

/** What came of a call for its run. `isVoid`: nothing of it counts for its atom. */
export interface Heard {
  readonly isVoid: boolean;
  /** Nothing more is asked. */
  readonly stop?: RunEnding;
}

/** What a run learns of its means from calls and judgements: whether anything more can be asked, and why not. */
export class RunHealth {
  readonly #settings: Pick<WaveSettings, 'failuresInRow'>;
  #hasAnswered = false;
  #failuresInRow = 0;
  #notJudgedInRow = 0;
  #unpaidInRow = 0;
  #unpaid: RunEnding | undefined;

  constructor(settings: Pick<WaveSettings, 'failuresInRow'>) {
    this.#settings = settings;
  }

  /** How the run ends that went on without the atoms whose calls no model makes for the money left; undefined without such. */
  get unpaid(): RunEnding | undefined {
    return this.#unpaid;
  }

  /** Hears the result of a call, before it is logged. */
  heard(result: GatewayResult): Heard {
    const { outcome } = result;
    if (outcome.kind === 'budget') return this.#notPaid(outcome.detail);
    this.#unpaidInRow = 0;
    const stop = stopReason(result, this.#hasAnswered);
    if (outcome.kind === 'ok') this.#hasAnswered = true;
    this.#failuresInRow = failedOnTheWay(result) ? this.#failuresInRow + 1 : 0;
    if (stop !== undefined) return { isVoid: true, stop };
    if (outcome.kind === 'ok' || this.#failuresInRow < this.#settings.failuresInRow) return { isVoid: outcome.kind === 'cancelled' };
    return { isVoid: false, stop: { outcome: 'stopped', reason: `The models cannot be reached: ${outcome.detail}` } };
  }

  /** Hears that an answer could not be judged; how the run ends when it ends for that. */
  notJudged(problem: string): RunEnding | undefined {
    this.#notJudgedInRow += 1;
    return this.#notJudgedInRow >= mostNotJudged ? { outcome: 'stopped', reason: `Answers cannot be judged: ${problem}` } : undefined;
  }

  /** Hears that one could. */
  judged(): void {
    this.#notJudgedInRow = 0;
  }

  /** Its atom is left; calls of others may be cheaper. */
  #notPaid(reason: string): Heard {
    this.#unpaid = { outcome: 'outOfBudget', reason };
    this.#unpaidInRow += 1;
    return { isVoid: true, ...(this.#unpaidInRow >= mostUnpaid ? { stop: this.#unpaid } : {}) };
  }
}
