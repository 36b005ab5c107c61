import { dollars } from '../base/dollars.ts';
import type { AnsweredQuestion } from '../llm/chat/answerQuestion.ts';
import { choiceLines, explainChoice } from '../llm/chat/explainChoice.ts';
import type { PreparedQuestion } from '../llm/chat/prepareQuestion.ts';
import { noneFits, type QuestionFailure } from '../llm/chat/questionFailure.ts';
import type { GatewayResult } from '../llm/gateway/gatewayResult.ts';
import { modelKey, type ModelInfo } from '../llm/models/modelInfo.ts';
import { count, paint, say } from './terminal.ts';

/** A question with whether its person wants to know why. */
export interface Explained {
  readonly prepared: PreparedQuestion;
  readonly isExplained: boolean;
}

/** From this on the expected price is told beforehand, in millionths of a US dollar. */
const tellFromMicroUsd = 10_000;

/** Tells what matters before anything is asked: what was taken out, what has no room, why which model, and its price. */
export function sayBefore({ prepared, isExplained }: Explained, { price }: { readonly price: 'always' | 'whenItMatters' }): void {
  const { maskedKeys, left, context, first, route, expectedMicroUsd, mostMicroUsd, conversation } = prepared;
  if (maskedKeys > 0) say(paint('yellow', `${maskedKeys === 1 ? 'What looks like a key was' : `${String(maskedKeys)} things that look like keys were`} taken out of the question: neither sent nor kept.`));
  if (left.messages > 0) say(paint('yellow', `${count(left.messages, 'message')} of the conversation (about ${count(left.tokens, 'token')}) ${roomWords(first)}: the first and the last ones are sent.`));
  else if (context !== undefined && context.level !== 'ok') say(paint('yellow', `The conversation fills ${String(Math.round(context.share * 100))} % of the context; a new one costs less.`));
  if (isExplained) for (const line of choiceLines(explainChoice(route))) say(paint('dim', line));
  if (first !== undefined && (price === 'always' || (expectedMicroUsd ?? 0) >= tellFromMicroUsd)) {
    say(`${modelKey(first.id)}: ${expectedMicroUsd === undefined ? 'its price is unknown' : `about ${dollars(expectedMicroUsd)}, at most ${dollars(mostMicroUsd ?? expectedMicroUsd)}`}.`);
  }
  if (first === undefined && price === 'always') say(paint('red', noneFits(prepared).what));
  if (price === 'always') say(paint('dim', `Nothing was asked. ${conversation.messages === 0 ? `The conversation would be called "${conversation.name}".` : `The conversation "${conversation.name}" would go on.`}`));
}

function roomWords(model: ModelInfo | undefined): string {
  if (model === undefined) return 'have no room in the context of any model';
  return model.contextTokens === undefined ? `are left out, because nobody knows how much ${modelKey(model.id)} takes` : `have no room in the context of ${modelKey(model.id)}`;
}

/** Tells after an answer who gave it, what it cost, where it came from, and how to go on. */
export function sayAnswer({ conversation: { name, messages } }: PreparedQuestion, { result }: AnsweredQuestion): void {
  const who = result.model === undefined ? '' : modelKey(result.model);
  if (result.similarTo !== undefined) {
    say(paint('yellow', `This answer was given before, to the much alike question "${result.similarTo}". To ask afresh: --fresh`));
  } else if (result.fromCache === 'exact') {
    say(paint('dim', 'This very question was answered within the last hour, and that answer is used again. To ask afresh: --fresh'));
  }
  say(paint('dim', `${who}, ${costWords(result)}. ${messages === 0 ? 'To go on' : 'Goes on'}: devmatrix ask --conversation "${name}" "..."`));
}

/** Tells why there is no whole answer, and what to do. */
export function sayFailure({ conversation: { name } }: PreparedQuestion, { result, isKept }: AnsweredQuestion, { outcome, what, next, partialText }: QuestionFailure): void {
  if (outcome === 'cancelled') say(`Cancelled${partialText === undefined ? '' : '; what arrived is not kept'}. It cost ${costWords(result)}.`);
  else if (isKept) say(`${paint('red', what)} What there is of it is kept: say "go on" with --conversation "${name}", or allow more with --max-tokens. It cost ${costWords(result)}.`);
  else say(`${paint('red', what)} ${outcome === 'budget' ? 'Raise the budget (of this question: --budget USD), or choose a cheaper model.' : next}${result.microUsd > 0 ? ` It cost ${costWords(result)}.` : ''}`);
}

function costWords({ fromCache, microUsd, hasUnknownCost }: GatewayResult): string {
  if (fromCache !== undefined) return 'at no cost';
  return hasUnknownCost ? `${microUsd > 0 ? `${dollars(microUsd)} and ` : ''}an unknown price` : dollars(microUsd);
}

/** What `--dry-run --json` prints. */
export function estimateJson({ prepared, isExplained }: Explained): Readonly<Record<string, unknown>> {
  const { first, expectedMicroUsd, mostMicroUsd, context } = prepared;
  return {
    kind: 'estimate', ...aboutQuestion({ prepared, isExplained }), model: first === undefined ? null : modelKey(first.id),
    expectedUsd: usd(expectedMicroUsd), mostUsd: usd(mostMicroUsd), context: context ?? null,
  };
}

/** What `--json` prints of a whole answer. */
export function answerJson(explained: Explained, { result, text }: AnsweredQuestion): Readonly<Record<string, unknown>> {
  const { outcome, fromCache, similarTo } = result;
  const usage = outcome.kind === 'ok' ? outcome.usage : undefined;
  return {
    kind: 'answer', answer: text ?? '', ...aboutQuestion(explained), ...aboutCall(result),
    tokens: usage === undefined || fromCache !== undefined ? { input: 0, cachedInput: 0, output: 0 } : { input: usage.input + usage.cacheWrite + usage.cacheWriteLong, cachedInput: usage.cacheRead, output: usage.output },
    reused: fromCache === undefined ? null : { match: fromCache, question: similarTo ?? null },
  };
}

/** What `--json` prints when there is no whole answer. */
export function failureJson(explained: Explained, { result, isKept }: AnsweredQuestion, { outcome, cause, what, next, partialText }: QuestionFailure): Readonly<Record<string, unknown>> {
  return { kind: 'failed', outcome, cause: cause ?? null, what, next, partial: partialText ?? null, kept: isKept, ...aboutQuestion(explained), ...aboutCall(result) };
}

/** What `--json` prints when there is no model to ask. */
export function noModelJson(): Readonly<Record<string, unknown>> {
  return { kind: 'failed', outcome: 'noModel', cause: null, what: 'No model can be asked.', next: '"devmatrix models" tells which are configured, and how.' };
}

function aboutQuestion({ prepared: { conversation: { name, messages }, route, maskedKeys, left }, isExplained }: Explained): Readonly<Record<string, unknown>> {
  return {
    conversation: name, turn: Math.floor(messages / 2) + 1, category: route.decision.question.category, maskedKeys, leftOut: left,
    ...(isExplained ? { decision: explainChoice(route) } : {}),
  };
}

function aboutCall({ model, microUsd, hasUnknownCost, switches, totalMs }: GatewayResult): Readonly<Record<string, unknown>> {
  return {
    model: model === undefined ? null : modelKey(model), costUsd: hasUnknownCost ? null : microUsd / 1e6,
    switches: switches.map(({ from, to, reason }) => ({ from: modelKey(from), to: modelKey(to), reason })), timingMs: Math.round(totalMs),
  };
}

function usd(microUsd: number | undefined): number | null {
  return microUsd === undefined ? null : microUsd / 1e6;
}
