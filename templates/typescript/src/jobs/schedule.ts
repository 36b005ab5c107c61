import type { CallContext } from "../shared/context.ts";

/** Work that runs by the clock. */
export interface Schedule {
  readonly name: string;
  /** Five fields: minute, hour, day of the month, month, day of the week; in UTC. */
  readonly cron: string;
  run(context: CallContext): Promise<void>;
}
