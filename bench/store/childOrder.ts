import { createHash } from 'node:crypto';

/** What a process of the evaluation is to do. */
export interface ChildOrder {
  readonly file: string;
  readonly name: string;
  /** Calls at the same time. */
  readonly lanes: number;
  readonly callsPerLane: number;
  /** Calls of killed processes that may not be settled. */
  readonly unsettled: readonly string[];
  /** The longest that a call takes. */
  readonly callMs: number;
}

/** What a call reserves and what it really costs, in millionths of a US dollar: the same in every process. */
export function amountsOf(call: string): { readonly worst: number; readonly real: number } {
  const hash = createHash('sha256').update(call).digest();
  const worst = 100 + (hash.readUInt16BE(0) % 1900);
  return { worst, real: hash.readUInt16BE(2) % (worst + 1) };
}
