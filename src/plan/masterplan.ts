import { groupBy } from '../base/groupBy.ts';
import type { Milestone, Stratum, Unit } from '../ir/unit.ts';
import { layerGraph } from './dependencyGraph.ts';
import { estimateUnit, type TokenEstimate } from './estimate.ts';
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

/** An llm unit as a person approves it: what is asked, why a model is needed, what it will probably take. */
export interface PricedUnit {
  readonly unit: string;
  readonly words: string;
  readonly reason: string;
  readonly tokens: TokenEstimate;
  readonly wave: number;
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
  readonly llm: readonly PricedUnit[];
  readonly price: PriceEstimate;
}

const milestoneOrder: readonly Milestone[] = ['operations', 'database', 'model', 'service', 'behavior', 'api', 'tests'];

/** Plans the units of an application: milestones, tasks, waves, and the price of what needs a model. */
export function planUnits(application: string, units: readonly Unit[]): Masterplan {
  const { waves, cycles } = layerGraph(new Map(units.map((unit) => [unit.id, unit.dependsOn])));
  const waveOf = new Map(waves.flatMap((wave, index) => wave.map((id) => [id, index] as const)));
  const llm = units.flatMap((unit): PricedUnit[] =>
    unit.task === undefined
      ? []
      : [{ unit: unit.id, words: unit.task.words, reason: unit.task.reason, tokens: estimateUnit(unit), wave: waveOf.get(unit.id) ?? 0 }],
  );
  return {
    application,
    units,
    milestones: milestoneOrder.map((name) => ({ name, tasks: tasksOf(units.filter((unit) => unit.milestone === name)) })),
    waves,
    cycles,
    strata: countStrata(units),
    llm,
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

function priceOf(llm: readonly PricedUnit[]): PriceEstimate {
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
