/** Benchmarks that repeat, switched on by the person; off by default. */
export interface BenchmarkSchedule {
  /** 1 to 12. */
  readonly everyHours: number;
}

const hourMs = 3_600_000;

/**
 * When the next run is due, in milliseconds since 1970; undefined when none is wanted. What was missed while nothing ran is not made up for: it is due once,
 * a minute from now.
 */
export function nextRunAt(schedule: BenchmarkSchedule | undefined, lastStartedAt: number | undefined, now: number): number | undefined {
  if (schedule === undefined) return undefined;
  const soon = now + 60_000;
  if (lastStartedAt === undefined || lastStartedAt > now) return soon;
  return Math.max(soon, lastStartedAt + everyMs(schedule));
}

/** Whether a run may start now: whoever waited looks again, because another window may have been faster. */
export function isDue(schedule: BenchmarkSchedule | undefined, lastStartedAt: number | undefined, now: number): boolean {
  if (schedule === undefined) return false;
  return lastStartedAt === undefined || lastStartedAt > now || lastStartedAt + everyMs(schedule) <= now;
}

function everyMs({ everyHours }: BenchmarkSchedule): number {
  return Math.min(12, Math.max(1, everyHours)) * hourMs;
}
