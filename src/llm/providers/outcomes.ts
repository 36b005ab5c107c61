import { noUsage } from '../tokenUsage.ts';
import type { ModelCall } from '../modelCall.ts';
import type { CallFacts, FailureCause, FailureKind, ModelFailure, ModelOutcome } from '../outcome.ts';
import type { AnswerDraft } from './answerDraft.ts';
import type { CallGuard } from './callGuard.ts';
import { Stopped, type StopReason } from './callWatch.ts';
import { classify, innerError, messageOf } from './classification.ts';
import type { ToldError } from './classification.ts';
import type { SdkErrors } from './exchange.ts';
import { present } from './present.ts';
import type { ProviderOptions } from './providerOptions.ts';
import { rateLimitsOf } from './rateLimitHeaders.ts';
import { redacted } from './redacted.ts';
import { retryAfterMs } from './retryAfter.ts';
import { billedInHeaders } from './usage.ts';

/** Everything that is known of a call when it ends. */
export interface Ending {
  readonly guard: CallGuard;
  readonly draft: AnswerDraft;
  readonly call: ModelCall;
  readonly options: ProviderOptions;
  readonly headers: Headers | undefined;
}

/** The outcome of a body that was read to its end. */
export function outcomeOfDraft(ending: Ending): ModelOutcome {
  const { draft, guard } = ending;
  if (guard.reason !== undefined && guard.reason !== 'lateEnd') return stopped(guard.reason, ending);
  if (draft.error !== undefined) return toldFailure(draft.error, ending);
  if (draft.isWhole) return outcomeOfEnd(ending);
  return draft.events > 0 ? failure('truncated', 'streamCut', 'The stream ended before the answer did.', ending) : noAnswer(ending);
}

/** The outcome of an error: one of our own guard, of the SDK, or of the connection. */
export function failureOfError(error: unknown, errors: SdkErrors, ending: Ending): ModelOutcome {
  const { draft, guard } = ending;
  const reason = error instanceof Stopped ? error.reason : guard.reason;
  if (reason === 'cancelled') return stopped('cancelled', ending);
  // The answer is whole: how its connection ends, and what is cut off behind it, is no matter.
  const isOfConnection = reason !== undefined || guard.broken !== undefined || error instanceof SyntaxError;
  if (draft.isWhole && draft.error === undefined && isOfConnection) return outcomeOfEnd(ending);
  if (reason !== undefined) return stopped(reason, ending);
  if (error instanceof errors.connection) return failure('offline', 'connection', reasons(error), ending);
  if (error instanceof errors.api) return toldFailure({ body: error.error ?? error.message, ...present({ status: error.status, headers: error.headers }) }, ending);
  if (guard.broken !== undefined) return failure('truncated', 'streamCut', reasons(error), ending);
  if (error instanceof SyntaxError && guard.bodyEnded && draft.events > 0) return failure('truncated', 'streamCut', error.message, ending);
  if (error instanceof SyntaxError) return failure('badOutput', guard.isPage ? 'html' : 'malformed', error.message, ending);
  return failure('unknown', undefined, reasons(error), ending);
}

function outcomeOfEnd(ending: Ending): ModelOutcome {
  const { draft, call } = ending;
  switch (draft.end) {
    case 'finished': return finished(ending);
    // Asking for no output at all is how a cache is warmed.
    case 'outputLimit': return call.maxOutputTokens === 0 ? answer(ending) : failure('truncated', 'outputLimit', 'The answer reached its limit of tokens.', ending);
    case 'contextLimit': return failure('tooLarge', undefined, 'Prompt and answer together are over the context of the model.', ending);
    case 'refused': return failure('refused', 'policy', draft.text === '' ? 'The model declined.' : draft.text, ending);
    case 'other':
    case undefined: return failure('badOutput', 'malformed', 'The model ended without an answer in text.', ending);
  }
}

function finished(ending: Ending): ModelOutcome {
  const { draft, call, options } = ending;
  if (draft.text.trim() === '') return failure('badOutput', 'empty', 'The answer has no text.', ending);
  const holdsToSchema = call.answerSchema !== undefined && options.modelInfo(call.model.model)?.abilities.structuredOutput === true;
  return holdsToSchema && !isJson(draft.text) ? failure('badOutput', 'malformed', 'The answer is no JSON, which its schema asks for.', ending) : answer(ending);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function answer(ending: Ending): ModelOutcome {
  const { draft, call, options } = ending;
  if (draft.usage !== undefined) return { kind: 'ok', text: draft.text, usage: draft.usage, ...factsOf(ending) };
  const tokens = (text: string): number => options.estimateTokens?.(text, call.model.model) ?? Math.ceil(text.length / 4);
  const prompt = [...call.system, ...call.messages.flatMap(({ parts }) => parts)].map(({ text }) => text).join('\n');
  return { kind: 'ok', text: draft.text, usage: { ...noUsage, input: tokens(prompt), output: tokens(draft.text) }, usageIsEstimated: true, ...factsOf(ending) };
}

/** Not one event of the protocol came. */
function noAnswer(ending: Ending): ModelFailure {
  const { guard } = ending;
  if (guard.isPage) return failure('badOutput', 'html', 'The server answered with a web page.', ending);
  if (!guard.hasText) return failure('badOutput', 'empty', 'The server answered with nothing.', ending);
  return failure('badOutput', 'malformed', 'The server answered with something that is no answer of its protocol.', ending);
}

const limitNames: Readonly<Record<Exclude<StopReason, 'cancelled' | 'flood'>, string>> = {
  firstByte: 'The first byte did not come in time', idle: 'Nothing came for too long', total: 'The call took too long as a whole', lateEnd: 'The connection was not closed',
};

/** What a call that was stopped ends in. */
export function stopFailure(reason: StopReason, totalMs: number): Pick<ModelFailure, 'kind' | 'cause' | 'detail'> {
  if (reason === 'cancelled') return { kind: 'cancelled', detail: 'The call was cancelled.' };
  if (reason === 'flood') return { kind: 'badOutput', cause: 'malformed', detail: 'The answer is larger than any answer can be.' };
  return { kind: 'offline', cause: 'timeout', detail: `${limitNames[reason]} (${Math.round(totalMs)} ms after sending).` };
}

function stopped(reason: StopReason, ending: Ending): ModelFailure {
  const { kind, cause, detail } = stopFailure(reason, ending.guard.timing().totalMs);
  return failure(kind, cause, detail, ending);
}

function toldFailure(error: ToldError, ending: Ending): ModelFailure {
  const { kind, cause } = classify(error);
  const headers = error.headers ?? ending.headers ?? new Headers();
  const waitMs = kind === 'rateLimited' || kind === 'overloaded' ? retryAfterMs(headers, innerError(error.body), ending.options.time.now()) : undefined;
  return { ...failure(kind, cause, messageOf(error), { ...ending, headers }), ...present({ status: error.status, retryAfterMs: waitMs }) };
}

function failure(kind: FailureKind, cause: FailureCause | undefined, detail: string, ending: Ending): ModelFailure {
  const { draft, options } = ending;
  const partialText = draft.text === '' ? undefined : draft.text;
  return { kind, detail: redacted(detail, [options.key]), ...present({ cause, partialText, usage: draft.usage }), ...factsOf(ending) };
}

function factsOf({ guard, draft, headers, options }: Ending): CallFacts {
  const found = headers === undefined ? {} : present({
    requestId: headers.get('request-id') ?? headers.get('x-request-id') ?? undefined,
    rateLimits: rateLimitsOf(headers, options.time.now()),
    billedMicroUsd: billedInHeaders(headers),
  });
  return { ...found, ...present({ billedMicroUsd: draft.billedMicroUsd }), timing: guard.timing() };
}

/** An error's message with those of its causes, which say what happened to a connection. */
function reasons(error: unknown): string {
  const parts: string[] = [];
  for (let current: unknown = error; current instanceof Error && parts.length < 4; current = current.cause) parts.push(current.message);
  return parts.length === 0 ? String(error) : parts.join(': ');
}
