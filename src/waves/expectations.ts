import { modelKey, type ModelId } from '../llm/models/modelInfo.ts';
import { firstExpectations, type RunExpectations } from '../plan/priceRun.ts';
import type { LoggedEvent, UnitAnswerEvent } from './runEvent.ts';

/** Fewer code answers than this say nothing. */
const leastAnswers = 12;
/** The attempt from which on a stronger model is asked. */
const strongerFrom = 3;

/** What runs with this model first lead one to expect of the next one; what nobody knows yet when there were too few answers. */
export async function expectationsOf(events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>, first: ModelId): Promise<RunExpectations> {
  const seen = { cases: new Kind(), code: new Kind() };
  let stronger = 0;
  for await (const { event } of events) {
    if (event.kind !== 'unit.answer' || event.ask === 'dispute' || event.fromCache === true) continue;
    const kind = seen[event.ask];
    kind.units.add(event.unit);
    kind.calls += 1;
    if (event.ask === 'code' && event.attempt >= strongerFrom) stronger += 1;
    if (event.model === modelKey(first)) kind.note(event);
  }
  const { cases, code } = seen;
  if (code.answers < leastAnswers) return firstExpectations;
  return {
    casesAttempts: cases.units.size === 0 ? firstExpectations.casesAttempts : cases.calls / cases.units.size,
    codeAttempts: code.calls / code.units.size,
    escalated: stronger / code.calls,
    outputFactor: 1,
    cached: firstExpectations.cached,
    seen: { casesOutput: cases.meanOutput, codeOutput: code.meanOutput, cachedTokens: (cases.cached + code.cached) / (cases.answers + code.answers) },
  };
}

class Kind {
  readonly units = new Set<string>();
  calls = 0;
  answers = 0;
  output = 0;
  cached = 0;

  note({ outputTokens, cachedInputTokens }: UnitAnswerEvent): void {
    if (outputTokens === undefined) return;
    this.answers += 1;
    this.output += outputTokens;
    this.cached += cachedInputTokens ?? 0;
  }

  get meanOutput(): number {
    return this.answers === 0 ? 0 : this.output / this.answers;
  }
}
