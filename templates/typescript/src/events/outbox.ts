import { outboxEvents } from "../db/systemTables.ts";
import type { CallContext } from "../shared/context.ts";
import { uuidv7 } from "../shared/uuid.ts";

type Listener = () => void;

const listeners = new Set<Listener>();

/** Writes an event into the transaction; its handlers run after the commit. */
export async function emitEvent(
  context: CallContext,
  name: string,
  payload: Readonly<Record<string, unknown>>,
): Promise<void> {
  await context.tx
    .insert(outboxEvents)
    .values({ id: uuidv7(), name, payload, emittedAt: context.now });
  context.afterCommit("outbox", () => {
    for (const listener of listeners) listener();
  });
}

/** Calls `listener` whenever this process has committed events; gives the function that ends it. */
export function onEventsCommitted(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
