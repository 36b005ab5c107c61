import type { ClockPort } from './ports.ts';
import type { VerifyEvent, VerifyStage, VerifyTimings } from './report.ts';

/** Times the stages of a run and tells about them. */
export class StageClock {
  readonly #clock: ClockPort;
  readonly #onEvent: (event: VerifyEvent) => void;
  readonly #ms = new Map<VerifyStage, number>();

  constructor(clock: ClockPort, onEvent: (event: VerifyEvent) => void = () => undefined) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  async stage<T>(stage: VerifyStage, work: () => Promise<{ readonly value: T; readonly ok: boolean; readonly summary: string }>): Promise<T> {
    this.#onEvent({ kind: 'stageStarted', stage });
    const startedMs = this.#clock.elapsedMs();
    const { value, ok, summary } = await work();
    const ms = Math.round(this.#clock.elapsedMs() - startedMs);
    this.#ms.set(stage, ms);
    this.#onEvent({ kind: 'stageDone', stage, ok, ms, summary });
    return value;
  }

  timings(totalMs: number): VerifyTimings {
    const of = (stage: VerifyStage): number => this.#ms.get(stage) ?? 0;
    return {
      dependencies: of('dependencies'), typecheck: of('typecheck'), lint: of('lint'), database: of('database'), tests: of('tests'),
      boot: of('boot'), smoke: of('smoke'), stop: of('stop'), total: Math.round(totalMs),
    };
  }
}
