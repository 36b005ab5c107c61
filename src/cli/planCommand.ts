import { plainLine } from '../base/plainText.ts';
import { specFiles } from '../node/specFiles.ts';
import { planSpec } from '../pipeline/planSpec.ts';
import type { Masterplan } from '../plan/masterplan.ts';
import { planDiagram } from '../plan/planDiagram.ts';
import { parseSpecArguments } from './arguments.ts';
import { targetNamed } from './targets.ts';
import { count, type ExitCode, paint, printJson, say, sayDiagnostics, UsageError } from './terminal.ts';

/** `devmatrix plan`: the masterplan for people, as JSON or as a Mermaid diagram; nothing is written. */
export async function planCommand(args: readonly string[]): Promise<ExitCode> {
  const { spec, values } = parseSpecArguments(args, {
    target: { type: 'string', default: 'typescript' },
    json: { type: 'boolean', default: false },
    mermaid: { type: 'boolean', default: false },
  });
  if (values.json && values.mermaid) throw new UsageError('Either --json or --mermaid.');
  const { plan, diagnostics } = planSpec(specFiles(spec), await targetNamed(values.target).load());
  if (values.json) printJson({ spec, diagnostics, ...plan });
  else {
    sayDiagnostics(diagnostics);
    if (plan === undefined) say(paint('red', 'There is no plan: the spec has errors.'));
    else process.stdout.write(values.mermaid ? planDiagram(plan) : formatPlan(plan));
  }
  return plan === undefined ? 2 : 0;
}

/** The masterplan as a page of text: strata, milestones with their tasks, waves, cycles, price. */
export function formatPlan(plan: Masterplan): string {
  const lines = [
    `Masterplan of ${plan.application}: ${count(plan.units.length, 'unit')} in ${count(plan.waves.length, 'wave')}`,
    `Strata: ${plan.strata.template} template, ${plan.strata.ast} ast, ${plan.strata.llm} llm`,
    '',
  ];
  for (const { name, tasks } of plan.milestones) {
    if (tasks.length === 0) continue;
    lines.push(`${name} (${count(tasks.length, 'task')})`);
    const width = Math.max(...tasks.map(({ file }) => file.length));
    for (const task of tasks) {
      lines.push(`  ${task.file.padEnd(width)}  ${task.stratum.padEnd(8)}  ${count(task.units.length, 'unit').padStart(8)}  ${task.reason}`);
    }
    lines.push('');
  }
  lines.push('Waves (units that can be made at the same time)');
  plan.waves.forEach((wave, index) => lines.push(`  ${String(index + 1).padStart(2)}  ${count(wave.length, 'unit')}`));
  lines.push('', plan.cycles.length === 0 ? 'Cycles: none' : 'Cycles (made together in one wave)');
  for (const cycle of plan.cycles) lines.push(`  ${cycle.join(' → ')}`);
  lines.push('', ...priceLines(plan), '');
  return lines.join('\n');
}

function priceLines(plan: Masterplan): readonly string[] {
  if (plan.llm.length === 0) return ['Price: $0.00. Nothing in this spec needs a language model.'];
  const { tokens, byModel, pricesAsOf } = plan.price;
  return [
    `Units that need a language model (about ${count(tokens.input, 'token')} in, ${count(tokens.output, 'token')} out)`,
    ...plan.llm.map(({ unit, words, reason, atomWave, complexity, after }) => `  wave ${atomWave + 1}  ${complexity.padEnd(7)}  ${unit}: "${plainLine(words, 400)}" (${reason})${after.length === 0 ? '' : `, after ${after.join(', ')}`}`),
    ...(plan.criticalPath.length > 1 ? [`Critical path: ${plan.criticalPath.join(' → ')}`] : []),
    `Estimated price, list prices of ${pricesAsOf}`,
    ...byModel.map(({ model, usd }) => `  ${model.padEnd(22)} $${usd.toFixed(4)}`),
  ];
}
