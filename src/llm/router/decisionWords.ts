import { assertNever } from '../../base/assertNever.ts';
import { modelKey } from '../models/modelInfo.ts';
import type { RouteReason, RoutingDecision } from './decision.ts';

/** The reason of a decision for the log and the panel: one sentence. */
export function decisionWords(decision: RoutingDecision): string {
  const first = decision.candidates[0];
  const name = first === undefined ? 'No model' : modelKey(first.id);
  return `${name}: ${reasonWords(decision.reason, decision)}.`;
}

function reasonWords(reason: RouteReason, decision: RoutingDecision): string {
  const { category } = decision.question;
  switch (reason.kind) {
    case 'chosenByPerson': return 'you chose it';
    case 'staysWithConversation': return 'the conversation goes on with it, its provider still has the text in its cache';
    case 'cheapestGoodEnough': return `the cheapest that reaches ${percent(reason.bar)} for ${category}, the best is ${modelKey(reason.best)}`;
    case 'leastCostToSuccess': return `the least cost until a right answer for ${category}; answers are checked`;
    case 'escalated': return `a stronger model after ${String(reason.after)} wrong ${reason.after === 1 ? 'answer' : 'answers'}`;
    case 'bestMeasured': return `the best that was measured for ${category}`;
    case 'frustration': return `the best for ${category} and for people who have run out of patience`;
    case 'nothingMeasured': return `chosen by price, because no benchmark of ${category} was run yet`;
    case 'noneFits': return 'none of the configured models can take this request';
    default: return assertNever(reason);
  }
}

function percent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}
