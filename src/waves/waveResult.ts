import type { WrittenUnit } from '../ir/atom.ts';
import { partialUnit } from './atomWorker.ts';
import type { RunAtom, WavePorts } from './ports.ts';
import type { RunOutcome } from './runEvent.ts';
import type { RunState } from './runState.ts';

/** How a run ended, and why when that is not plain. */
export interface RunEnding {
  readonly outcome: RunOutcome;
  readonly reason?: string;
}

/** What came of a run. */
export interface WaveResult extends RunEnding {
  /** For the app's book, by unit: what was known before, what was written now, what stands in where nothing could be. */
  readonly written: readonly WrittenUnit[];
  readonly incomplete: readonly { readonly unit: string; readonly reason: string }[];
}

/** What a run is about, and how far it is. */
export interface RunContents {
  readonly state: RunState;
  readonly atoms: readonly RunAtom[];
  readonly known: readonly WrittenUnit[];
}

/** What comes of a run as its state is: also of one that ended before. Atoms that were not reached are incomplete for the reason that the run ended. */
export function resultOf({ workshop }: Pick<WavePorts, 'workshop'>, { state, atoms, known }: RunContents, ending: RunEnding): WaveResult {
  const written: WrittenUnit[] = [...known];
  const incomplete: WaveResult['incomplete'][number][] = [];
  for (const { atom, task } of atoms) {
    const { end } = state.atom(atom.id);
    if (end !== undefined && end.written !== undefined) written.push(end.written);
    if (end?.kind === 'incomplete') incomplete.push({ unit: atom.id, reason: end.reason });
    if (end !== undefined) continue;
    const partial = workshop.partial(atom);
    if (partial !== undefined) written.push(partialUnit(atom.id, task, partial));
    incomplete.push({ unit: atom.id, reason: ending.reason ?? 'It was not reached.' });
  }
  return { ...ending, written: written.sort((left, right) => (left.unit < right.unit ? -1 : 1)), incomplete };
}

/** How a run has ended that nothing stopped. */
export function endingOf({ state, atoms }: RunContents): RunEnding {
  const open = atoms.filter(({ atom }) => state.atom(atom.id).end?.kind !== 'done').length;
  // A whole app that holds is the last word: what failed before is mended by then.
  const failed = state.level('application', 'application')?.ok === true ? [] : [...state.levels.values()].filter(({ ok }) => !ok).map(({ level, name }) => (level === 'application' ? level : `${level} ${name}`));
  const reasons = [...(open === 0 ? [] : [`${open} of ${atoms.length} atoms are not written`]), ...(failed.length === 0 ? [] : [`what failed: ${failed.join(', ')}`])];
  return reasons.length === 0 ? { outcome: 'complete' } : { outcome: 'incomplete', reason: reasons.join('; ') };
}
