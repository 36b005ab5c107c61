import { appendFileSync } from 'node:fs';
import type { SuiteEvent } from '../../../../scripts/vscode/suiteEvents.ts';

/** Tells the process that started the suite. */
export function report(event: SuiteEvent): void {
  const { DEVMATRIX_SUITE_REPORT: file = '' } = process.env;
  if (file !== '') appendFileSync(file, `${JSON.stringify(event)}\n`);
}

/** Tells a figure that was measured. */
export function measured(name: string, value: number): void {
  report({ kind: 'measured', name, value: Math.round(value * 10) / 10 });
}
