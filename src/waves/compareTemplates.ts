import { type Interval, wilson } from '../base/wilson.ts';
import type { WaveEvent } from './runEvent.ts';

/** What became of the units that were asked for with one version or variant of the prompts. */
export interface TemplateResults {
  readonly template: string;
  /** Units whose code was judged at least once; a unit counts once in each run. */
  readonly units: number;
  readonly done: number;
  /** Units whose very first code had no finding. */
  readonly firstTry: number;
  /** Of the first try, with its 95 % interval (Wilson). */
  readonly firstTryRate: Interval;
  readonly doneRate: Interval;
  /** Answers with code that were judged. */
  readonly attempts: number;
  readonly calls: number;
  /** Calls with a known price. */
  readonly pricedCalls: number;
  readonly microUsd: number;
  /** Of a unit that was done; undefined while none is, or when a price is unknown. */
  readonly microUsdPerDone?: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** How sure it is that one template is better than another at the first try. */
export interface TemplateDifference {
  readonly better: string;
  readonly than: string;
  /** Difference of the rates with its 95 % interval (Newcombe). */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** False as long as the interval reaches zero: then it may be chance. */
  readonly isSure: boolean;
}

export interface TemplateComparison {
  /** Sorted by id. */
  readonly templates: readonly TemplateResults[];
  /** Each pair once, the better one first. */
  readonly differences: readonly TemplateDifference[];
}

interface Tally {
  units: number;
  done: number;
  firstTry: number;
  attempts: number;
  calls: number;
  priced: number;
  microUsd: number;
  inputTokens: number;
  outputTokens: number;
}

/** A fold over the events of runs, one run after the other: how each version and variant of the prompts fared. Units that a later level sent back count by what they were at first. */
export function compareTemplates(events: Iterable<WaveEvent>): TemplateComparison {
  const fold = new TemplateFold();
  for (const event of events) fold.add(event);
  return fold.result();
}

/** The same, fed event by event: logs of many runs need not be in memory at once. */
export class TemplateFold {
  readonly #tallies = new Map<string, Tally>();
  /** By unit of the current run: the template of its last call for code, and whether it was judged and done. */
  #units = new Map<string, { template: string; isJudged: boolean; isDone: boolean }>();

  add(event: WaveEvent): void {
    switch (event.kind) {
      case 'run.started':
        this.#units = new Map();
        break;
      case 'unit.changed':
        this.#units.delete(event.unit);
        break;
      case 'unit.answer': {
        const tally = this.#tally(event.template);
        tally.calls += 1;
        tally.inputTokens += event.inputTokens ?? 0;
        tally.outputTokens += event.outputTokens ?? 0;
        if (event.microUsd !== undefined) {
          tally.priced += 1;
          tally.microUsd += event.microUsd;
        }
        const known = this.#units.get(event.unit);
        if (event.ask !== 'code') break;
        if (known === undefined) this.#units.set(event.unit, { template: event.template, isJudged: false, isDone: false });
        else if (!known.isJudged) known.template = event.template;
        break;
      }
      case 'unit.attempt':
        if (event.ask === 'code') this.#judged(event.unit, event.findings.length === 0);
        break;
      case 'unit.done':
        this.#done(event.unit);
        break;
      case 'run.resumed':
      case 'run.paused':
      case 'run.done':
      case 'wave.started':
      case 'wave.done':
      case 'level.done':
      case 'unit.started':
      case 'unit.cases':
      case 'unit.dispute':
      case 'unit.incomplete':
      case 'unit.requeued':
        break;
    }
  }

  result(): TemplateComparison {
    const templates = [...this.#tallies].map(([template, tally]) => resultsOf(template, tally)).sort((a, b) => (a.template < b.template ? -1 : 1));
    const differences = templates.flatMap((one, at) => templates.slice(at + 1).flatMap((other) => difference(one, other)));
    return { templates, differences };
  }

  #judged(unit: string, holds: boolean): void {
    const known = this.#units.get(unit);
    if (known === undefined) return;
    const tally = this.#tally(known.template);
    tally.attempts += 1;
    if (known.isJudged) return;
    known.isJudged = true;
    tally.units += 1;
    if (holds) tally.firstTry += 1;
  }

  #done(unit: string): void {
    const known = this.#units.get(unit);
    if (known === undefined || known.isDone || !known.isJudged) return;
    known.isDone = true;
    this.#tally(known.template).done += 1;
  }

  #tally(template: string): Tally {
    const known = this.#tallies.get(template) ?? { units: 0, done: 0, firstTry: 0, attempts: 0, calls: 0, priced: 0, microUsd: 0, inputTokens: 0, outputTokens: 0 };
    this.#tallies.set(template, known);
    return known;
  }
}

function resultsOf(template: string, tally: Tally): TemplateResults {
  const { units, done, firstTry, attempts, calls, priced, microUsd, inputTokens, outputTokens } = tally;
  return {
    template, units, done, firstTry, firstTryRate: wilson(firstTry, units), doneRate: wilson(done, units), attempts, calls, pricedCalls: priced, microUsd,
    ...(done > 0 && priced === calls ? { microUsdPerDone: microUsd / done } : {}), inputTokens, outputTokens,
  };
}

/** Newcombe's interval of a difference of two rates, out of their Wilson intervals (Statistics in Medicine 17, 1998, method 10). */
function difference(one: TemplateResults, other: TemplateResults): readonly TemplateDifference[] {
  if (one.units === 0 || other.units === 0) return [];
  const [best, worse] = one.firstTryRate.rate >= other.firstTryRate.rate ? [one, other] : [other, one];
  const { rate: p, low: pLow, high: pHigh } = best.firstTryRate;
  const { rate: q, low: qLow, high: qHigh } = worse.firstTryRate;
  const low = p - q - Math.hypot(p - pLow, qHigh - q);
  const high = p - q + Math.hypot(pHigh - p, q - qLow);
  return [{ better: best.template, than: worse.template, difference: p - q, low, high, isSure: low > 0 }];
}
