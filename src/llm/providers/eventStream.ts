import { createParser } from 'eventsource-parser';
import type { CallGuard } from './callGuard.ts';
import { recordOf } from './unknownJson.ts';

/** An event of a stream of server-sent events, whose data is JSON. */
export interface StreamEvent {
  readonly name: string | undefined;
  readonly data: unknown;
}

/** What ends the streams of OpenAI and of servers like it; it is no JSON. */
const done = '[DONE]';

/** More of the text follows. */
const streaming = { stream: true };

/**
 * Reads a stream of events to its end, or until `take` has enough of them. Rejects with a `SyntaxError` when an event is no JSON. The SDKs' own readers would do,
 * but each event passes several generators and promises there: as much computing as all that stands between a caller and the provider otherwise.
 */
export async function readEvents(response: Response, guard: CallGuard, take: (event: StreamEvent) => 'more' | 'enough'): Promise<void> {
  const decoder = new TextDecoder();
  let state: 'more' | 'enough' = 'more';
  const parser = createParser({
    onEvent: ({ event: name, data }) => {
      if (state === 'enough' || name === 'ping' || data === '') return;
      state = data === done ? 'enough' : take({ name, data: jsonOf(name, data) });
    },
  });
  await guard.read(response, (piece) => {
    parser.feed(decoder.decode(piece, streaming));
    return state;
  });
  // Some servers leave out the empty line behind their last event.
  if (guard.bodyEnded) parser.feed(`${decoder.decode()}\n\n`);
}

/** Whether an event tells an error, as any of the protocols does. */
export function isError({ name, data }: StreamEvent): boolean {
  if (name === 'error') return true;
  const record = recordOf(data);
  return record !== undefined && (record['type'] === 'error' || Boolean(record['error']));
}

/** What an error says may be plain text. */
function jsonOf(name: string | undefined, data: string): unknown {
  if (name !== 'error') return JSON.parse(data) as unknown;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}
