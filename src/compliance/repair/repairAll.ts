import type { Gap } from '../gap.ts';
import { type RepairableApp, repairGap, type RepairOutcome } from './repairGap.ts';

export interface RepairAllOutcome {
  /** How often all gaps were gone through; at most three. */
  readonly rounds: number;
  /** Keys of the gaps that are closed, in the order of the first check. */
  readonly fixed: readonly string[];
  readonly remaining: readonly Gap[];
  /** The new texts of the files that change. */
  readonly files: ReadonlyMap<string, string>;
  readonly refused: readonly { readonly key: string; readonly reason: string }[];
  /** The repairs one after the other, each with the new texts of its files. */
  readonly steps: readonly RepairStep[];
}

export interface RepairStep {
  readonly gap: Gap;
  readonly files: ReadonlyMap<string, string>;
}

export interface RepairAllOptions {
  readonly removeUnrequested: boolean;
  /** Why a gap is not to be repaired; undefined when it is. */
  readonly refuse?: (gap: Gap) => string | undefined;
}

/** An app whose texts can be changed while it is repaired. */
export interface ChangeableApp extends RepairableApp {
  /** Gives files other texts from now on. */
  change(files: ReadonlyMap<string, string>): void;
}

const mostRounds = 3;

/** Closes every gap that can be closed, one after the other, until a round closes none. Code that nobody asked for stays unless `removeUnrequested`. */
export function repairAll(app: ChangeableApp, options: RepairAllOptions): RepairAllOutcome {
  const first = app.gaps();
  const files = new Map<string, string>();
  const steps: RepairStep[] = [];
  let refused: { readonly key: string; readonly reason: string }[] = [];
  let rounds = 0;
  let open = first;
  for (; rounds < mostRounds && open.some((gap) => isWanted(gap, options)); rounds += 1) {
    refused = [];
    let closed = 0;
    for (const gap of open.filter((candidate) => isWanted(candidate, options))) {
      const current = app.gaps().find((other) => other.code === gap.code && other.key === gap.key && other.at.file === gap.at.file);
      if (current === undefined) continue;
      const refusal = options.refuse?.(current);
      const outcome: RepairOutcome = refusal === undefined ? repairGap(app, current) : { kind: 'refused', reason: refusal };
      if (outcome.kind === 'refused') {
        refused.push({ key: gap.key, reason: outcome.reason });
        continue;
      }
      app.change(outcome.files);
      steps.push({ gap: current, files: outcome.files });
      for (const [path, text] of outcome.files) files.set(path, text);
      closed += 1;
    }
    open = app.gaps();
    if (closed === 0) {
      rounds += 1;
      break;
    }
  }
  const left = new Set(open.map((gap) => `${gap.code}\0${gap.key}`));
  const fixed = [...new Set(first.filter((gap) => !left.has(`${gap.code}\0${gap.key}`)).map((gap) => gap.key))];
  const stillOpen = new Set(open.map(({ key }) => key));
  return { rounds, fixed, remaining: open, files, refused: refused.filter(({ key }) => stillOpen.has(key)), steps };
}

function isWanted(gap: Gap, { removeUnrequested }: RepairAllOptions): boolean {
  return gap.kind !== 'unrequested' || removeUnrequested;
}
