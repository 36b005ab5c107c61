import { readFileSync } from 'node:fs';

/** So many times as long as a step may compute it may take, when it has to wait for a processor. */
const mostWaits = 8;
/** Less of the time than this is nothing: a process that only waits does that much by itself. */
const leastShare = 0.02;

/** Tells a step of another process that hangs from one that has to wait for a processor, because others keep them busy. */
export class StepWatch {
  readonly #stepMs: number;
  readonly #computedMs: () => number | undefined;
  readonly #startMs: number | undefined;
  #lastMs: number;
  #waits = 0;

  /** `computedMs`: the processor time of the process so far; undefined where nobody can tell. */
  constructor(pid: number | undefined, stepMs: number, computedMs: () => number | undefined = () => processorMs(pid)) {
    this.#stepMs = stepMs;
    this.#computedMs = computedMs;
    this.#startMs = computedMs();
    this.#lastMs = this.#startMs ?? 0;
  }

  /** To be asked each time when another `stepMs` have gone by: true when the step hangs. */
  isOver(): boolean {
    const nowMs = this.#computedMs();
    this.#waits += 1;
    if (nowMs === undefined || this.#startMs === undefined || this.#waits >= mostWaits) return true;
    const isIdle = nowMs - this.#lastMs < this.#stepMs * leastShare;
    this.#lastMs = nowMs;
    return isIdle || nowMs - this.#startMs >= this.#stepMs * mostOfStep;
  }
}

/** A step that computed for nearly all of its time was not kept waiting. */
const mostOfStep = 0.8;

/** Linux counts in hundredths of a second; other systems do not tell it without another program. */
function processorMs(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined;
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name of the program stands in parentheses and may have spaces; user and system time are the 14th and 15th field.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks * 10 : undefined;
  } catch {
    return undefined;
  }
}
