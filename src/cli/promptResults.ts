import { dollars } from '../base/dollars.ts';
import { readRun } from '../waves/runLog.ts';
import { type TemplateComparison, TemplateFold } from '../waves/compareTemplates.ts';
import { parseOptions } from './arguments.ts';
import { count, type ExitCode, printJson, say } from './terminal.ts';
import { textTable } from './textTable.ts';
import { hasStore, withStore } from './withStore.ts';

/** Runs whose logs are looked at, newest first. */
const mostRuns = 200;

/** `devmatrix prompt --results`: how each version and variant of the prompts fared in the runs of this person. */
export async function promptResults(args: readonly string[]): Promise<ExitCode> {
  const { json } = parseOptions(args, { results: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } });
  if (!hasStore()) return show({ templates: [], differences: [] }, json ? 'json' : 'text');
  return withStore(async (store) => {
    const fold = new TemplateFold();
    for (const { run } of [...await store.runLog.runs(mostRuns)].reverse()) for await (const { event } of readRun(store.runLog, run)) fold.add(event);
    return show(fold.result(), json ? 'json' : 'text');
  });
}

function show(comparison: TemplateComparison, form: 'json' | 'text'): ExitCode {
  const { templates, differences } = comparison;
  if (form === 'json') printJson(comparison);
  else if (templates.length === 0) say('No unit was written by a model yet.');
  else {
    const rows = templates.map(({ template, units, done, firstTry, firstTryRate: { rate, low, high }, attempts, calls, microUsd, microUsdPerDone }) => [
      template, String(units), String(done), units === 0 ? '-' : `${percent(rate)} (${String(firstTry)})`, units === 0 ? '-' : `${percent(low)} to ${percent(high)}`,
      units === 0 ? '-' : (attempts / units).toFixed(2), String(calls), dollars(microUsd), microUsdPerDone === undefined ? '-' : dollars(microUsdPerDone),
    ]);
    for (const line of textTable([['prompts', 'units', 'done', 'first try', '95 %', 'attempts', 'calls', 'cost', 'each'], ...rows])) process.stdout.write(`${line}\n`);
    for (const { better, than, difference, low, high, isSure } of differences) {
      process.stdout.write(isSure ? `${better} is better than ${than} at the first try, by ${percent(difference)} (${percent(low)} to ${percent(high)}).\n`
        : `${better} and ${than} cannot be told apart yet: ${percent(difference)} (${percent(low)} to ${percent(high)}).\n`);
    }
    say(`${count(templates.length, 'version')} in the logs of at most ${mostRuns} runs; generate with --prompts A,B to compare two.`);
  }
  return 0;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
