import type { ApplicationIR } from '../../ir/application.ts';
import type { Atom } from '../../ir/atom.ts';
import type { Target, WrittenUnits } from '../../ir/target.ts';
import type { ModelInfo } from '../../llm/models/modelInfo.ts';
import type { TokenCounter } from '../../llm/tokens/tokenCounter.ts';
import type { Complexity } from '../../plan/atoms.ts';
import { type Masterplan, planUnits } from '../../plan/masterplan.ts';
import { type AtomCalls, firstExpectations, priceRun, type RunExpectations, type RunPrice } from '../../plan/priceRun.ts';
import type { Try } from '../../waves/atomState.ts';
import type { WavePlan } from '../../waves/ports.ts';
import type { RunState } from '../../waves/runState.ts';
import type { LoadedSpec } from '../loadSpec.ts';
import type { HashPort } from '../ports.ts';
import { bookStateOf, taskDigest } from '../unitBook.ts';
import { type AtomPrompts, firstAttempt } from './openPrompts.ts';

/** Usual answers in tokens: what models need to write such code, and a handful of examples as JSON. */
const codeTokens: Readonly<Record<Complexity, number>> = { small: 160, medium: 280, large: 450 };
const casesTokens = 520;
/** Examples that the code's prompt shows. */
const shownCasesTokens = 420;

export interface PrepareOptions {
  readonly spec: Pick<LoadedSpec, 'texts'>;
  readonly application: ApplicationIR;
  readonly target: Target;
  /** What the app's book has. */
  readonly written: WrittenUnits;
  readonly prompts: AtomPrompts;
  readonly counter: TokenCounter;
  readonly hash: HashPort;
  /** Version of the prompts, as it was asked for. */
  readonly template: string;
}

/** What a run would do, before anybody agreed to it. */
export interface PreparedRun {
  readonly plan: Masterplan;
  /** The atoms that have no code of their own yet. */
  readonly open: readonly Atom[];
  readonly calls: readonly AtomCalls[];
  readonly wavePlan: WavePlan;
}

/** Plans what a model has to write, and measures what it would be asked. Nothing is asked and nothing is written. */
export function prepareRun({ spec, application, target, written, prompts, counter, hash, template }: PrepareOptions): PreparedRun {
  const plan = planUnits(application.name, target.generate(application, written).units);
  const usable = target.usable(application, written);
  const states = new Map(target.atoms(application).map((atom) => [atom, bookStateOf(atom, { written, usable }, hash)]));
  const open = [...states.keys()].filter((atom) => states.get(atom) !== 'complete');
  const planned = new Map(plan.llm.map((atom) => [atom.unit, atom]));
  const calls = open.map((atom) => atomCalls(atom, { prompts, counter, complexity: planned.get(atom.id)?.complexity ?? 'medium' }));
  const specDigest = hash.sha256(JSON.stringify([...spec.texts])).slice(0, 12);
  const id = hash.sha256(JSON.stringify([specDigest, template, open.map(({ id: unit }) => unit)])).slice(0, 12);
  return {
    plan, open, calls,
    wavePlan: { id, application: application.name, spec: specDigest, template, units: plan.units, atoms: plan.llm, strata: plan.strata, stale: open.filter((atom) => states.get(atom) === 'stale').map(({ id: unit }) => unit) },
  };
}

/** The usual calls for an atom, as its prompts are now. */
export function atomCalls(atom: Atom, { prompts, counter, complexity }: Pick<PrepareOptions, 'prompts' | 'counter'> & { readonly complexity: Complexity }): AtomCalls {
  const cases = prompts.casesPrompt(atom, firstAttempt);
  const code = prompts.codePrompt(atom, [], firstAttempt);
  const sharedTokens = code.system.filter(({ stable }) => stable).reduce((sum, { text }) => sum + counter.count(text), 0);
  return { unit: atom.id, sharedTokens, casesTokens: cases.inputTokens, codeTokens: code.inputTokens + shownCasesTokens, casesOutput: casesTokens, codeOutput: codeTokens[complexity] };
}

/**
 * The calls that are still to be made where a run goes on: what its log has an end, examples or an answer for is not asked again, unless the spec says something else of it by now. Of good
 * code for which only further examples are asked, these alone.
 */
export function callsLeft({ open, calls }: Pick<PreparedRun, 'open' | 'calls'>, run: Pick<RunState, 'atom'>, hash: HashPort): readonly AtomCalls[] {
  const digests = new Map(open.map(({ id, task }) => [id, taskDigest(task, hash)]));
  return calls.flatMap((call) => {
    const { task, end, cases, caseTries, codeTries, undecided = [] } = run.atom(call.unit);
    if (task === undefined || task !== digests.get(call.unit)) return [call];
    if (end !== undefined) return [];
    const [needsCases, needsCode] = undecided.length > 0 ? [caseTries.length === 0, false] : [cases === undefined && !isAnswered(caseTries), !isAnswered(codeTries)];
    return [{ ...call, ...(needsCases ? {} : { casesTokens: 0 }), ...(needsCode ? {} : { codeTokens: 0 }) }];
  });
}

/** Whether the last answer is there and nobody has judged it yet. */
function isAnswered(tries: readonly Try[]): boolean {
  const last = tries.at(-1);
  return last?.answer !== undefined && last.findings === undefined;
}

/** The price of these calls with the models that would be asked. `tokensOf` turns tokens of the local counter into a model's own. */
export function priceOfRun(calls: readonly AtomCalls[], ladder: readonly [ModelInfo, ...ModelInfo[]], tokensOf: (tokens: number, model: ModelInfo) => number, expectations: RunExpectations = firstExpectations): RunPrice {
  const [first] = ladder;
  return priceRun(calls.map((atom) => ({
    ...atom,
    sharedTokens: tokensOf(atom.sharedTokens, first), casesTokens: tokensOf(atom.casesTokens, first), codeTokens: tokensOf(atom.codeTokens, first),
    casesOutput: tokensOf(atom.casesOutput, first), codeOutput: tokensOf(atom.codeOutput, first),
  })), ladder, expectations);
}
