import type { Refused } from './refused.ts';
import type { Outcome } from './types.ts';

/** The outcome of a call that was refused. */
export function refusal(error: Refused): Outcome {
  return {
    status: error.status,
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(error.otherCodes.length === 0 ? {} : { otherCodes: error.otherCodes }),
    ...(error.unpredictable === undefined ? {} : { unpredictable: error.unpredictable }),
    ...(error.open === undefined ? {} : { open: error.open }),
    ...(error.because === undefined ? {} : { cause: error.because }),
    paths: error.paths,
    headers: {},
    reason: error.message,
    changes: [],
    events: [],
  };
}

/** The outcome of a call of which the model can say nothing. */
export function unpredictable(reason: string): Outcome {
  return { status: 500, paths: [], headers: {}, reason, changes: [], events: [], unpredictable: reason };
}
