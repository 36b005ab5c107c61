import { blockCursor } from './blockCursor.ts';
import type { Cursor } from './cursor.ts';
import { advance, copyFlowState, flowCursor, flowStart, type FlowState } from './flowScan.ts';

/** Places of a text from which the scan of one big `{...}` can be continued, so that no request reads it from the begin. */
export class CursorIndex {
  readonly #text: string;
  readonly #flowStart: number | undefined;
  readonly #states: FlowState[] = [];

  constructor(text: string) {
    this.#text = text;
    const start = /^\uFEFF?\s*(?:(?:#[^\n]*|---[^\S\n]*)\n\s*)*(?=[{[])/.exec(text)?.[0].length;
    this.#flowStart = start;
    if (start !== undefined) this.#states.push(flowStart(start));
  }

  /** What surrounds an offset; undefined where nothing of the language can stand. */
  at(offset: number): Cursor | undefined {
    if (offset < 0 || offset > this.#text.length) return undefined;
    return this.#flowStart === undefined || offset <= this.#flowStart ? blockCursor(this.#text, offset) : flowCursor(this.#text, this.#stateBefore(offset), offset, [], 'oneLine');
  }

  #stateBefore(offset: number): FlowState {
    for (let last = this.#states.at(-1); last !== undefined && last.at + stride < offset; last = this.#states.at(-1)) {
      const next = copyFlowState(last);
      const to = next.at + stride;
      while (next.at < to && advance(this.#text, next, to, 'oneLine') === undefined && next.at < to);
      if (next.at <= last.at) break;
      this.#states.push(next);
    }
    return copyFlowState(this.#states.findLast((state) => state.at < offset) ?? flowStart(this.#flowStart ?? 0));
  }
}

/** In UTF-16 units; a few hundred microseconds of scanning. */
const stride = 65_536;
