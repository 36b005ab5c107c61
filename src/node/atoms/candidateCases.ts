import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Atom, AtomCase, AtomFinding } from '../../ir/atom.ts';
import type { CandidateCases, CandidateModule, CandidateVariants } from '../../pipeline/atoms/judgeAnswers.ts';
import { findNodeRuntime } from '../verify/nodeRuntime.ts';
import { pgliteImage } from '../verify/pgliteImage.ts';
import { CaseProcess, type CaseEnd, type CaseProcessOptions } from './caseProcess.ts';
import type { CaseReply } from './caseProgram.ts';
import { candidateFinding } from './catalogue.ts';
import { inWords } from './caseWords.ts';

/** How the function of an atom is called in examples. */
export interface CallFacts {
  readonly parameters: readonly string[];
  readonly instants: readonly string[];
}

export interface CandidateCasesOptions {
  /** The app's folder with its dependencies and the support of its generated tests; candidates get files of their own in it. */
  readonly folder: string;
  readonly callOf: (atom: Atom) => CallFacts;
  /** What loading a module, or one example, may take; 10 seconds, since the machine is busy with other things. */
  readonly stepMs?: number;
}

/** Runs examples; `close` ends its process. */
export interface OpenCandidateCases extends CandidateCases {
  /** Opens the database, so that the first candidate waits no longer than the others. */
  warm(): Promise<void>;
  close(): void;
}

/** The process is started anew after so many modules, or when it has grown so large: modules that were loaded stay in memory. */
const recycle = { modules: 300, rssBytes: 1_800_000_000 };
const mostDifferences = 3;

/** Undefined when no Node is here that runs TypeScript as it is, or the app has no support for examples. */
export async function openCandidateCases({ folder, callOf, stepMs = 10_000 }: CandidateCasesOptions, signal: CancelSignal): Promise<OpenCandidateCases | undefined> {
  const runtime = await findNodeRuntime().catch(() => undefined);
  if (runtime?.native !== true || !existsSync(join(folder, 'tests', 'generated', 'support', 'cases.ts'))) return undefined;
  const image = await pgliteImage(folder, signal);
  const host = new CaseHost({ folder, node: runtime.command, image, stepMs });
  return {
    run: (atom, module, cases, signal) => host.run(callOf(atom), module, cases, signal),
    unnoticed: (atom, variants, cases, signal) => host.unnoticed(callOf(atom), variants, cases, signal),
    warm: () => host.warm(),
    close: () => { host.close(); },
  };
}

/** One process, one candidate after the other. */
class CaseHost {
  readonly #options: CaseProcessOptions;
  #process: CaseProcess | undefined;
  #modules = 0;
  #files = 0;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(options: CaseProcessOptions) {
    this.#options = options;
  }

  async warm(): Promise<void> {
    await this.#alone(() => this.#opened());
  }

  run(call: CallFacts, module: CandidateModule, cases: readonly AtomCase[], signal: CancelSignal): Promise<readonly AtomFinding[]> {
    return this.#withFile(module, signal, (path) => this.#runFile(path, module.name, call, cases));
  }

  unnoticed({ parameters, instants }: CallFacts, { module, places }: CandidateVariants, cases: readonly AtomCase[], signal: CancelSignal): Promise<readonly number[]> {
    return this.#withFile(module, signal, async (path) => {
      const unnoticed: number[] = [];
      const started = await this.#opened();
      const told = (reply: CaseReply): void => { if (reply.kind === 'variant' && !reply.isNoticed) unnoticed.push(reply.number - 1); };
      // A variant that hangs or breaks is noticed; those behind it stay untried.
      this.#note(await started.run({ id: randomUUID(), module: pathToFileURL(path).href, name: module.name, parameters, instants, cases, variants: places.length }, told));
      return unnoticed;
    });
  }

  #withFile<T>(module: CandidateModule, signal: CancelSignal, work: (path: string) => Promise<T>): Promise<T> {
    return this.#alone(async () => {
      if (signal.aborted) throw new Error('Cancelled.');
      this.#files += 1;
      const path = join(this.#options.folder, posix.dirname(module.path), `case${String(this.#files)}.ts`);
      writeFileSync(path, module.text);
      try {
        return await work(path);
      } finally {
        rmSync(path, { force: true });
      }
    });
  }

  close(): void {
    this.#process?.close();
    this.#process = undefined;
  }

  async #runFile(path: string, name: string, call: CallFacts, cases: readonly AtomCase[]): Promise<readonly AtomFinding[]> {
    const findings: AtomFinding[] = [];
    let first = 0;
    // What hangs ends the process; the examples behind it are run in a new one.
    while (first < cases.length) {
      const rest = cases.slice(first);
      const started = await this.#opened();
      const told = (reply: CaseReply): void => { if (reply.kind === 'case') findings.push(...caseFindings(reply, rest[reply.index])); };
      const end = await started.run({ id: randomUUID(), module: pathToFileURL(path).href, name, parameters: call.parameters, instants: call.instants, cases: rest }, told);
      this.#note(end);
      if (end.kind === 'done') break;
      const at = end.kind === 'unloadable' ? -1 : end.at;
      const example = rest[at];
      if (example === undefined) return [...findings, candidateFinding('examples', 'DM5073', { problem: end.kind === 'unloadable' ? end.problem : 'loading it does not end' })];
      findings.push(endFinding(end.kind, example, this.#options.stepMs));
      // Code that hangs once is wrong; the others would each take as long.
      if (end.kind === 'hangs') break;
      first += at + 1;
    }
    return findings;
  }

  #note(end: CaseEnd): void {
    this.#modules += 1;
    if (end.kind === 'done' && this.#modules < recycle.modules && end.rssBytes < recycle.rssBytes) return;
    if (end.kind === 'unloadable' && this.#modules < recycle.modules) return;
    this.close();
  }

  async #opened(): Promise<CaseProcess> {
    if (this.#process !== undefined && !this.#process.hasEnded) return this.#process;
    this.#modules = 0;
    this.#process = await CaseProcess.open(this.#options);
    return this.#process;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#busy.then(work, work);
    this.#busy = done.catch(() => undefined);
    return done;
  }
}

function endFinding(kind: CaseEnd['kind'], example: AtomCase, stepMs: number): AtomFinding {
  const { name } = example;
  const given = inWords(example);
  if (kind === 'hangs') return candidateFinding('examples', 'DM5072', { example: name, seconds: stepMs / 1_000, given }, undefined, name);
  return candidateFinding('examples', 'DM5071', { example: name, problem: 'The process ended: the function takes all memory, or ends it.', given }, undefined, name);
}

function caseFindings({ differences, invalid }: Extract<CaseReply, { readonly kind: 'case' }>, example: AtomCase | undefined): readonly AtomFinding[] {
  if (example === undefined) return [];
  const { name } = example;
  if (invalid !== undefined) return [candidateFinding('examples', 'DM5074', { example: name, problem: invalid }, undefined, name)];
  if (differences.length === 0) return [];
  const problem = differences.slice(0, mostDifferences).join(' ');
  return [candidateFinding('examples', 'DM5071', { example: name, problem, given: inWords(example) }, undefined, name)];
}
