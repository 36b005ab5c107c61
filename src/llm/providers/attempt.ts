import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelCall } from '../modelCall.ts';
import type { ModelOutcome } from '../outcome.ts';
import { AnswerDraft } from './answerDraft.ts';
import { CallGuard } from './callGuard.ts';
import type { Exchange, SdkErrors } from './exchange.ts';
import { isError, readEvents } from './eventStream.ts';
import { failureOfError, outcomeOfDraft } from './outcomes.ts';
import type { Ending } from './outcomes.ts';
import type { ProviderOptions } from './providerOptions.ts';

export interface Attempt {
  /** Makes the request; what it throws is an outcome like any other. */
  readonly exchange: () => Exchange;
  readonly errors: SdkErrors;
  readonly options: ProviderOptions;
  readonly call: ModelCall;
  readonly delivery: 'stream' | 'whole';
}

/** Makes one call and ends in an outcome, whatever the server, the connection or the SDK do; it never rejects. */
export async function attempt({ exchange, errors, options, call, delivery }: Attempt, signal: CancelSignal): Promise<ModelOutcome> {
  const { limits } = call;
  const guard = new CallGuard(delivery === 'whole' ? { ...limits, firstByteMs: limits.totalMs } : limits, options.time, signal);
  const draft = new AnswerDraft(call.onText);
  const ending: { -readonly [Key in keyof Ending]: Ending[Key] } = { guard, draft, call, options, headers: undefined };
  try {
    await guard.race(readAnswer({ exchange: exchange(), guard, draft, delivery }, (headers) => { ending.headers = headers; }));
    return outcomeOfDraft(ending);
  } catch (error) {
    return failureOfError(error, errors, ending);
  } finally {
    guard.end();
  }
}

interface Reading {
  readonly exchange: Exchange;
  readonly guard: CallGuard;
  readonly draft: AnswerDraft;
  readonly delivery: 'stream' | 'whole';
}

async function readAnswer({ exchange, guard, draft, delivery }: Reading, onHeaders: (headers: Headers) => void): Promise<void> {
  if (guard.controller.signal.aborted) return;
  const response = await exchange.send(guard.controller.signal);
  onHeaders(response.headers);
  if (!comesAsStream(response.headers, delivery)) {
    readText(await guard.text(response), exchange, draft);
    return;
  }
  await readEvents(response, guard, (event) => {
    const wasWhole = draft.isWhole;
    if (isError(event)) draft.error = { body: event.data };
    else exchange.readEvent(event.data, draft);
    if (draft.isWhole && !wasWhole) guard.expectEnd();
    return draft.error === undefined ? 'more' : 'enough';
  });
}

/** By what the server says; some answer in one piece though asked for a stream, some say nothing or nonsense. */
function comesAsStream(headers: Headers, delivery: 'stream' | 'whole'): boolean {
  const type = headers.get('content-type') ?? '';
  if (type.includes('text/event-stream')) return true;
  return !type.includes('json') && delivery === 'stream';
}

function readText(text: string, exchange: Exchange, draft: AnswerDraft): void {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // An unfinished draft says what is wrong.
    return;
  }
  exchange.readWhole(body, draft);
}
