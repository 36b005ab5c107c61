import { createInterface } from 'node:readline/promises';
import { dollars } from '../base/dollars.ts';
import { discoverProviders } from '../llm/discoverProviders.ts';
import { modelKey } from '../llm/models/modelInfo.ts';
import type { Store } from '../llm/records/store.ts';
import { type AtomWork, openAtomWork, type PricedWork, type RunPast } from '../node/atoms/atomWork.ts';
import { keepReport, proposedBudget } from '../node/atoms/runReport.ts';
import type { OpenedModels } from '../node/models/openModels.ts';
import { specFiles } from '../node/specFiles.ts';
import type { LazyTarget } from '../pipeline/targets.ts';
import { pricesAsOf } from '../plan/prices.ts';
import type { RunReport } from '../waves/report.ts';
import type { LoggedEvent } from '../waves/runEvent.ts';
import { RunProgress } from '../waves/runProgress.ts';
import { agreedLimit } from './agreedLimit.ts';
import { openConfiguredModels } from './openConfiguredModels.ts';
import { interruptProcess, watchPauseKey } from './pauseKey.ts';
import { count, paint, say } from './terminal.ts';
import { withStore } from './withStore.ts';

export interface WriteAtomsOptions {
  readonly spec: string;
  /** The app, generated already. */
  readonly out: string;
  readonly target: LazyTarget;
  /** In US dollars, as it was typed: the person agrees to spend that much. */
  readonly budget?: string;
  /** The person agrees to what the run is expected to cost. */
  readonly yes: boolean;
  readonly prompts?: string;
  /** Whether prompts show accepted functions of other apps, and theirs show those of this one. */
  readonly otherApps: boolean;
  /** Begins anew where a run was cut off. */
  readonly fresh: boolean;
}

/**
 * Has the units that are stated in words written by a model: shows the price, asks for consent, runs, keeps what was written in the app's book and
 * its report beside it. Undefined when nothing was asked: no model is configured, or nobody agreed.
 */
export async function writeAtoms(options: WriteAtomsOptions, signal: AbortSignal): Promise<RunReport | undefined> {
  if (discoverProviders(process.env).providers.length === 0) {
    say('No model is configured, so nothing was asked. "devmatrix models" tells how.');
    return undefined;
  }
  let report: RunReport | undefined;
  await withStore(async (store) => {
    const models = await openConfiguredModels(store, signal);
    if (models === undefined) return 1;
    try {
      report = await withModels(options, { models, store }, signal);
      return 0;
    } finally {
      await models.close();
    }
  });
  return report;
}

interface Tools {
  readonly models: OpenedModels;
  readonly store: Store;
}

async function withModels(options: WriteAtomsOptions, { models, store }: Tools, signal: AbortSignal): Promise<RunReport | undefined> {
  const { spec, out, target, prompts, otherApps } = options;
  const work = await openAtomWork({ spec: specFiles(spec), out, target, moduleUrl: import.meta.url, ...(prompts === undefined ? {} : { prompts }), ...(otherApps ? { functions: store.functions } : {}) });
  if (work === undefined || typeof work === 'string') {
    say(paint('red', work ?? 'The spec has errors.'));
    return undefined;
  }
  const past = options.fresh ? undefined : await work.past(store);
  const priced = await work.price(models, { store, past });
  if (priced === undefined) {
    say(paint('red', 'None of the configured models can take on this work.'));
    return undefined;
  }
  const budgetMicroUsd = await agreedBudget(options, work, { ...priced, past });
  if (budgetMicroUsd === undefined) {
    say('Nothing was asked.');
    return undefined;
  }
  const progress = new Progress(past?.progress ?? new RunProgress());
  const { microUsd } = priced.price;
  const started = await work.start({ models, store, fresh: options.fresh, budgetMicroUsd, ...(microUsd === undefined ? {} : { estimateMicroUsd: (past?.spentMicroUsd ?? 0) + microUsd }), events: (logged) => { progress.hear(logged); } }, signal);
  switch (started.kind) {
    case 'locked':
      say(paint('red', 'Another DevMatrix is at work on this run. Wait for its end, or stop it there.'));
      return undefined;
    case 'other':
      say(paint('red', `The run that was cut off is one of ${started.application}. Begin anew with --fresh.`));
      return undefined;
    case 'notBegun':
      say('Nothing was asked.');
      return undefined;
    case 'over':
    case 'running': {
      if (started.kind === 'running') {
        const giveBack = watchPauseKey(started.run, process.stdin, interruptProcess);
        await started.finished.finally(giveBack);
      }
      const run = started.kind === 'running' ? started.id : work.unfinished;
      return run === undefined ? undefined : (await keepReport(run, out, store)).report;
    }
  }
}

/** Shows what the run will cost, and what the person agreed to pay at most, in millionths of a US dollar. */
async function agreedBudget({ budget, yes }: WriteAtomsOptions, { prepared }: AtomWork, { ladder, left, price, past }: PricedWork & { readonly past: RunPast | undefined }): Promise<number | undefined> {
  const { microUsd, ifCachedMicroUsd, calls, tokens } = price;
  const names = [...new Set(ladder.map(({ id }) => modelKey(id)))].join(', then ');
  say(`${count(past === undefined ? prepared.open.length : left.length, 'unit')} stated in words, to be written by ${names}`);
  if (past !== undefined) {
    const { written, all } = past.progress.view;
    say(`  a run that was cut off goes on: ${String(written)} of ${String(all)} are written, for ${dollars(past.spentMicroUsd)}, and are not asked again; the limit is for all of it`);
  }
  const expected = microUsd === undefined ? 'the price is unknown' : `about ${ifCachedMicroUsd === undefined ? '' : `${dollars(ifCachedMicroUsd)} to `}${dollars(microUsd)}`;
  say(`  about ${count(calls, 'call')}, ${count(tokens.input + tokens.cachedInput, 'token')} in (${count(tokens.cachedInput, 'token')} from caches), ${count(tokens.output, 'token')} out: ${expected} (list prices of ${pricesAsOf})`);
  const terminal = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  try {
    return await agreedLimit({ budget, yes }, proposedBudget({ settingMicroUsd: undefined, spentMicroUsd: past?.spentMicroUsd ?? 0, leftMicroUsd: microUsd }), terminal);
  } finally {
    terminal?.close();
  }
}

/** Above so many atoms progress is told now and then. */
const mostLines = 60;
const linePauseMs = 1000;

/** Tells people how far a run is. */
class Progress {
  readonly #run: RunProgress;
  #toldAt = 0;

  /** `run`: how far it is already. */
  constructor(run: RunProgress) {
    this.#run = run;
  }

  hear(logged: LoggedEvent): void {
    this.#run.apply(logged);
    const { at, event } = logged;
    if (event.kind === 'unit.done' || event.kind === 'unit.incomplete') {
      const { written, incomplete, all } = this.#run.view;
      const done = written + incomplete;
      const isTold = all <= mostLines || event.kind === 'unit.incomplete' || at - this.#toldAt >= linePauseMs || done === all;
      if (!isTold) return;
      this.#toldAt = at;
      const mark = event.kind === 'unit.done' ? paint('green', '✔') : paint('yellow', '!');
      say(`${mark} ${String(done)}/${String(all)}  ${event.unit}  ${event.kind === 'unit.done' ? count(event.attempts, 'attempt') : event.reason}`);
    } else if (event.kind === 'unit.requeued') {
      say(paint('dim', `  again: ${event.unit}: ${event.findings[0]?.message ?? ''}`));
    } else if (event.kind === 'level.done' && (event.level !== 'file' || !event.ok)) {
      say(`${event.ok ? paint('green', '✔') : paint('red', '✘')} ${event.level} ${event.name}${event.ok ? '' : `: ${count(event.failures.length, 'failure')}`}`);
    }
  }
}
