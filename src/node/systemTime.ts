import type { TimePort } from '../llm/ports.ts';

/** The longest that Node waits; more would fire at once. */
const longestMs = 2_147_483_647;

/** The clocks and timers of this process. */
export const systemTime: TimePort = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(longestMs, Math.max(0, ms)));
    return () => { clearTimeout(timer); };
  },
};
