import type { CancelSignal } from '../../base/cancelSignal.ts';
import { spanOfFile } from '../../base/span.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { AtomFinding, WrittenUnit } from '../../ir/atom.ts';
import type { Target } from '../../ir/target.ts';
import type { Unit } from '../../ir/unit.ts';
import type { SourceProblem, TestFailure, VerifyPorts } from '../../verify/ports.ts';
import type { SmokeReport } from '../../verify/report.ts';
import { verifyApp } from '../../verify/verifyApp.ts';
import type { CheckLevel } from '../../waves/runEvent.ts';
import type { LevelChecks, LevelFailure, LevelVerdict } from '../../waves/workshop.ts';
import { type AppChecker, openAppChecker } from '../appChecker.ts';
import type { LoadedSpec } from '../loadSpec.ts';
import type { Ports } from '../ports.ts';
import type { TimePort } from '../../llm/ports.ts';
import type { LazyTarget } from '../targets.ts';
import { Blame } from './blame.ts';
import type { CandidateTypes } from './judgeAnswers.ts';
import { levelCatalogue } from './levelCatalogue.ts';
import { PassedTests } from './passedTests.ts';
import { Together } from './together.ts';

/** A copy of the app in which everything can be tried; nobody else sees it. */
export interface AppBench {
  readonly ports: VerifyPorts;
  /** These are its files from now on. */
  put(files: ReadonlyMap<string, string>): Promise<void>;
  /** What the app's linter says of these files; nothing when it has none. */
  lint(files: readonly string[], signal: CancelSignal): Promise<readonly SourceProblem[]>;
}

export interface LevelOptions {
  readonly spec: Pick<LoadedSpec, 'texts'>;
  readonly application: ApplicationIR;
  readonly target: Target;
  readonly lazyTarget: LazyTarget;
  readonly bench: AppBench;
  /** A compiler that has the app in memory: files are checked one by one where it is there, with all others where it is not. */
  readonly types?: CandidateTypes;
  readonly ports: Pick<Ports, 'hash' | 'build'>;
  readonly time: Pick<TimePort, 'monotonicMs' | 'after'>;
  /** What was written before the run: it stands in the app, too. */
  readonly known: readonly WrittenUnit[];
}

/** The levels above atoms, over a copy of the app. Files that become whole while others are looked at are looked at together. */
export function levelChecks(options: LevelOptions): LevelChecks {
  return new BenchLevels(options);
}

/** What files have in common, the app as it is by then, is laid out once for a group: groups come so far apart that this takes a small part of the time. */
const restShare = 3;
const mostRestMs = 10_000;

interface Laid {
  readonly application: ApplicationIR;
  readonly texts: ReadonlyMap<string, string>;
  readonly blame: Blame;
}

class BenchLevels implements LevelChecks {
  readonly #options: LevelOptions;
  readonly #files: Together<{ readonly file: string; readonly written: readonly WrittenUnit[] }, readonly LevelFailure[]>;
  /** What is known to be whole, by unit: files are looked at in the app as far as it is there. */
  readonly #whole = new Map<string, WrittenUnit>();
  readonly #passed: PassedTests;
  /** What compared the app with its spec last. */
  #checker: AppChecker | undefined;
  /** One thing at a time is tried on the bench. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(options: LevelOptions) {
    this.#options = options;
    for (const unit of options.known) this.#whole.set(unit.unit, unit);
    this.#passed = new PassedTests(options.ports.hash);
    this.#files = new Together((files, signal) => this.#alone(() => this.#fileFailures(files, signal)), { time: options.time, share: restShare, mostMs: mostRestMs });
  }

  async task(file: string, written: readonly WrittenUnit[], signal: CancelSignal): Promise<LevelVerdict> {
    return this.#timed(() => this.#files.ask({ file, written }, signal));
  }

  async milestone(name: string, written: readonly WrittenUnit[], signal: CancelSignal): Promise<LevelVerdict> {
    return this.#timed(() => this.#alone(async () => {
      const laid = await this.#lay(written);
      const own = new Set(this.#options.target.atoms(this.#options.application).filter(({ milestone }) => milestone === name).map(({ id }) => id));
      const tests = (await this.#options.bench.ports.app.testFiles()).filter((file) => laid.blame.ofTestFile(file).some((id) => own.has(id)));
      const failures = await this.#testFailures(this.#passed.open(tests, laid.texts), laid, signal);
      return [...failures, ...await this.#gaps(laid, written, 'milestone')];
    }));
  }

  async application(written: readonly WrittenUnit[], signal: CancelSignal): Promise<LevelVerdict> {
    return this.#timed(() => this.#alone(async () => {
      const laid = await this.#lay(written);
      const { ports } = this.#options.bench;
      const testFiles = this.#passed.open(await ports.app.testFiles(), laid.texts);
      const report = await verifyApp(laid.application, ports, { database: { kind: 'auto' }, testFiles, ...(testFiles.length === 0 ? { skip: new Set(['tests'] as const) } : {}) }, signal);
      this.#passed.note(testFiles, report.tests, laid.texts);
      return [
        ...report.typecheck.errors.flatMap((problem) => sourceFailures(problem, laid.blame, 'application')),
        ...report.lint.errors.flatMap((problem) => sourceFailures(problem, laid.blame, 'application')),
        ...report.tests.failures.flatMap((failure) => testFailures(failure, laid.blame, 'application')),
        ...smokeFailures(report.smoke, laid.blame),
        ...(report.crash === undefined ? [] : [{ finding: finding('application', `The app did not run: ${report.crash}`) }]),
        ...await this.#gaps(laid, written, 'application'),
      ];
    }));
  }

  async #timed(check: () => Promise<readonly LevelFailure[]>): Promise<LevelVerdict> {
    const { time } = this.#options;
    const started = time.monotonicMs();
    const failures = await check();
    return { ok: failures.length === 0, failures, ms: time.monotonicMs() - started };
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#busy.then(work, work);
    this.#busy = done.catch(() => undefined);
    return done;
  }

  async #fileFailures(files: readonly { readonly file: string; readonly written: readonly WrittenUnit[] }[], signal: CancelSignal): Promise<readonly (readonly LevelFailure[])[]> {
    for (const { written } of files) for (const unit of written) this.#whole.set(unit.unit, unit);
    const laid = await this.#lay([...this.#whole.values()]);
    const { bench, types } = this.#options;
    await bench.ports.app.installDependencies(signal);
    const names = files.map(({ file }) => file);
    const [errors, findings] = await Promise.all([types === undefined ? bench.ports.app.typecheck(signal) : residentErrors(types, names, laid.texts, signal), bench.lint(names, signal)]);
    const problems = [...errors, ...findings];
    return files.map(({ file }) => problems.filter((problem) => problem.file === file).flatMap((problem) => sourceFailures(problem, laid.blame, 'file')));
  }

  async #testFailures(files: readonly string[], { blame, texts }: Laid, signal: CancelSignal): Promise<readonly LevelFailure[]> {
    if (files.length === 0) return [];
    const { ports } = this.#options.bench;
    await ports.app.installDependencies(signal);
    const server = await ports.databases.embedded(signal);
    try {
      const environment = { ...server.environment, DATABASE_URL: await server.createDatabase('tests'), NODE_ENV: 'test', LOG_LEVEL: 'silent' };
      const counts = await ports.app.test({ environment, files }, signal);
      if (counts !== undefined) this.#passed.note(files, counts, texts);
      return (counts?.failures ?? []).flatMap((failure) => testFailures(failure, blame, 'milestone'));
    } finally {
      await server.close();
    }
  }

  async #gaps({ application, texts, blame }: Laid, written: readonly WrittenUnit[], level: CheckLevel): Promise<readonly LevelFailure[]> {
    const { spec, lazyTarget, ports } = this.#options;
    // Neither side is formatted: what stands in both is then read once.
    const checker = await openAppChecker({ application, spec, target: lazyTarget, written: bookOf(written), previous: this.#checker }, { ...ports, formatter: asItIs });
    this.#checker = checker;
    for (const [path, text] of texts) checker.updateFile(path, text);
    return checker.check().gaps.flatMap(({ actual, message }) => blamed(actual === undefined ? [] : blame.at(actual.file, lineOf(texts.get(actual.file), actual.start)), finding(level, message)));
  }

  async #lay(written: readonly WrittenUnit[]): Promise<Laid> {
    const { lazyTarget, application, bench } = this.#options;
    const book = bookOf(written);
    const target = await lazyTarget.load(book);
    const units: Unit[] = [];
    const texts = new Map<string, string>();
    for (const emitted of target.emit(application, 'everything', book)) {
      texts.set(emitted.file.path, emitted.file.text);
      units.push(...emitted.units);
    }
    await bench.put(texts);
    return { application: target.marked(application, book), texts, blame: new Blame(application, units, target.atoms(application), texts) };
  }
}

const asItIs: Ports['formatter'] = { id: 'as it is', format: ({ text }) => Promise.resolve(text) };

/** What the compiler that stays says of files: each is looked at as a module of its own, at its place. */
async function residentErrors(types: CandidateTypes, files: readonly string[], texts: ReadonlyMap<string, string>, signal: CancelSignal): Promise<readonly SourceProblem[]> {
  const found = await Promise.all(files.map(async (file) => {
    const findings = await types.check({ path: file, text: texts.get(file) ?? '', name: '', answerLine: (line) => line }, signal);
    return findings.map(({ line, code, message }): SourceProblem => ({ file, line: line ?? 1, column: 1, code, message }));
  }));
  return found.flat();
}

function bookOf(written: readonly WrittenUnit[]): ReadonlyMap<string, WrittenUnit> {
  return new Map(written.map((unit) => [unit.unit, unit]));
}

function sourceFailures({ file, line, code, message }: SourceProblem, blame: Blame, level: CheckLevel): readonly LevelFailure[] {
  return blamed(blame.at(file, line), finding(level, `${file}:${String(line)}: ${message} (${code})`));
}

function testFailures({ name, file, message }: TestFailure, blame: Blame, level: CheckLevel): readonly LevelFailure[] {
  return blamed(blame.ofTest({ name, file }), finding(level, `The test "${name}" (${file}) fails: ${message}`));
}

function smokeFailures(smoke: SmokeReport, blame: Blame): readonly LevelFailure[] {
  return smoke.operations.flatMap(({ operation, failures }) => failures.flatMap(({ check, expected, actual }) =>
    blamed(blame.ofOperation(operation), finding('application', `${operation}, ${check}: expected ${expected}, got ${actual}`))));
}

/** From 1. */
function lineOf(text: string | undefined, offset: number): number {
  return (text ?? '').slice(0, offset).split('\n').length;
}

function blamed(units: readonly string[], found: AtomFinding): readonly LevelFailure[] {
  return units.length === 0 ? [{ finding: found }] : units.map((unit) => ({ unit, finding: found }));
}

function finding(level: CheckLevel, what: string): AtomFinding {
  const { code, message } = levelCatalogue.report(levelCodes[level], spanOfFile(''), { what });
  return { code, level, message };
}

const levelCodes = { file: 'DM5090', milestone: 'DM5091', application: 'DM5092' } as const;
