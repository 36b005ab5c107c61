import type { Store } from '../../llm/records/store.ts';
import { acceptedFunctions, type AcceptedOptions, mostKeptFunctions } from '../../pipeline/atoms/acceptedFunctions.ts';
import type { PreparedRun } from '../../pipeline/atoms/prepareRun.ts';
import { nodePorts } from '../nodePorts.ts';

export interface KeepOptions extends Pick<AcceptedOptions, 'application' | 'atoms' | 'written'> {
  readonly prepared: Pick<PreparedRun, 'open'>;
}

/** Keeps what a run wrote, and what held at all levels, for prompts of other apps. A run is no worse where the store cannot. */
export async function keepFunctions({ application, atoms, written, prepared }: KeepOptions, { functions }: Pick<Store, 'functions'>): Promise<void> {
  const open = new Set(prepared.open.map(({ id }) => id));
  const accepted = acceptedFunctions({ application, atoms, written: written.filter(({ unit }) => open.has(unit)), hash: nodePorts.hash, now: Date.now() });
  if (accepted.length > 0) await functions.keep(accepted, { maxEntries: mostKeptFunctions }).catch(() => undefined);
}
