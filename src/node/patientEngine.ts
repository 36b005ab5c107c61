import { setFlagsFromString } from 'node:v8';

/** The least work for which optimised code pays, in processor time. */
const patienceMs = 1000;

const noOptimisation = '--max-optimized-bytecode-size=0';
/** As it is without being told, in every V8 of Node 20 and later. */
const usualOptimisation = '--max-optimized-bytecode-size=61440';

/**
 * The engine makes no optimised code in the first second of work: other threads would make it, a fifth of all processor time, and
 * most programs end before it is of use. To be called when Node's own modules that are needed at the start are there: they
 * are kept compiled too, for the flags that Node starts with.
 */
export function postponeOptimisation(): void {
  withoutOptimisation();
  waitOut();
}

/** Code that the engine compiled is of use to runs with the same flags alone: it has to be made with those that it is loaded with. */
export function withoutOptimisation(): void {
  setFlagsFromString(noOptimisation);
}

function waitOut(): void {
  const { user, system } = process.cpuUsage();
  const leftMs = patienceMs - (user + system) / 1000;
  if (leftMs <= 0) setFlagsFromString(usualOptimisation);
  else setTimeout(waitOut, leftMs).unref();
}
