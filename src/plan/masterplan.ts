import { groupBy } from '../base/groupBy.ts';
import type { Milestone, Stratum, Unit } from '../ir/unit.ts';
import { layerGraph } from './dependencyGraph.ts';
import { criticalPath, type PlannedAtom, planAtoms } from './atoms.ts';
import type { TokenEstimate } from './estimate.ts';
import { costUsd, modelPrices, pricesAsOf } from './prices.ts';

/** A file, with the units that stand in it. */
export interface Task {
  readonly file: string;
  readonly stratum: Stratum;
  readonly reason: string;
  readonly units: readonly string[];
}

export interface PlannedMilestone {
  readonly name: Milestone;
  readonly tasks: readonly Task[];
}

export interface PriceEstimate {
  readonly pricesAsOf: string;
  readonly tokens: TokenEstimate;
  /** One row a model, cheapest first; `usd` is 0 only when there is nothing to ask. */
  readonly byModel: readonly { readonly model: string; readonly usd: number }[];
}

/** The graph of all units, grouped into tasks and milestones, layered into waves, with its price. */
export interface Masterplan {
  readonly application: string;
  readonly units: readonly Unit[];
  readonly milestones: readonly PlannedMilestone[];
  /** Unit ids by topological level. */
  readonly waves: readonly (readonly string[])[];
  /** Units that depend on each other, by id. */
  readonly cycles: readonly (readonly string[])[];
  /** Number of units in each stratum. */
  readonly strata: Readonly<Record<Stratum, number>>;
  /** The units that a model writes. */
  readonly llm: readonly PlannedAtom[];
  /** The chain of atoms that decides how long a run takes at least. */
  readonly criticalPath: readonly string[];
  readonly price: PriceEstimate;
}

const milestoneOrder: readonly Milestone[] = ['operations', 'database', 'model', 'service', 'behavior', 'api', 'tests'];

/** Plans the units of an application: milestones, tasks, waves, and the price of what needs a model. */
export function planUnits(application: string, units: readonly Unit[]): Masterplan {
  const { waves, cycles } = layerGraph(new Map(units.map((unit) => [unit.id, unit.dependsOn])));
  const llm = planAtoms(units, waves);
  return {
    application,
    units,
    milestones: milestoneOrder.map((name) => ({ name, tasks: tasksOf(units.filter((unit) => unit.milestone === name)) })),
    waves,
    cycles,
    strata: countStrata(units),
    llm,
    criticalPath: criticalPath(llm),
    price: priceOf(llm),
  };
}

function tasksOf(units: readonly Unit[]): readonly Task[] {
  const byFile = groupBy(units, (unit) => unit.file);
  return [...byFile].map(([file, members]) => {
    const leading = members.find((unit) => unit.stratum === 'llm') ?? members[0];
    return {
      file,
      stratum: leading?.stratum ?? 'ast',
      reason: leading?.reason ?? '',
      units: members.map((unit) => unit.id),
    };
  });
}

function countStrata(units: readonly Unit[]): Readonly<Record<Stratum, number>> {
  const counts = { template: 0, ast: 0, llm: 0 };
  for (const unit of units) counts[unit.stratum] += 1;
  return counts;
}

function priceOf(llm: readonly PlannedAtom[]): PriceEstimate {
  const tokens = {
    input: llm.reduce((sum, unit) => sum + unit.tokens.input, 0),
    output: llm.reduce((sum, unit) => sum + unit.tokens.output, 0),
  };
  return {
    pricesAsOf,
    tokens,
    byModel: modelPrices.map((price) => ({ model: price.model, usd: costUsd(price, tokens) })),
  };
}
