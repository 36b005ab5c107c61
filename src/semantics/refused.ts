import type { WrittenMark } from '../ir/behavior.ts';
import type { Cause, Openness } from './types.ts';

/** Thrown to end an operation of the model without effect; `World` turns it into an outcome. No `Error`: plans are refused often, and nobody reads a stack. */
export class Refused {
  readonly status: number;
  readonly message: string;
  readonly code: string | undefined;
  /** Codes of further rules that are broken. */
  readonly otherCodes: readonly string[];
  readonly paths: readonly string[];
  /** Set when the model cannot say whether the app refuses as well. */
  readonly unpredictable: string | undefined;
  /** Set where code for words decides whether it is refused at all. */
  readonly open: Openness | undefined;
  /** The part of the spec that asks for it; a step in which it happens is noted where nothing nearer is known. */
  because: Cause | undefined;

  constructor(status: number, reason: string, details: { readonly code?: string | undefined; readonly otherCodes?: readonly string[]; readonly paths?: readonly string[]; readonly unpredictable?: string; readonly open?: Openness; readonly cause?: Cause } = {}) {
    this.status = status;
    this.message = reason;
    this.code = details.code;
    this.otherCodes = details.otherCodes ?? [];
    this.paths = details.paths ?? [];
    this.unpredictable = details.unpredictable;
    this.open = details.open;
    this.because = details.cause;
  }
}

/** What is stated in words decides here: code that was written for it, or nobody, which answers 501. `may` says whether a success may change rows. */
export function byWords(what: string, { isWritten, isPartial }: WrittenMark, may: 'read' | 'write'): Refused {
  if (isWritten !== true) return new Refused(501, `${what} is stated in words only.`, { code: 'not_implemented' });
  const reason = `${what} is stated in words: its code decides`;
  return new Refused(500, reason, { unpredictable: reason, open: { mayWrite: may === 'write', mayBeMissing: isPartial === true } });
}

/** No such row, or it is somebody else's. */
export function notFound(entity: string): Refused {
  return new Refused(404, `No such ${entity} for this caller.`, { code: 'not_found' });
}
