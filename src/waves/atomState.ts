import type { AtomCase, AtomFinding, WrittenUnit } from '../ir/atom.ts';
import { waveFinding } from './catalogue.ts';
import type { AskKind, CheckLevel, DisputeVerdict, UnitAnswerEvent, UnitEvent } from './runEvent.ts';

/** A call for an atom that ended and counts as an attempt. */
export interface Try {
  readonly attempt: number;
  /** The text of a whole answer. */
  readonly answer?: string;
  readonly outcome: string;
  readonly model?: string;
  /** The ledger's call that paid for it. */
  readonly paid?: string;
  /** It was there already, from another run or from this one before it was killed. */
  readonly fromCache?: true;
  /** Undefined while nobody has judged it. */
  readonly findings?: readonly AtomFinding[];
  /** Names the code in it. */
  readonly code?: string;
}

export type AtomEnd =
  | { readonly kind: 'done'; readonly written: WrittenUnit }
  | { readonly kind: 'incomplete'; readonly reason: string; readonly written?: WrittenUnit };

/** How far an atom is: a fold over its events, which alone decides what is done next for it. */
export interface AtomState {
  readonly unit: string;
  /** Digest of what it is asked by; undefined before it is started. */
  readonly task?: string;
  readonly caseTries: readonly Try[];
  /** Undefined while they are not decided; empty when nothing could be had. */
  readonly cases?: readonly AtomCase[];
  /** What no example decides of the code that was found good; empty once more examples were asked for. */
  readonly undecided?: readonly AtomFinding[];
  /** Of this round. */
  readonly codeTries: readonly Try[];
  /** For the example that is disputed now. */
  readonly disputeTries: readonly Try[];
  readonly disputes: readonly { readonly example: string; readonly verdict: DisputeVerdict }[];
  /** Attempts at its code in all rounds. */
  readonly attempts: number;
  /** Failures of the way to the models since the last answer. */
  readonly failures: number;
  /** How the last of them ended, in a word or two. */
  readonly lastFailure?: string;
  /** How often a level above sent it back. */
  readonly round: number;
  /** Why, and what it had then. */
  readonly sentBack?: { readonly level: CheckLevel; readonly findings: readonly AtomFinding[]; readonly code: string };
  /** The answer that was accepted last. */
  readonly accepted?: Pick<Try, 'attempt' | 'model' | 'paid'>;
  readonly end?: AtomEnd;
}

/** An atom that nothing is known of. */
export function newAtom(unit: string): AtomState {
  return { unit, caseTries: [], codeTries: [], disputeTries: [], disputes: [], attempts: 0, failures: 0, round: 0 };
}

/** Failures of the way to the models: they say nothing of the prompt. */
const transport: ReadonlySet<string> = new Set(['rateLimited', 'overloaded', 'offline']);
/** They end the run, not the atom. */
const runWide: ReadonlySet<string> = new Set(['cancelled', 'budget', 'unauthorised']);

/** The state after an event of this atom. */
export function applyToAtom(state: AtomState, event: UnitEvent): AtomState {
  switch (event.kind) {
    case 'unit.started': return { ...state, task: event.task };
    case 'unit.changed': return newAtom(state.unit);
    case 'unit.answer': return answered(state, event);
    case 'unit.cases': return { ...state, cases: event.cases, caseTries: [], ...(state.undecided === undefined ? {} : { undecided: [] }) };
    case 'unit.attempt': return judged(state, event);
    case 'unit.dispute': return disputed(state, event.example, event.verdict);
    case 'unit.done': return { ...closed(state), end: { kind: 'done', written: event.written } };
    case 'unit.incomplete': return { ...closed(state), end: { kind: 'incomplete', reason: event.reason, ...(event.written === undefined ? {} : { written: event.written }) } };
    case 'unit.requeued': return sentBack(state, event.level, event.findings);
  }
}

function answered(state: AtomState, event: UnitAnswerEvent): AtomState {
  if (transport.has(event.outcome)) return { ...state, failures: state.failures + 1, lastFailure: event.cause === undefined ? event.outcome : `${event.outcome}, ${event.cause}` };
  if (runWide.has(event.outcome)) return state;
  const { attempt, outcome, answer, model, paid, fromCache } = event;
  const tried: Try = {
    attempt, outcome, ...(model === undefined ? {} : { model }), ...(paid === undefined ? {} : { paid }), ...(fromCache === true ? { fromCache } : {}),
    ...(answer === undefined ? { findings: [noAnswer(event)] } : { answer }),
  };
  return { ...withTries(state, event.ask, (tries) => [...tries, tried]), failures: 0, ...(event.ask === 'code' ? { attempts: state.attempts + 1 } : {}) };
}

function judged(state: AtomState, { ask, attempt, findings, code, undecided }: Extract<UnitEvent, { kind: 'unit.attempt' }>): AtomState {
  return withTries(undecided === undefined ? state : { ...state, undecided }, ask, (tries) => tries.map((tried) => (tried.attempt === attempt ? { ...tried, findings, ...(code === undefined ? {} : { code }) } : tried)));
}

/** What broke a withdrawn example alone may be right after all: the last answer is judged again. */
function disputed(state: AtomState, example: string, verdict: DisputeVerdict): AtomState {
  const after = { ...state, disputes: [...state.disputes, { example, verdict }], disputeTries: [] };
  if (verdict !== 'withdrawn') return after;
  const last = state.codeTries.at(-1);
  const reopened = last?.answer === undefined ? state.codeTries : [...state.codeTries.slice(0, -1), unjudged(last)];
  return { ...after, codeTries: reopened, cases: (state.cases ?? []).filter(({ name }) => name !== example) };
}

function unjudged({ attempt, outcome, answer, model, paid, fromCache }: Try): Try {
  return { ...(fromCache === undefined ? {} : { fromCache }), attempt, outcome, ...(answer === undefined ? {} : { answer }), ...(model === undefined ? {} : { model }), ...(paid === undefined ? {} : { paid }) };
}

/** Texts are not kept longer than they are needed: a run may have thousands of atoms. */
function closed(state: AtomState): AtomState {
  const last = state.codeTries.at(-1);
  const accepted = last === undefined ? {} : { accepted: { attempt: last.attempt, ...(last.model === undefined ? {} : { model: last.model }), ...(last.paid === undefined ? {} : { paid: last.paid }) } };
  return { ...state, caseTries: [], codeTries: [], disputeTries: [], ...accepted };
}

function sentBack(state: AtomState, level: CheckLevel, findings: readonly AtomFinding[]): AtomState {
  const { end, ...open } = state;
  return { ...open, round: state.round + 1, failures: 0, sentBack: { level, findings, code: end?.written?.code ?? '' } };
}

function withTries(state: AtomState, ask: AskKind, change: (tries: readonly Try[]) => readonly Try[]): AtomState {
  switch (ask) {
    case 'cases': return { ...state, caseTries: change(state.caseTries) };
    case 'code': return { ...state, codeTries: change(state.codeTries) };
    case 'dispute': return { ...state, disputeTries: change(state.disputeTries) };
  }
}

/** What the model hears of a call that ended without an answer. */
function noAnswer({ outcome, cause }: UnitAnswerEvent): AtomFinding {
  return waveFinding('DM5001', 'answer', { what: noAnswerWords[outcome === 'truncated' && cause === 'outputLimit' ? 'tooLong' : outcome] ?? 'No answer came.' });
}

const noAnswerWords: Readonly<Record<string, string>> = {
  tooLong: 'The answer was cut because it was too long. Answer with the code alone, and write less.',
  truncated: 'The answer broke off.',
  refused: 'The model declined to answer. The task is plain business code: write it as it is stated.',
  tooLarge: 'The prompt was too large.',
  badOutput: 'What came was no answer.',
};
