import type { AtomState, Try } from './atomState.ts';
import type { AskKind } from './runEvent.ts';
import type { WaveSettings } from './settings.ts';

/** What is to be done next for an atom. */
export type Step =
  | { readonly kind: 'ask'; readonly ask: AskKind; readonly attempt: number; readonly example?: string }
  | { readonly kind: 'readCases'; readonly tried: Try }
  /** No more attempts: goes on with the best examples that were read, or without. */
  | { readonly kind: 'settleCases' }
  | { readonly kind: 'judge'; readonly tried: Try }
  | { readonly kind: 'readDispute'; readonly tried: Try; readonly example: string }
  | { readonly kind: 'giveUp'; readonly reason: string }
  | { readonly kind: 'ended' };

/** The one next step of an atom, by nothing but its state: so a run goes on after a crash as if nothing had been. */
export function nextStep(state: AtomState, settings: WaveSettings): Step {
  if (state.end !== undefined) return { kind: 'ended' };
  const step = state.cases === undefined ? nextForCases(state, settings) : nextForCode(state, settings);
  if (step.kind !== 'ask' || state.failures < settings.failures) return step;
  // Code that was found good is not lost because nobody can be asked for more examples.
  return isUndecided(state) ? { kind: 'settleCases' } : { kind: 'giveUp', reason: `No model could be reached (${state.lastFailure ?? 'unknown'}).` };
}

/** Whether there is good code, and something of it that no example decides yet. */
function isUndecided({ undecided = [] }: AtomState): boolean {
  return undecided.length > 0;
}

function nextForCases({ caseTries }: AtomState, settings: WaveSettings): Step {
  const last = caseTries.at(-1);
  if (last !== undefined && isOpen(last)) return { kind: 'readCases', tried: last };
  return caseTries.length < settings.caseAttempts ? { kind: 'ask', ask: 'cases', attempt: caseTries.length + 1 } : { kind: 'settleCases' };
}

/** Asks once for examples that decide what none of the others does; without them the code stays as good as it was found. */
function nextForAddition({ caseTries }: AtomState, settings: WaveSettings): Step {
  const last = caseTries.at(-1);
  if (last === undefined) return { kind: 'ask', ask: 'cases', attempt: settings.caseAttempts + 1 };
  return isOpen(last) ? { kind: 'readCases', tried: last } : { kind: 'settleCases' };
}

function nextForCode(state: AtomState, settings: WaveSettings): Step {
  if (isUndecided(state)) return nextForAddition(state, settings);
  const last = state.codeTries.at(-1);
  if (last !== undefined && isOpen(last)) return { kind: 'judge', tried: last };
  const example = disputedExample(state, settings);
  if (example !== undefined) {
    const [tried] = state.disputeTries;
    return tried === undefined ? { kind: 'ask', ask: 'dispute', attempt: 1, example } : { kind: 'readDispute', tried, example };
  }
  const allowed = state.round === 0 ? settings.codeAttempts : settings.requeuedAttempts;
  if (state.codeTries.length < allowed) return { kind: 'ask', ask: 'code', attempt: state.attempts + 1 };
  return { kind: 'giveUp', reason: whyGivenUp(state) };
}

/** Not judged yet, or found good and not taken over: the process ended in between. */
function isOpen({ findings }: Try): boolean {
  return findings === undefined || findings.length === 0;
}

/** An example that two different codes broke in the same way, and that nobody has doubted yet. */
function disputedExample({ codeTries, cases = [], disputes }: AtomState, settings: WaveSettings): string | undefined {
  if (disputes.length >= settings.disputes) return undefined;
  const brokenBy = new Map<string, string>();
  for (const { findings = [], code } of codeTries) {
    for (const { level, example, message } of findings) {
      if (level !== 'examples' || example === undefined || code === undefined) continue;
      if (disputes.some((dispute) => dispute.example === example) || !cases.some(({ name }) => name === example)) continue;
      const way = `${example}\n${message}`;
      const other = brokenBy.get(way);
      if (other !== undefined && other !== code) return example;
      brokenBy.set(way, code);
    }
  }
  return undefined;
}

function whyGivenUp({ attempts, codeTries, sentBack }: AtomState): string {
  const finding = codeTries.at(-1)?.findings?.[0] ?? sentBack?.findings[0];
  const times = `after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
  return finding === undefined ? `No code was accepted ${times}.` : `${times}: ${finding.message} (${finding.level}, ${finding.code})`;
}
