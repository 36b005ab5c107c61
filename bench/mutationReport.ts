import { table } from './measure.ts';
import type { Mutant } from './mutants.ts';
import { wilson } from '../src/base/wilson.ts';

export interface Verdict {
  readonly mutant: Mutant;
  /** It did not start: no behaviour that could be judged. */
  readonly dead: boolean;
  /** The first check that failed. */
  readonly caughtBy: string | undefined;
  readonly requests: number;
}

/** Prints a line for each mutant and the score; gives the exit code: 0 from 95 % on. */
export function printVerdicts(verdicts: readonly Verdict[], options: { readonly seconds: number; readonly markdown: boolean }): number {
  const alive = verdicts.filter(({ dead }) => !dead);
  const caught = alive.filter(({ caughtBy }) => caughtBy !== undefined);
  const rows = verdicts.map(({ mutant, dead, caughtBy }) => [mutant.operator.name, `${mutant.file}:${mutant.line}`, dead ? 'does not start' : (caughtBy ?? 'SURVIVED')]);
  const heading = ['operator', 'place', 'caught by'];
  console.log(options.markdown ? markdown([heading, ...rows]) : table([heading, ...rows]));
  const { low, high } = wilson(caught.length, alive.length);
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const operators = new Set(alive.map(({ mutant }) => mutant.operator.name)).size;
  console.log(`\n${caught.length} of ${alive.length} mutants caught: ${percent(caught.length / Math.max(1, alive.length))} (95 % interval ${percent(low)} to ${percent(high)}); ${operators} operators, ${options.seconds} s`);
  console.log(`${verdicts.length - alive.length} mutants did not start and do not count.`);
  return caught.length / Math.max(1, alive.length) >= 0.95 ? 0 : 1;
}

function markdown(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...body.map(line)].join('\n');
}
