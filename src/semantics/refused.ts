import type { Cause } from './types.ts';

/** Thrown to end an operation of the model without effect; `World` turns it into an outcome. No `Error`: plans are refused often, and nobody reads a stack. */
export class Refused {
  readonly status: number;
  readonly message: string;
  readonly code: string | undefined;
  readonly paths: readonly string[];
  /** Set when the model cannot say whether the app refuses as well. */
  readonly unpredictable: string | undefined;
  /** The part of the spec that asks for it; a step in which it happens is noted where nothing nearer is known. */
  because: Cause | undefined;

  constructor(status: number, reason: string, details: { readonly code?: string | undefined; readonly paths?: readonly string[]; readonly unpredictable?: string; readonly cause?: Cause } = {}) {
    this.status = status;
    this.message = reason;
    this.code = details.code;
    this.paths = details.paths ?? [];
    this.unpredictable = details.unpredictable;
    this.because = details.cause;
  }
}

/** No such row, or it is somebody else's. */
export function notFound(entity: string): Refused {
  return new Refused(404, `No such ${entity} for this caller.`, { code: 'not_found' });
}
