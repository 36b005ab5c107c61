import { lineDiff } from '../base/lineDiff.ts';
import { nodePorts } from '../node/nodePorts.ts';
import type { RepairAllOutcome } from '../compliance/repair/repairAll.ts';
import { openTypeGate } from '../node/typeGate.ts';
import { repairAllGated } from '../pipeline/gatedRepair.ts';
import { parseSpecArguments } from './arguments.ts';
import { openApp, type OpenedApp, stopwatch } from './openApp.ts';
import { count, duration, type ExitCode, paint, printJson, say } from './terminal.ts';

/** `devmatrix repair`: closes the gaps between an app and its spec, keeping what people wrote. */
export async function repairCommand(args: readonly string[]): Promise<ExitCode> {
  const { spec, values } = parseSpecArguments(args, {
    app: { type: 'string' },
    target: { type: 'string', default: 'typescript' },
    'dry-run': { type: 'boolean', default: false },
    'remove-unrequested': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const total = stopwatch();
  const opened = await openApp(spec, values.app, values.target);
  if (opened === undefined) return 2;
  const app = values.app ?? '.';
  const clock = stopwatch();
  const outcome = await repaired(opened, app, { removeUnrequested: values['remove-unrequested'] });
  const repairMs = clock();
  const files = [...outcome.files].filter(([path, text]) => opened.texts.get(path) !== text).map(([path, text]) => ({ path, text })).sort((a, b) => (a.path < b.path ? -1 : 1));
  if (!values['dry-run']) {
    await nodePorts.files.makeFolders(app, files.map(({ path }) => path));
    await nodePorts.files.writeAll(app, files);
  }
  const timingMs = { ...opened.timingMs, repair: repairMs, write: clock(), total: total() };
  opened.checker.keep();
  const { rounds, fixed, remaining, refused } = outcome;
  if (values.json) {
    printJson({ rounds, fixed, remaining: remaining.map(({ key }) => key), filesChanged: files.map(({ path }) => path), refused, timingMs });
  } else {
    if (values['dry-run']) for (const { path, text } of files) process.stdout.write(diffText(path, opened.texts.get(path) ?? '', text));
    sayOutcome(outcome, files.map(({ path }) => path), opened, timingMs.total);
  }
  return remaining.length === 0 ? 0 : 1;
}

/** All repairs that the app's own compiler agrees with, when it is there. */
async function repaired({ checker }: OpenedApp, app: string, options: { readonly removeUnrequested: boolean }): Promise<RepairAllOutcome> {
  if (checker.check().gaps.length === 0) return checker.repairAll(options);
  const gate = openTypeGate(app);
  try {
    return await repairAllGated(checker, options, gate);
  } finally {
    gate?.close();
  }
}

function sayOutcome({ rounds, fixed, remaining, refused }: RepairAllOutcome, files: readonly string[], { spec }: OpenedApp, totalMs: number): void {
  const reasons = new Map(refused.map(({ key, reason }) => [key, reason]));
  say(`${paint('green', '✔')} ${count(fixed.length, 'gap')} closed in ${count(rounds, 'round')}, ${count(files.length, 'file')} changed, ${duration(totalMs)}`);
  for (const path of files) say(`  ${path}`);
  if (remaining.length === 0) return;
  say(`${paint('yellow', '!')} ${count(remaining.length, 'gap')} left:`);
  for (const gap of remaining) {
    const place = `${gap.at.file} ${paint('dim', `(spec line ${String(spec.locate(gap.spec).start.line)})`)}`;
    say(`  ${paint('dim', gap.code)} ${place} ${gap.message}`);
    const reason = gap.kind === 'unrequested' && !reasons.has(gap.key) ? 'It is left alone unless --remove-unrequested is given.' : reasons.get(gap.key);
    if (reason !== undefined) say(`      ${reason}`);
  }
}

/** The lines that change, as `diff` shows them. */
function diffText(path: string, before: string, after: string): string {
  const hunks = lineDiff(path, before, after).map(({ start, end, text }) => {
    const line = before.slice(0, start).split('\n').length;
    const removed = before.slice(start, end);
    return `@@ line ${String(line)} @@\n${marked('-', removed)}${marked('+', text)}`;
  });
  return `--- ${path}\n+++ ${path}\n${hunks.join('')}`;
}

function marked(mark: string, text: string): string {
  return text === '' ? '' : `${text.replace(/\n$/, '').split('\n').map((line) => `${mark}${line}`).join('\n')}\n`;
}
