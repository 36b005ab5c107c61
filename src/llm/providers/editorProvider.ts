import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { EditorModelCall, EditorModelEnd, EditorModelNews, EditorModelTokens } from '../editorModels.ts';
import { WaitingRoom } from '../gateway/waitingRoom.ts';
import type { ModelCall, PromptPart } from '../modelCall.ts';
import type { ModelFailure, ModelOutcome } from '../outcome.ts';
import type { Provider } from '../provider.ts';
import { noUsage, type TokenUsage } from '../tokenUsage.ts';
import { CallWatch, Stopped } from './callWatch.ts';
import { stopFailure } from './outcomes.ts';
import { present } from './present.ts';
import type { EditorProviderOptions } from './providerOptions.ts';
import { redacted } from './redacted.ts';

/** Calls under way at a time, over all models: the subscription behind them is made for a person, not for a fan-out. */
const mostAtOnce = 2;
/** What arrived is counted in pieces of so many characters. */
const countedPiece = 256;

/**
 * The models of the editor itself. They have no instructions, no limit of the answer, and tell no usage: instructions go first as a message of the person, an answer
 * that gets longer than it may is cut off here, and usage is counted, by the model's own counter where it has one.
 */
export function editorProvider(options: EditorProviderOptions): Provider {
  const room = new WaitingRoom(options.time);
  let underWay = 0;
  return {
    id: options.id,
    label: options.label,
    call: async (call, signal) => {
      const askedAt = options.time.monotonicMs();
      const leftMs = (): number => call.limits.totalMs - (options.time.monotonicMs() - askedAt);
      while (underWay >= mostAtOnce && !signal.aborted && leftMs() > 0) await room.wait(leftMs(), signal);
      if (signal.aborted || leftMs() <= 0) return unsent(signal, options.time.monotonicMs() - askedAt);
      underWay += 1;
      try {
        return await attempt({ ...call, limits: { ...call.limits, totalMs: leftMs() } }, options, signal);
      } finally {
        underWay -= 1;
        room.wakeOne();
      }
    },
    list: async (signal) => {
      const startedAt = options.time.monotonicMs();
      try {
        return { kind: 'models', models: (await options.port.models(signal)).map(({ vendor, id, name, maxInputTokens }) => ({ model: `${vendor}/${id}`, label: name, contextTokens: maxInputTokens })) };
      } catch (error) {
        return { kind: signal.aborted ? 'cancelled' : 'unknown', detail: detailOf(error), timing: { totalMs: options.time.monotonicMs() - startedAt } };
      }
    },
  };
}

/** Its turn did not come. */
function unsent(signal: CancelSignal, totalMs: number): ModelFailure {
  if (signal.aborted) return { ...stopFailure('cancelled', totalMs), cause: 'localLimit', timing: { totalMs } };
  return { kind: 'rateLimited', cause: 'localLimit', detail: 'The time for the call was over before its turn came.', timing: { totalMs } };
}

/** One call; it never rejects. */
async function attempt(call: ModelCall, options: EditorProviderOptions, signal: CancelSignal): Promise<ModelOutcome> {
  const watch = new CallWatch(call.limits, options.time, signal);
  const answer = new HeardAnswer(call, options, watch);
  try {
    const end = await watch.race(options.port.ask(questionOf(call), (news) => { answer.hear(news); }, watch.controller.signal));
    return end.kind === 'ended' ? answer.outcome(end) : answer.failure({ ...kindOf(end, call, options), detail: end.message }, end.tokens);
  } catch (error) {
    if (answer.isTooLong) return answer.failure({ kind: 'truncated', cause: 'outputLimit', detail: 'The answer reached its limit of tokens.' });
    const reason = error instanceof Stopped ? error.reason : watch.reason;
    return answer.failure(reason === undefined ? { kind: 'unknown', detail: detailOf(error) } : stopFailure(reason, watch.timing().totalMs));
  } finally {
    watch.end();
  }
}

/** An answer while it arrives. */
class HeardAnswer {
  isTooLong = false;
  readonly #call: ModelCall;
  readonly #options: EditorProviderOptions;
  readonly #watch: CallWatch;
  #text = '';
  #counted = { characters: 0, tokens: 0 };

  constructor(call: ModelCall, options: EditorProviderOptions, watch: CallWatch) {
    this.#call = call;
    this.#options = options;
    this.#watch = watch;
  }

  hear(news: EditorModelNews): void {
    // What comes after the call was given up is nobody's any more.
    if (this.#watch.reason !== undefined) return;
    switch (news.kind) {
      case 'consent': this.#watch.holdFirst(); break;
      case 'started': this.#watch.expectFirst(); break;
      case 'text': this.#say(news.text); break;
    }
  }

  outcome({ otherParts, tokens }: EditorModelEnd & { readonly kind: 'ended' }): ModelOutcome {
    if (this.#text.trim() !== '') return { kind: 'ok', text: this.#text, usage: this.#usage(tokens), usageIsEstimated: true, timing: this.#watch.timing() };
    if (otherParts > 0) return this.failure({ kind: 'badOutput', cause: 'malformed', detail: 'The model ended without an answer in text.' }, tokens);
    return this.failure({ kind: 'badOutput', cause: 'empty', detail: 'The answer has no text.' }, tokens);
  }

  failure(failure: Pick<ModelFailure, 'kind' | 'cause' | 'detail'>, tokens?: EditorModelTokens): ModelFailure {
    const partialText = this.#text === '' ? undefined : this.#text;
    const usage = partialText === undefined || tokens === undefined ? undefined : this.#usage(tokens);
    return { ...failure, detail: redacted(failure.detail, []), ...present({ partialText, usage }), timing: this.#watch.timing() };
  }

  #say(text: string): void {
    if (text === '') return;
    this.#watch.heard();
    this.#text += text;
    this.#call.onText?.(text);
    if (this.#text.length - this.#counted.characters < countedPiece) return;
    this.#counted = { characters: this.#text.length, tokens: this.#counted.tokens + this.#tokens(this.#text.slice(this.#counted.characters)) };
    if (this.#counted.tokens <= this.#call.maxOutputTokens) return;
    // Nobody but us holds it to its limit, by which its cost was reserved.
    this.isTooLong = true;
    this.#watch.stop('flood');
  }

  #usage(tokens: EditorModelTokens | undefined): TokenUsage {
    return { ...noUsage, ...(tokens ?? { input: this.#tokens(questionOf(this.#call).messages.map(({ text }) => text).join('\n')), output: this.#tokens(this.#text) }) };
  }

  #tokens(text: string): number {
    return this.#options.estimateTokens?.(text, this.#call.model.model) ?? Math.ceil(text.length / 4);
  }
}

/** The call in the words of the editor: `vendor/id`, and instructions as the first message of the person. */
function questionOf({ model: { model }, system, messages }: ModelCall): EditorModelCall {
  const slash = model.indexOf('/');
  const instructions = textOf(system);
  return {
    vendor: model.slice(0, slash),
    id: model.slice(slash + 1),
    messages: [...(instructions === '' ? [] : [{ role: 'user' as const, text: instructions }]), ...messages.map(({ role, parts }) => ({ role, text: textOf(parts) }))],
  };
}

function textOf(parts: readonly PromptPart[]): string {
  return parts.map(({ text }) => text).filter((text) => text !== '').join('\n\n');
}

/** What VS Code's error means. Whether a prompt was too large it does not tell, but the model's own counter does. */
function kindOf({ code, tokens }: EditorModelEnd & { readonly kind: 'failed' }, call: ModelCall, { modelInfo }: EditorProviderOptions): Pick<ModelFailure, 'kind' | 'cause'> {
  switch (code) {
    case 'NoPermissions': return { kind: 'unauthorised', cause: 'consent' };
    case 'Blocked': return { kind: 'rateLimited', cause: 'quota' };
    case 'NotFound': return { kind: 'unknown', cause: 'notFound' };
    case 'Unknown': return tokens !== undefined && tokens.input > (modelInfo(call.model.model)?.contextTokens ?? Infinity) ? { kind: 'tooLarge' } : { kind: 'overloaded', cause: 'server' };
    default: return { kind: 'unknown' };
  }
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
