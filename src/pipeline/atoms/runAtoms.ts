import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Atom } from '../../ir/atom.ts';
import type { WrittenUnits } from '../../ir/target.ts';
import type { AnswerCode, AtomWorkshop } from '../../waves/workshop.ts';
import { openRun, type OpenedRun } from '../../waves/openRun.ts';
import type { WavePorts } from '../../waves/ports.ts';
import type { LoggedEvent } from '../../waves/runEvent.ts';
import type { WaveSettings } from '../../waves/settings.ts';
import type { HashPort } from '../ports.ts';
import { taskDigest } from '../unitBook.ts';
import type { AtomPrompts } from './openPrompts.ts';
import type { PreparedRun } from './prepareRun.ts';

/** Looks at answers; what it needs of the machine it was opened with. */
export type AtomJudge = Pick<AtomWorkshop, 'judge' | 'readCases' | 'undecided'>;

export interface WorkshopParts {
  readonly prompts: AtomPrompts;
  readonly judge: AtomJudge;
  /** What can be derived for an atom that no model wrote. */
  readonly partial: (atom: Atom) => AnswerCode | undefined;
  readonly hash: HashPort;
}

/** Everything that knows the target, put together. */
export function atomWorkshop({ prompts, judge, partial, hash }: WorkshopParts): AtomWorkshop {
  return {
    casesPrompt: (atom, plan) => prompts.casesPrompt(atom, plan),
    codePrompt: (atom, cases, plan) => prompts.codePrompt(atom, cases, plan),
    disputePrompt: (atom, disputed, plan) => prompts.disputePrompt(atom, disputed, plan),
    readCases: (atom, answer) => judge.readCases(atom, answer),
    judge: (atom, answer, cases, signal) => judge.judge(atom, answer, cases, signal),
    ...(judge.undecided === undefined ? {} : { undecided: (atom, answer, cases, signal) => judge.undecided?.(atom, answer, cases, signal) ?? Promise.resolve([]) }),
    readDispute: (_atom, answer) => readDispute(answer),
    partial,
    taskDigest: ({ task }) => taskDigest(task, hash),
  };
}

/** The ruling of an answer: the last of both words that it says; undefined when it says neither. */
export function readDispute(answer: string): 'holds' | 'withdrawn' | undefined {
  const last = [...answer.matchAll(/\b(HOLDS|WITHDRAWN)\b/g)].at(-1)?.[1];
  return last === undefined ? undefined : last === 'HOLDS' ? 'holds' : 'withdrawn';
}

export interface RunAtomsOptions {
  readonly run: string;
  readonly workspace: string;
  readonly prepared: PreparedRun;
  readonly written: WrittenUnits;
  readonly estimateMicroUsd?: number;
  readonly budgetMicroUsd?: number;
  readonly settings?: Partial<WaveSettings>;
  readonly events?: (logged: LoggedEvent) => void;
}

/** Starts the run that was prepared, or goes on with it. */
export function runAtoms(options: RunAtomsOptions, ports: WavePorts, signal: CancelSignal): Promise<OpenedRun> {
  const { run, workspace, prepared, written, estimateMicroUsd, budgetMicroUsd, settings, events } = options;
  const open = new Set(prepared.open.map(({ id }) => id));
  return openRun({
    // What the book has and the app cannot take is asked for again.
    run, workspace, ports, signal, known: [...written.values()].filter(({ unit }) => !open.has(unit)),
    plan: { ...prepared.wavePlan, ...(estimateMicroUsd === undefined ? {} : { estimateMicroUsd }), ...(budgetMicroUsd === undefined ? {} : { budgetMicroUsd }) },
    ...(settings === undefined ? {} : { settings }), ...(events === undefined ? {} : { events }),
  });
}
