import { styleText } from 'node:util';
import type { LocatedDiagnostic } from '../pipeline/loadSpec.ts';

/** 0 all holds, 1 a gap or failure was found, 2 bad usage or a bad spec. */
export type ExitCode = 0 | 1 | 2;

/** The command line cannot be understood; the message says why. */
export class UsageError extends Error {}

type Style = NonNullable<Parameters<typeof styleText>[0]>;

/** The text in that style when a person sees it in colour, plain in pipes and with NO_COLOR. */
export function paint(style: Style, text: string): string {
  const isPlain = !process.stderr.isTTY || (process.env['NO_COLOR'] ?? '') !== '';
  return isPlain ? text : styleText(style, text);
}

/** A line for people; goes to standard error so that standard output holds nothing but the result. */
export function say(line = ''): void {
  process.stderr.write(`${line}\n`);
}

/** The one JSON object of a `--json` run. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** One diagnostic a line, clickable in terminals: `file:line:column severity code message`. */
export function sayDiagnostics(diagnostics: readonly LocatedDiagnostic[]): void {
  const styles: Readonly<Record<LocatedDiagnostic['severity'], Style>> = { error: 'red', warning: 'yellow', info: 'blue' };
  for (const { file, line, column, severity, code, message } of diagnostics) {
    say(`${file}:${line}:${column} ${paint(styles[severity], severity)} ${paint('dim', code)} ${message}`);
  }
}

/** `1 file`, `2 files`. */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? singular : plural}`;
}

/** Milliseconds as people read them: `14 ms`, `1.2 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
