import type { GatewayResult } from '../gateway/gatewayResult.ts';
import { modelKey } from '../models/modelInfo.ts';
import type { ModelFailure } from '../outcome.ts';
import { type OutcomeWords, outcomeWords } from '../outcomeWords.ts';
import type { PreparedQuestion } from './prepareQuestion.ts';

/** Why a question has no whole answer. */
export interface QuestionFailure extends OutcomeWords {
  readonly outcome: ModelFailure['kind'];
  readonly cause?: ModelFailure['cause'];
  /** What came of it, which is no answer. */
  readonly partialText?: string;
}

/** So many reasons against models are told. */
const toldReasons = 5;

/** Why a request has no whole answer, in words; undefined when it has one. `labelOf` names a provider as people know it. */
export function failureOf({ outcome, model, route }: GatewayResult, prepared: PreparedQuestion, labelOf: (provider: string) => string): QuestionFailure | undefined {
  if (outcome.kind === 'ok') return undefined;
  if (route.candidates.length === 0) return noneFits(prepared);
  const id = model ?? prepared.first?.id;
  const { what, next } = outcomeWords(outcome, { provider: id === undefined ? 'The provider' : labelOf(id.provider), model: id?.model ?? 'the model' });
  return {
    outcome: outcome.kind, what: outcome.kind === 'budget' && outcome.detail !== '' ? `${what} (${outcome.detail})` : what, next,
    ...(outcome.cause === undefined ? {} : { cause: outcome.cause }), ...(outcome.partialText === undefined ? {} : { partialText: outcome.partialText }),
  };
}

/** What it means that none of the models can take a question. */
export function noneFits({ route: { decision } }: PreparedQuestion): QuestionFailure {
  const why = decision.considered.flatMap(({ model, excluded }) => (excluded === undefined ? [] : [`${modelKey(model)}: ${excluded}`]));
  const told = [...why.slice(0, toldReasons), ...(why.length > toldReasons ? ['…'] : [])].join('; ');
  return { outcome: 'tooLarge', what: `None of the configured models can take this question${told === '' ? '' : ` (${told})`}.`, next: 'Ask for less at once, or choose another model.' };
}
