import { dollars } from '../base/dollars.ts';
import { markdownCode as code, markdownText as plain } from '../base/markdown.ts';
import type { PlannedAtom } from './atoms.ts';
import type { Masterplan } from './masterplan.ts';
import { planDiagram } from './planDiagram.ts';
import { pricesAsOf } from './prices.ts';
import type { RunPrice } from './priceRun.ts';

/** What is to be written of an application, at which price. Money in millionths of a US dollar. */
export interface RunPlan {
  readonly plan: Masterplan;
  /** Those that are asked for, in the order of the plan. */
  readonly units: readonly PlannedUnit[];
  /** In the order in which they would be asked, for people. */
  readonly models: readonly string[];
  readonly price: RunPrice;
  /** What a run that was cut off has already. */
  readonly before?: { readonly written: number; readonly all: number; readonly microUsd: number };
}

export interface PlannedUnit {
  readonly unit: string;
  /** `rental.devmatrix.yaml:120`. */
  readonly place: string;
  readonly price: RunPrice;
}

/** Above so many atoms the page has no diagram: nobody reads it. */
const mostDrawn = 60;

/** The plan of a run as a Markdown page, to be agreed to: what is written by whom, where the spec says it, in which order, and what it will probably cost. */
export function runPlanPage(run: RunPlan): string {
  const { plan, units, models, price } = run;
  const { calls, tokens } = price;
  return `${[
    `# Plan: ${amount(units.length, 'unit')} of ${plain(plan.application)}, ${priceWords(price)}`,
    '',
    `The spec states ${units.length === 1 ? 'it' : 'them'} in words only. Nothing is asked before you choose a budget.`,
    '',
    ...beforePart(run),
    '| | |', '|---|---|',
    `| Models | ${models.map(plain).join(', then after wrong answers ')} |`,
    `| Calls | about ${calls.toLocaleString('en')}: examples of what each unit does first, then its code, and again what validators refuse |`,
    `| Tokens | about ${(tokens.input + tokens.cachedInput).toLocaleString('en')} in${tokens.cachedInput === 0 ? '' : ` (${tokens.cachedInput.toLocaleString('en')} from caches of providers)`}, ${tokens.output.toLocaleString('en')} out |`,
    `| Price | ${priceWords(price)}, at list prices of ${pricesAsOf}${price.ifCachedMicroUsd === undefined ? '' : '; the lower one if the provider caches the beginning that all requests share'} |`,
    '',
    ...unitPart(run),
    ...milestonePart(plan),
    ...diagramPart(plan, units.length),
  ].join('\n')}\n`;
}

function beforePart({ before }: RunPlan): readonly string[] {
  return before === undefined ? [] : [`A run that was cut off goes on: ${before.written} of ${before.all} units are written, for ${dollars(before.microUsd)}, and are not asked again.`, ''];
}

function unitPart({ plan, units }: RunPlan): readonly string[] {
  const planned = new Map(plan.llm.map((atom) => [atom.unit, atom]));
  const nameOf = (unit: string): string => code(unit.slice(unit.lastIndexOf('#') + 1));
  const isOpen = new Set(units.map(({ unit }) => unit));
  const afterOf = ({ after }: Pick<PlannedAtom, 'after'>): string => after.filter((other) => isOpen.has(other)).map(nameOf).join(', ');
  // Mostly none waits for another: then there is no order to be shown.
  const isOrdered = units.some(({ unit }) => afterOf(planned.get(unit) ?? { after: [] }) !== '');
  const rows = units.flatMap(({ unit, place, price }) => {
    const atom = planned.get(unit);
    if (atom === undefined) return [];
    const tokens = price.tokens.input + price.tokens.cachedInput + price.tokens.output;
    const cells = [
      ...(isOrdered ? [String(atom.atomWave + 1)] : []), `${nameOf(unit)} ${plain(place)}<br>${plain(shortened(atom.words))}`, `${atom.category}, ${atom.complexity}`,
      ...(isOrdered ? [afterOf(atom)] : []), tokens.toLocaleString('en'), price.microUsd === undefined ? 'unknown' : dollars(price.microUsd),
    ];
    return [`| ${cells.join(' | ')} |`];
  });
  const critical = plan.criticalPath.filter((unit) => isOpen.has(unit));
  return [
    '## Units', '',
    ...(isOrdered
      ? ['| wave | unit, place in the spec, words | kind | after | tokens | price |', '|---:|---|---|---|---:|---:|']
      : ['| unit, place in the spec, words | kind | tokens | price |', '|---|---|---:|---:|']),
    ...rows, '',
    ...(critical.length > 1 ? [`Longest chain: ${critical.map(nameOf).join(' → ')}.`, ''] : []),
  ];
}

/** As much of the words as tells which they are. */
const mostWords = 140;

function shortened(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length <= mostWords ? line : `${line.slice(0, mostWords).replace(/\s\S*$/, '')} …`;
}

function milestonePart({ milestones, units, strata }: Masterplan): readonly string[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const rows = milestones.filter(({ tasks }) => tasks.length > 0).map(({ name, tasks }) => {
    const counts = { template: 0, ast: 0, llm: 0 };
    for (const id of tasks.flatMap((task) => task.units)) counts[byId.get(id)?.stratum ?? 'ast'] += 1;
    return `| ${name} | ${tasks.length} | ${counts.template} | ${counts.ast} | ${counts.llm} |`;
  });
  return [
    '## The whole app', '',
    '| milestone | files | units from templates | derived from the spec | for a model |', '|---|---:|---:|---:|---:|', ...rows,
    `| all | ${milestones.reduce((sum, { tasks }) => sum + tasks.length, 0)} | ${strata.template} | ${strata.ast} | ${strata.llm} |`, '',
  ];
}

function diagramPart(plan: Masterplan, open: number): readonly string[] {
  return open > mostDrawn ? [] : ['## Diagram', '', '```mermaid', planDiagram(plan).trimEnd(), '```', ''];
}

/** What a run will probably cost: one price, or both where nobody knows whether a provider caches. */
function priceWords({ microUsd, ifCachedMicroUsd }: RunPrice): string {
  if (microUsd === undefined) return 'at an unknown price';
  return ifCachedMicroUsd === undefined ? `about ${dollars(microUsd)}` : `${dollars(ifCachedMicroUsd)} to ${dollars(microUsd)}`;
}

function amount(value: number, singular: string): string {
  return `${value.toLocaleString('en')} ${singular}${value === 1 ? '' : 's'}`;
}
