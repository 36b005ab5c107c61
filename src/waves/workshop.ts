import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Atom, AtomCase, AtomFinding, WrittenUnit } from '../ir/atom.ts';
import type { ChatMessage, Effort, PromptPart } from '../llm/modelCall.ts';

/** What one call for an atom says and asks; the executor adds purpose, priority and budget. */
export interface AtomPrompt {
  readonly system: readonly PromptPart[];
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
  /** Version and variant of the templates, such as `v1` or `v1b`: attempts are counted by it. */
  readonly template: string;
  /** Tokens that the local counter expects. */
  readonly inputTokens: number;
}

/** How an attempt differs from the first one. */
export interface AttemptPlan {
  /** From 1. */
  readonly attempt: number;
  /** What was wrong with the last answer; empty in the first attempt. */
  readonly findings: readonly AtomFinding[];
  /** The last answer, when it is worth showing. */
  readonly previous?: string;
  /** `full`, or `simple`: without patterns and with the nearest references only. */
  readonly context: 'full' | 'simple';
  readonly temperature?: number;
  readonly effort?: Effort;
}

/** What validators say of an answer. `code` is there as soon as it could be read, findings or not. */
export interface AtomJudgement {
  readonly code?: AnswerCode;
  readonly findings: readonly AtomFinding[];
  /** Milliseconds of each level that ran. */
  readonly timingsMs: Readonly<Partial<Record<AtomFinding['level'], number>>>;
}

export interface AnswerCode {
  readonly code: string;
  readonly helpers: readonly string[];
}

/** Everything that knows the target: prompts of atoms, validators of answers, what takes the place of an answer that never came. */
export interface AtomWorkshop {
  /** Asks for examples of what the atom does, before its code is asked for. */
  casesPrompt(atom: Atom, plan: AttemptPlan): AtomPrompt;
  /** Reads and checks them: only entities, attributes and values that the spec has. */
  readCases(atom: Atom, answer: string): { readonly cases: readonly AtomCase[]; readonly findings: readonly AtomFinding[] };
  codePrompt(atom: Atom, cases: readonly AtomCase[], plan: AttemptPlan): AtomPrompt;
  /** Runs the validators in their order; stops after the first level with findings. */
  judge(atom: Atom, answer: string, cases: readonly AtomCase[], signal: CancelSignal): Promise<AtomJudgement>;
  /** What of code that is right by all examples none of them decides: changed there, it would be right by them as well. Nothing when left out. */
  undecided?(atom: Atom, answer: string, cases: readonly AtomCase[], signal: CancelSignal): Promise<readonly AtomFinding[]>;
  /** Asks whether the words really demand a case that code after code breaks. */
  disputePrompt(atom: Atom, disputed: AtomCase, plan: AttemptPlan): AtomPrompt;
  readDispute(atom: Atom, answer: string): 'holds' | 'withdrawn' | undefined;
  /** What can be done without a model: undefined when the unit answers 501 as a whole. */
  partial(atom: Atom): AnswerCode | undefined;
  /** Digest of everything that the atom was asked by: words, signature, contract. */
  taskDigest(atom: Atom): string;
}

/** The levels above an atom. Each tells what is wrong, traced to the atoms that it comes from where that can be told. */
export interface LevelChecks {
  /** A file with all of its atoms: it type-checks and lints. `written` are those of the file. */
  task(file: string, written: readonly WrittenUnit[], signal: CancelSignal): Promise<LevelVerdict>;
  /** The generated tests of a milestone's atoms, and compliance. `written` is everything that is written so far. */
  milestone(name: string, written: readonly WrittenUnit[], signal: CancelSignal): Promise<LevelVerdict>;
  /** The whole app: types, lint, compliance, tests, smoke. */
  application(written: readonly WrittenUnit[], signal: CancelSignal): Promise<LevelVerdict>;
}

export interface LevelVerdict {
  readonly ok: boolean;
  readonly failures: readonly LevelFailure[];
  readonly ms: number;
}

export interface LevelFailure {
  /** The atom to blame; undefined when it cannot be told. */
  readonly unit?: string;
  readonly finding: AtomFinding;
}
