import type { WrittenUnits } from '../../ir/target.ts';
import type { RunState } from '../../waves/runState.ts';
import type { WaveResult } from '../../waves/waveResult.ts';

export interface EndedRun {
  /** What the book had when the run was planned. */
  readonly before: WrittenUnits;
  /** What of the book, as it is now, can stand in the app. */
  readonly usable: WrittenUnits;
  readonly result: Pick<WaveResult, 'written' | 'incomplete'>;
  readonly state: Pick<RunState, 'atom'>;
}

/**
 * The book of an app after a run: with what the run wrote, beside all that came into the book meanwhile. Code for older words stands until there is newer code: a stub does not take its
 * place. Code that an earlier start of the run brought and a later check refused goes.
 */
export function bookAfterRun(book: WrittenUnits, { before, usable, result, state }: EndedRun): WrittenUnits {
  const after = new Map(book);
  for (const { unit } of result.incomplete) {
    const { task, end, sentBack } = state.atom(unit);
    if ((end !== undefined || sentBack !== undefined) && book.get(unit)?.task === task) after.delete(unit);
  }
  for (const written of result.written) {
    const { unit, status } = written;
    // What was known before the run is not the run's: it may have changed since.
    if (before.get(unit) === written) continue;
    // Code that stands in the app under a name from before is in the book under that name.
    const stands = usable.get(unit)?.status === 'complete' && (after.has(unit) || !book.has(unit));
    if (status === 'complete' || !stands) after.set(unit, written);
  }
  return after;
}
