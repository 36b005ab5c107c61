import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelFailure } from '../outcome.ts';
import { AnswerDraft } from './answerDraft.ts';
import { CallGuard } from './callGuard.ts';
import type { SdkErrors } from './exchange.ts';
import { failureOfError, outcomeOfDraft } from './outcomes.ts';
import type { ProviderOptions } from './providerOptions.ts';

/** Lists and counts are small: whatever takes longer is not worth waiting for. */
const mostMs = 20_000;

export interface JsonQuestion {
  readonly send: (signal: AbortSignal) => Promise<Response>;
  readonly errors: SdkErrors;
  readonly options: ProviderOptions;
  /** Longest wait, in milliseconds. Default 20,000. */
  readonly totalMs?: number;
}

/** Asks something that is answered with a JSON object, such as a list of models; anything else is a failure like that of a call. */
export async function readJson({ send, errors, options, totalMs = mostMs }: JsonQuestion, signal: CancelSignal): Promise<{ readonly kind: 'json'; readonly body: unknown } | ModelFailure> {
  const limits = { firstByteMs: totalMs, idleMs: totalMs, totalMs };
  const guard = new CallGuard(limits, options.time, signal);
  const draft = new AnswerDraft(undefined);
  const call = { model: { provider: options.id, model: '' }, system: [], messages: [], maxOutputTokens: 0, limits };
  let headers: Headers | undefined;
  try {
    const body = await guard.race(ask(send, guard, (found) => { headers = found; }));
    if (typeof body === 'object' && body !== null && guard.reason === undefined) return { kind: 'json', body };
    return failed(outcomeOfDraft({ guard, draft, call, options, headers }));
  } catch (error) {
    return failed(failureOfError(error, errors, { guard, draft, call, options, headers }));
  } finally {
    guard.end();
  }
}

async function ask(send: JsonQuestion['send'], guard: CallGuard, onHeaders: (headers: Headers) => void): Promise<unknown> {
  const response = await send(guard.controller.signal);
  onHeaders(response.headers);
  const text = await guard.text(response);
  return text.trim() === '' || guard.isPage ? undefined : (JSON.parse(text) as unknown);
}

/** A draft that nothing was read into never is an answer. */
function failed(outcome: ReturnType<typeof outcomeOfDraft>): ModelFailure {
  if (outcome.kind === 'ok') throw new Error('Nothing was asked of a model.');
  return outcome;
}
