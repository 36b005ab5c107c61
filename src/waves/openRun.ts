import { isAtom, type WrittenUnit } from '../ir/atom.ts';
import type { RunAtom, WavePlan, WaveRunOptions } from './ports.ts';
import type { WaveEvent } from './runEvent.ts';
import { readRun } from './runLog.ts';
import { RunState } from './runState.ts';
import { waveDefaults } from './settings.ts';
import { resultOf, type WaveResult } from './waveResult.ts';
import { WaveRun } from './waveRun.ts';

/** A run that is under way, or why there is none. */
export type OpenedRun =
  | { readonly kind: 'running'; readonly run: WaveRun; readonly finished: Promise<WaveResult> }
  /** Another process drives it. */
  | { readonly kind: 'locked' }
  /** It had ended, and the plan asks for nothing else. */
  | { readonly kind: 'over'; readonly result: WaveResult; readonly state: RunState }
  /** That run is one of another application. */
  | { readonly kind: 'other'; readonly application: string };

/**
 * Starts the run of a plan, or goes on with it where its log ends: what was answered and paid is judged again and never asked again. Atoms of which the
 * spec says something else by now are begun anew, and those alone.
 */
export async function openRun(options: WaveRunOptions): Promise<OpenedRun> {
  const { run, plan, ports } = options;
  const release = await ports.lock(run);
  if (release === undefined) return { kind: 'locked' };
  try {
    const state = new RunState();
    for await (const { event } of readRun(ports.log, run)) state.apply(event);
    const opened = begin(options, state);
    if (opened.kind !== 'running') release();
    // Whoever waits for the run hears how it ended; that its lock cannot be given back is known to the next one.
    else opened.finished.finally(release).catch(() => undefined);
    return opened;
  } catch (error) {
    release();
    throw error;
  }

  function begin(given: WaveRunOptions, state: RunState): OpenedRun {
    if (!state.isNew && state.application !== plan.application) return { kind: 'other', application: state.application };
    const { atoms, known } = atomsOf(given, state);
    const changed = atoms.filter(({ atom, task }) => hasChanged(state, atom.id, task));
    const { ended } = state;
    const isOver = ended !== undefined && (ended.outcome === 'complete' || ended.outcome === 'incomplete') && changed.length === 0 && atoms.every(({ atom }) => state.atom(atom.id).end !== undefined);
    if (isOver) return { kind: 'over', result: resultOf(ports, { state, atoms, known }, ended), state };
    const first: WaveEvent[] = [startOf(plan, state, atoms), ...changed.map(({ atom }): WaveEvent => ({ kind: 'unit.changed', unit: atom.id }))];
    // What has changed must not count as ended before that is in the log.
    for (const { atom } of changed) state.forget(atom.id);
    const started = new WaveRun({ options: given, settings: { ...waveDefaults, ...given.settings }, state, atoms, known, first });
    return { kind: 'running', run: started, finished: started.finished };
  }
}

/** What this run is about: all atoms but those that the book has already. What the log knows stays part of the run, although the book has it by now. */
function atomsOf({ plan, ports: { workshop }, known = [] }: WaveRunOptions, state: RunState): { readonly atoms: readonly RunAtom[]; readonly known: readonly WrittenUnit[] } {
  const planned = new Map(plan.atoms.map((atom) => [atom.unit, atom]));
  const book = new Map(known.map((written) => [written.unit, written]));
  const atoms: RunAtom[] = [];
  for (const unit of plan.units) {
    const place = planned.get(unit.id);
    if (place === undefined || !isAtom(unit)) continue;
    const task = workshop.taskDigest(unit);
    const written = book.get(unit.id);
    const isKnown = written?.task === task && written.status === 'complete' && state.atom(unit.id).task === undefined;
    if (!isKnown) atoms.push({ atom: unit, planned: place, task });
  }
  const asked = new Set(atoms.map(({ atom }) => atom.id));
  return { atoms, known: known.filter(({ unit }) => !asked.has(unit)) };
}

/** The log is about something else than what the spec says of it now. */
function hasChanged(state: RunState, unit: string, task: string): boolean {
  const known = state.atom(unit).task;
  return known !== undefined && known !== task;
}

function startOf(plan: WavePlan, state: RunState, atoms: readonly RunAtom[]): WaveEvent {
  const { id, application, spec, template, strata, stale = [], estimateMicroUsd, budgetMicroUsd } = plan;
  const told = {
    plan: id, spec, template, strata, atoms: atoms.map(({ atom }) => atom.id), tasks: new Set(plan.units.map(({ file }) => file)).size,
    stale, ...(estimateMicroUsd === undefined ? {} : { estimateMicroUsd }), ...(budgetMicroUsd === undefined ? {} : { budgetMicroUsd }),
  };
  return state.isNew ? { kind: 'run.started', application, ...told } : { kind: 'run.resumed', ...told };
}
