import type { AtomFinding } from '../ir/atom.ts';
import type { ModelAbilities } from '../llm/models/modelInfo.ts';
import type { AtomState, Try } from './atomState.ts';
import type { Step } from './nextStep.ts';
import type { WaveSettings } from './settings.ts';
import type { AttemptPlan } from './workshop.ts';

/** An attempt with how far up the ladder of models it goes. */
export interface PlannedAttempt {
  readonly plan: AttemptPlan;
  /** For `ModelWish.escalation`. */
  readonly escalation: number;
  /** How much longer than usual its answer may be: more after one that was cut, less than 1 when money is short. */
  readonly outputFactor: number;
}

/** How this attempt differs from the one before: colder, or with more effort; simpler context and a stronger model when it goes on to fail. */
export function planAttempt(state: AtomState, step: Extract<Step, { kind: 'ask' }>, settings: WaveSettings): PlannedAttempt {
  switch (step.ask) {
    case 'cases': return casesAttempt(state, step.attempt, settings);
    case 'code': return codeAttempt(state, step.attempt, settings);
    case 'dispute': return { plan: { attempt: step.attempt, findings: [], context: 'full', ...rung(4, settings) }, escalation: 2, outputFactor: 1 };
  }
}

/** Only what the model can: temperature where it has one, else effort. Both when nobody knows which model will answer; the gateway keeps what fits. */
export function fitPlan(plan: AttemptPlan, abilities: ModelAbilities | undefined): AttemptPlan {
  if (abilities === undefined) return plan;
  const { temperature, effort, ...rest } = plan;
  if (abilities.temperature) return { ...rest, ...(temperature === undefined ? {} : { temperature }) };
  return abilities.efforts.length === 0 || effort === undefined ? rest : { ...rest, effort };
}

function casesAttempt({ caseTries, cases = [], undecided = [] }: AtomState, attempt: number, settings: WaveSettings): PlannedAttempt {
  if (undecided.length > 0) return { plan: { attempt, findings: undecided, previous: `[\n${cases.map((one) => JSON.stringify(one)).join(',\n')}\n]`, context: 'full', ...rung(3, settings) }, escalation: 0, outputFactor: 1 };
  const last = caseTries.at(-1);
  return {
    plan: { attempt, findings: last?.findings ?? [], ...(last?.answer === undefined ? {} : { previous: last.answer }), context: 'full', ...rung(attempt === 1 ? 3 : 4, settings) },
    escalation: attempt - 1, outputFactor: outputFactor(last),
  };
}

function codeAttempt(state: AtomState, attempt: number, settings: WaveSettings): PlannedAttempt {
  const [last, before] = [state.codeTries.at(-1), state.codeTries.at(-2)];
  const isStuck = last !== undefined && before !== undefined && sameFindings(last.findings ?? [], before.findings ?? []);
  const escalation = Math.max(0, attempt - settings.strongerFrom + 1, state.round > 0 ? 1 : 0) + (isStuck ? 1 : 0);
  const previous = last?.answer ?? (last === undefined ? state.sentBack?.code : undefined);
  const isSimple = (state.round === 0 && attempt >= settings.strongerFrom) || last?.outcome === 'tooLarge';
  return {
    plan: {
      attempt, findings: last?.findings ?? state.sentBack?.findings ?? [],
      // An answer that was repeated in spite of its findings would only be repeated again.
      ...(previous === undefined || previous === '' || isStuck ? {} : { previous }),
      context: isSimple ? 'simple' : 'full', ...rung(attempt, settings),
    },
    escalation, outputFactor: outputFactor(last),
  };
}

function rung(attempt: number, { temperatures, efforts }: WaveSettings): Pick<AttemptPlan, 'temperature' | 'effort'> {
  const temperature = temperatures[Math.min(attempt, temperatures.length) - 1];
  const effort = efforts[Math.min(attempt, efforts.length) - 1];
  return { ...(temperature === undefined ? {} : { temperature }), ...(effort === undefined ? {} : { effort }) };
}

/** An answer that was cut may be twice as long the next time. */
function outputFactor(last: Try | undefined): number {
  return last?.outcome === 'truncated' ? 2 : 1;
}

/** Whether two answers have the same faults, wherever in the text those stand. */
function sameFindings(left: readonly AtomFinding[], right: readonly AtomFinding[]): boolean {
  const keys = (findings: readonly AtomFinding[]): string => findings.map(({ code, message }) => `${code} ${message}`).sort().join('\n');
  return left.length > 0 && keys(left) === keys(right);
}
