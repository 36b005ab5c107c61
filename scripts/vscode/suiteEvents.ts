import { existsSync, readFileSync } from 'node:fs';

/** What the suite in the extension host reports, one JSON line each. */
export type SuiteEvent =
  | { readonly kind: 'passed'; readonly title: string; readonly durationMs: number }
  | { readonly kind: 'failed'; readonly title: string; readonly durationMs: number; readonly error: string }
  | { readonly kind: 'measured'; readonly name: string; readonly value: number };

/** The events of a report; none when the suite never began. */
export function readEvents(report: string): readonly SuiteEvent[] {
  if (!existsSync(report)) return [];
  return readFileSync(report, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as SuiteEvent);
}

/** The report as mocha would print it. */
export function formatEvents(events: readonly SuiteEvent[]): string {
  const passed = events.filter(({ kind }) => kind === 'passed');
  const failed = events.filter((event) => event.kind === 'failed');
  const lines = events.flatMap((event) => {
    switch (event.kind) {
      case 'passed': return [`  ✔ ${event.title} (${Math.round(event.durationMs)}ms)`];
      case 'failed': return [`  ${failed.indexOf(event) + 1}) ${event.title}`];
      case 'measured': return [`    ${event.name}: ${event.value}`];
    }
  });
  const details = failed.map(({ title, error }, index) => `\n  ${index + 1}) ${title}:\n\n${error.replace(/^/gm, '     ')}`);
  return [...lines, '', `  ${passed.length} passing`, ...(failed.length === 0 ? [] : [`  ${failed.length} failing`]), ...details, ''].join('\n');
}
