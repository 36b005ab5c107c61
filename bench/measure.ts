import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** Figures of one whole process, children included; memory is the largest single process, NaN where it is not known. */
export interface ProcessFigures {
  readonly wallS: number;
  readonly cpuS: number;
  readonly maxRssMb: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const gnuTime = process.platform === 'linux' && existsSync('/usr/bin/time');

/** Runs a command to its end and measures it with GNU time, or with the time of bash where that is missing. */
export function measureProcess(command: string, args: readonly string[], cwd: string): ProcessFigures {
  const quoted = [command, ...args].map((part) => `'${part.replaceAll("'", `'\\''`)}'`).join(' ');
  const line = gnuTime ? `/usr/bin/time -f '%U %S %M' ${quoted}` : `TIMEFORMAT='%U %S'; time ${quoted}`;
  const started = performance.now();
  const result = spawnSync('bash', ['-c', line], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  const wallS = (performance.now() - started) / 1000;
  const lines = result.stderr.trimEnd().split('\n');
  const [user = 0, system = 0, kilobytes = Number.NaN] = (lines.at(-1) ?? '').split(' ').map(Number);
  return { wallS, cpuS: user + system, maxRssMb: kilobytes / 1024, exitCode: result.status ?? 1, stdout: result.stdout, stderr: lines.slice(0, -1).join('\n') };
}

/** The middle value; of an even number of values the lower one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** A plain text table; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd();
  const [heading = [], ...body] = rows;
  return [line(heading), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}
