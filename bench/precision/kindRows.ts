import type { LoggedEvent } from '../../src/waves/runEvent.ts';
import { defectKinds } from './defects.ts';
import { nameOf, type Verdict } from './verdicts.ts';

/** A line for each kind of defect: by whom it was caught, how many attempts the units took that had it, how many of them are right in the end, what the wrong answers cost and took. */
export function kindRows(verdicts: readonly Verdict[], events: readonly LoggedEvent[]): readonly (readonly string[])[] {
  const done = new Set(events.flatMap(({ event }) => (event.kind === 'unit.done' ? [nameOf(event.unit)] : [])));
  for (const { event } of events) if (event.kind === 'unit.incomplete') done.delete(nameOf(event.unit));
  const byUnit = new Map<string, Verdict[]>();
  for (const verdict of verdicts) byUnit.set(verdict.name, [...byUnit.get(verdict.name) ?? [], verdict]);
  const isRight = (name: string): boolean => done.has(name) && byUnit.get(name)?.at(-1)?.defect === undefined;
  const rows = [...defectKinds, undefined].flatMap((kind): readonly (readonly string[])[] => {
    const own = verdicts.filter(({ defect }) => defect === kind);
    if (own.length === 0) return [];
    const units = [...new Set(own.map(({ name }) => name))];
    const attempts = units.map((name) => byUnit.get(name)?.length ?? 0);
    const caught = own.filter(({ level }) => level !== undefined);
    return [[
      kind ?? 'none', String(own.length), kind === undefined ? `${caught.length} refused` : String(caught.length), levelsText(own), mean(attempts).toFixed(2),
      `${(100 * units.filter(isRight).length / units.length).toFixed(2)} %`, `$${(own.reduce((sum, { microUsd = 0 }) => sum + microUsd, 0) / 1e6).toFixed(4)}`,
      `${(mean(own.flatMap(({ ms }) => ms ?? [])) / 1000).toFixed(1)} s`,
    ]];
  });
  return [['defect', 'answers', 'caught', 'by', 'attempts a unit', 'units right in the end', 'cost of these answers', 'call and judging'], ...rows];
}

function levelsText(verdicts: readonly Verdict[]): string {
  const counts = new Map<string, number>();
  for (const { level } of verdicts) if (level !== undefined) counts.set(level, (counts.get(level) ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left).map(([level, times]) => `${level} ${times}`).join(', ');
}

function mean(list: readonly number[]): number {
  return list.length === 0 ? 0 : list.reduce((sum, one) => sum + one, 0) / list.length;
}
