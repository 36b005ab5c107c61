import type { CallContext } from "../shared/context.ts";

/** What happens on an event. Its name is stored with every delivery: a new name is a new handler. */
export interface EventHandler {
  readonly name: string;
  readonly event: string;
  handle(context: CallContext, payload: unknown): Promise<void>;
}
