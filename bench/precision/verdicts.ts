import type { LoggedEvent, UnitAnswerEvent } from '../../src/waves/runEvent.ts';
import type { GivenAnswer } from './scriptedModel.ts';

/** What became of a code answer. */
export interface Verdict extends GivenAnswer {
  /** Who found something; undefined when it was accepted. */
  readonly level?: string;
  /** What the call cost and took; undefined when the log has no call for it: the gateway tried again by itself. */
  readonly microUsd?: number;
  readonly ms?: number;
}

interface Attempt {
  readonly event: UnitAnswerEvent;
  level: string | undefined;
  judgedMs: number;
}

/** What became of each code answer; one that the gateway took for none, because it was cut off or refused, never became an attempt. */
export function verdictsOf(events: readonly LoggedEvent[], given: readonly GivenAnswer[]): readonly Verdict[] {
  const attempts = new Map<string, Attempt[]>();
  const of = (unit: string): Attempt[] => {
    const list = attempts.get(nameOf(unit)) ?? [];
    attempts.set(nameOf(unit), list);
    return list;
  };
  for (const { event } of events) {
    if (event.kind === 'unit.answer' && event.ask === 'code') of(event.unit).push({ event, level: undefined, judgedMs: 0 });
    if (event.kind === 'unit.attempt' && event.ask === 'code') {
      const attempt = of(event.unit).find((one) => one.event.attempt === event.attempt);
      if (attempt === undefined) continue;
      attempt.level = event.findings[0]?.level;
      attempt.judgedMs += Object.values(event.timingsMs ?? {}).reduce((sum, ms) => sum + ms, 0);
    }
    if (event.kind === 'unit.requeued') setLast(of(event.unit), event.level);
  }
  return given.filter(({ ask }) => ask === 'code').map((answer): Verdict => {
    const own = attempts.get(answer.name) ?? [];
    const attempt = own.find(({ event }) => event.answer?.trim() === answer.text.trim()) ?? own.find(({ event }) => event.answer === undefined && event.attempt === answer.time);
    if (attempt === undefined) return { ...answer, level: 'the call' };
    const { event: { answer: text, microUsd = 0, totalMs }, judgedMs } = attempt;
    const level = text === undefined ? 'the call' : attempt.level;
    return { ...answer, microUsd, ms: totalMs + judgedMs, ...(level === undefined ? {} : { level }) };
  });
}

/** The name of a unit's function. */
export function nameOf(unit: string): string {
  return unit.slice(unit.lastIndexOf('#') + 1);
}

function setLast(attempts: Attempt[], level: string): void {
  const last = attempts.at(-1);
  if (last !== undefined) last.level = level;
}
