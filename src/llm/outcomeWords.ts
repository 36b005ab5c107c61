import { assertNever } from '../base/assertNever.ts';
import type { FailureCause, ModelFailure } from './outcome.ts';

/** Whom a call was made to, in the words that people chose or read. */
export interface CalledModel {
  /** The provider's label, such as "Anthropic". */
  readonly provider: string;
  readonly model: string;
}

/** What happened and where, and what to do next; each is a sentence or two for people. */
export interface OutcomeWords {
  readonly what: string;
  readonly next: string;
}

/** Words a failed call for people. What the provider itself said (`detail`) is for the log, and is quoted only where nothing else is known. */
export function outcomeWords(failure: Pick<ModelFailure, 'kind' | 'cause' | 'status' | 'detail' | 'retryAfterMs'>, { provider, model }: CalledModel): OutcomeWords {
  switch (failure.kind) {
    case 'cancelled': return { what: `The call to ${model} was cancelled.`, next: 'Nothing is to be done.' };
    case 'rateLimited': return failure.cause === 'quota' ? {
      what: `${provider} takes no more calls for ${model} at the moment: the quota of its vendor is used up.`, next: `${again(failure.retryAfterMs)} Or choose a model of another provider.`,
    } : { what: `${provider} takes no more calls for ${model} at the moment: its limit per minute is reached.`, next: `${again(failure.retryAfterMs)} Fewer calls at the same time, or a higher limit at ${provider}, avoid it.` };
    case 'overloaded': return { what: `${provider} could not answer${statusWords(failure.status)}: ${failure.cause === 'timeout' ? 'its own time ran out' : 'its servers fail or are overloaded'}.`, next: `${again(failure.retryAfterMs)} If it stays so, choose a model of another provider.` };
    case 'tooLarge': return { what: `The prompt is too large for ${model}.`, next: 'Choose a model with a larger context, or shorten the prompt.' };
    case 'refused': return { what: `${model} declined to answer, or a filter of ${provider} held the answer back.`, next: 'Say it in other words, or choose another model.' };
    case 'badOutput': return { what: badOutput(failure.cause, { provider, model }), next: failure.cause === 'html' || failure.cause === 'malformed' ? `Check the address of ${provider}, and whether a proxy or a sign-in page is in between.` : 'Try it again; another model may do better.' };
    case 'truncated': return truncated(failure.cause, { provider, model });
    case 'unauthorised': return unauthorised(failure.cause, { provider, model });
    case 'offline': return offline(failure.cause, { provider, model });
    case 'budget': return { what: `The call to ${model} was not made: it could have cost more than the budget has left.`, next: 'Raise the budget, or choose a cheaper model.' };
    case 'unknown': return unknown(failure, { provider, model });
    default: return assertNever(failure.kind);
  }
}

function badOutput(cause: FailureCause | undefined, { provider, model }: CalledModel): string {
  if (cause === 'html') return `The address of ${provider} answered with a web page instead of an answer of ${model}.`;
  return cause === 'empty' ? `${model} answered without any text.` : `What ${provider} answered for ${model} cannot be read.`;
}

function truncated(cause: FailureCause | undefined, { provider, model }: CalledModel): OutcomeWords {
  if (cause === 'outputLimit') return { what: `The answer of ${model} ended at its limit of tokens, so it is not whole.`, next: 'Allow a longer answer, or ask for less at once.' };
  return { what: `The connection to ${provider} was lost in the middle of the answer of ${model}.`, next: 'What arrived is not used. Try it again.' };
}

function unauthorised(cause: FailureCause | undefined, { provider, model }: CalledModel): OutcomeWords {
  if (cause === 'credit') return { what: `The account at ${provider} has no credit left.`, next: `Add credit at ${provider}, or use another provider.` };
  if (cause === 'consent') return { what: `${provider} was not allowed to let DevMatrix use ${model}.`, next: 'Test the model again and allow it, or change what was decided with the command "Manage Language Model Access...".' };
  if (cause === 'permission') return { what: `The key for ${provider} may not use ${model}.`, next: `Allow it in the settings of the key at ${provider}, or choose another model.` };
  return { what: `${provider} does not accept the key, or there is none.`, next: `Set the key of ${provider} anew.` };
}

function offline(cause: FailureCause | undefined, { provider, model }: CalledModel): OutcomeWords {
  if (cause === 'timeout') return { what: `${provider} did not answer in time for ${model}.`, next: 'Try it again; for a slow model, raise its limits of time.' };
  return { what: `${provider} cannot be reached.`, next: `Check the network, a proxy, and the address of ${provider}; a local server must be running.` };
}

function unknown({ cause, status, detail }: Pick<ModelFailure, 'cause' | 'status' | 'detail'>, { provider, model }: CalledModel): OutcomeWords {
  if (cause === 'notFound') return { what: `${provider} has no model "${model}", or the key does not see it.`, next: 'Choose one of the models that the provider lists.' };
  const said = detail === '' ? '.' : `: ${/[.!?…]$/.test(detail) ? detail : `${detail}.`}`;
  return { what: `${provider} does not take the request for ${model}${statusWords(status)}${said}`, next: 'Choose another model; if it happens with all of them, it is a bug of DevMatrix.' };
}

function statusWords(status: number | undefined): string {
  return status === undefined ? '' : ` (status ${status})`;
}

function again(retryAfterMs: number | undefined): string {
  if (retryAfterMs === undefined) return 'Try it again after a while.';
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return seconds < 120 ? `Try it again in ${seconds} s.` : `Try it again in ${Math.ceil(seconds / 60)} minutes.`;
}
