import { markdownCode as code, markdownText as plain } from '../base/markdown.ts';
import type { Masterplan, PlannedMilestone } from './masterplan.ts';

/** The masterplan as a Markdown page: what is made in which stratum and why, the waves, the price of what needs a model. */
export function planPage(plan: Masterplan): string {
  const { strata, waves, units } = plan;
  return [
    `# Masterplan of ${plain(plan.application)}`,
    '',
    `${amount(units.length, 'unit')} in ${amount(waves.length, 'wave')}: ${strata.template} from templates, ${strata.ast} derived from the spec, ${strata.llm} for a language model.`,
    '',
    ...pricePart(plan),
    ...plan.milestones.filter(({ tasks }) => tasks.length > 0).flatMap(milestonePart),
    '## Waves',
    '',
    'Units of one wave depend only on earlier waves and can be made at the same time.',
    '',
    '| wave | units |',
    '|---:|---:|',
    ...waves.map((wave, index) => `| ${index + 1} | ${wave.length} |`),
    '',
    ...(plan.cycles.length === 0 ? [] : ['Made together, because they depend on each other:', '', ...plan.cycles.map((cycle) => `- ${cycle.map(code).join(' → ')}`), '']),
  ].join('\n');
}

function pricePart(plan: Masterplan): readonly string[] {
  if (plan.llm.length === 0) return ['**Price: $0.00.** Nothing in this spec needs a language model.', ''];
  const { tokens, byModel, pricesAsOf } = plan.price;
  return [
    '## What needs a language model',
    '',
    `About ${amount(tokens.input, 'token')} in and ${amount(tokens.output, 'token')} out.`,
    '',
    '| unit | in words | why | complexity | wave | after |',
    '|---|---|---|---|---:|---|',
    ...plan.llm.map(({ unit, words, reason, complexity, atomWave, after }) => `| ${code(unit)} | ${plain(words)} | ${plain(reason)} | ${complexity} | ${atomWave + 1} | ${after.map(code).join(', ')} |`),
    '',
    ...(plan.criticalPath.length > 1 ? [`Critical path: ${plan.criticalPath.map(code).join(' → ')}`, ''] : []),
    `| model | estimated price (list prices of ${pricesAsOf}) |`,
    '|---|---:|',
    ...byModel.map(({ model, usd }) => `| ${plain(model)} | $${usd.toFixed(4)} |`),
    '',
  ];
}

function milestonePart({ name, tasks }: PlannedMilestone): readonly string[] {
  return [
    `## ${name.slice(0, 1).toUpperCase()}${name.slice(1)}: ${amount(tasks.length, 'file')}`,
    '',
    '| file | stratum | units | why |',
    '|---|---|---:|---|',
    ...tasks.map(({ file, stratum, units, reason }) => `| ${code(file)} | ${stratum} | ${units.length} | ${plain(reason)} |`),
    '',
  ];
}

function amount(value: number, singular: string): string {
  return `${value.toLocaleString('en')} ${singular}${value === 1 ? '' : 's'}`;
}
