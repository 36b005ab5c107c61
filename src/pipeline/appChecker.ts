import { checkCompliance, gapsOf } from '../compliance/checkCompliance.ts';
import type { ComparisonParts } from '../compliance/comparison.ts';
import { expectationOf, type Expectation } from '../compliance/countedNodes.ts';
import { FunctionNodes } from '../compliance/functionNodes.ts';
import type { ComplianceReport, Gap } from '../compliance/gap.ts';
import { IrIndex } from '../compliance/irIndex.ts';
import { type ChangeableApp, repairAll, type RepairAllOptions, type RepairAllOutcome } from '../compliance/repair/repairAll.ts';
import { repairGap, type RepairOutcome } from '../compliance/repair/repairGap.ts';
import type { Span } from '../base/span.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { WrittenUnits } from '../ir/target.ts';
import type { Unit } from '../ir/unit.ts';
import type { AppFacts, FactReader, NameFacts } from '../targets/facts/appFacts.ts';
import type { FactMemory } from '../targets/facts/factMemory.ts';
import type { AppTexts, Repairer } from '../targets/facts/repairer.ts';
import { type KeptPort, keptPlace } from './kept.ts';
import type { LoadedSpec } from './loadSpec.ts';
import type { Ports } from './ports.ts';
import { complianceOf, type LazyTarget } from './targets.ts';
import { emptyBook, formatUnitBook } from './unitBook.ts';

/** Compares an app, as it is on disk and in editors, with its spec, and repairs it. */
export interface AppChecker {
  /** The text of a file of the app as it is now; undefined when it is gone. */
  updateFile(path: string, text: string | undefined): void;
  /** What the code says against what the spec asks for; cheap when little changed. */
  check(): ComplianceReport;
  /** The least change that closes a gap of the last report. */
  repair(gap: Gap): RepairOutcome;
  /** The texts that close every gap that can be closed; the app stays as it is. */
  repairAll(options?: RepairAllOptions): RepairAllOutcome;
}

/** A checker that can leave what it found out to other runs. */
export interface KeepingChecker extends AppChecker {
  /** Keeps for other runs what this one found out, as far as that is new. */
  keep(): void;
}

export interface CheckedApp {
  readonly application: ApplicationIR;
  readonly spec: Pick<LoadedSpec, 'texts'>;
  readonly target: LazyTarget;
  /** What was written for units of the app; nothing when left out. */
  readonly written?: WrittenUnits;
  /** Its absolute path; what was read of its code is kept for other runs under that name. */
  readonly folder?: string;
  /** What compared the app with its spec before: what it found out about the code still holds. */
  readonly previous?: AppChecker | undefined;
}

type CheckerPorts = Pick<Ports, 'formatter' | 'hash' | 'build'> & { readonly kept?: KeptPort };

/** Makes the code that the spec asks for, as it would be written, and gets ready to compare. Files of the app come by `updateFile`. */
export async function openAppChecker({ application, spec, target, written = emptyBook, folder, previous }: CheckedApp, ports: CheckerPorts): Promise<KeepingChecker> {
  const compliance = await complianceOf(target.name);
  const expectedPlace = keptPlace(ports, 'expected', [target.name, ...spec.texts, ...(written.size === 0 ? [] : [formatUnitBook(written)])]);
  const [factsPlace, valuesPlace] = folder === undefined ? [] : ['facts', 'values'].map((kind) => keptPlace(ports, kind, [target.name, folder]));
  const known = expectedPlace?.read() as ExpectedApp | undefined;
  const { texts, units, expectation } = known ?? await expectedApp(application, { target, written }, ports);
  if (known === undefined) expectedPlace?.keep({ texts, units, expectation } satisfies ExpectedApp);
  const stored = previous instanceof Checker ? undefined : factsPlace?.read();
  const memory = previous instanceof Checker ? previous.memory
    : compliance.createFactMemory({ stampOf: (text) => ports.hash.sha256(text), ...(stored === undefined || ports.kept === undefined ? {} : { kept: { stored, beside: () => valuesPlace?.read(), codec: ports.kept } }) });
  const index = new IrIndex(application, units, (file) => spec.texts.get(file));
  const keep = (found: Expectation | undefined): void => {
    if (known?.expectation === undefined) expectedPlace?.keep({ texts, units, expectation: found } satisfies ExpectedApp);
    if (ports.kept === undefined || !memory.hasMore) return;
    const beside = memory.storedBeside(ports.kept);
    if (beside !== undefined) valuesPlace?.keep(beside);
    factsPlace?.keep(memory.stored(ports.kept));
  };
  return new Checker({ index, texts, repairer: compliance.repairer, memory, expected: compliance.createFactReader(memory), actual: compliance.createFactReader(memory), expectation, keep });
}

/** What the spec asks for, as it is kept between runs. */
interface ExpectedApp {
  /** The files, formatted. */
  readonly texts: ReadonlyMap<string, string>;
  readonly units: readonly Unit[];
  /** Known once the app was compared. */
  readonly expectation: Expectation | undefined;
}

async function expectedApp(application: ApplicationIR, { target: lazy, written }: Required<Pick<CheckedApp, 'target' | 'written'>>, { formatter }: Pick<Ports, 'formatter'>): Promise<ExpectedApp> {
  const target = await lazy.load(written);
  const emitted = [...target.emit(application, 'app', written)].filter(({ file, units }) => !isTestFile(file.path) && units.some(({ milestone }) => milestone !== 'tests'));
  const texts = new Map(await Promise.all(emitted.map(async ({ file }) => [file.path, file.formatted ? file.text : await formatter.format(file)] as const)));
  return { texts, units: emitted.flatMap(({ units }): readonly Unit[] => units), expectation: undefined };
}

/** Tests say nothing of what an app does. */
function isTestFile(path: string): boolean {
  return /(^|\/)(tests?|__tests__)\/|\.(test|spec)\.[cm]?[jt]sx?$/.test(path);
}

interface CheckerParts {
  readonly index: IrIndex;
  /** The files that the spec asks for, formatted. */
  readonly texts: ReadonlyMap<string, string>;
  readonly repairer: Repairer;
  readonly memory: FactMemory;
  readonly expected: FactReader;
  readonly actual: FactReader;
  readonly expectation: Expectation | undefined;
  readonly keep: (expectation: Expectation | undefined) => void;
}

class Checker implements KeepingChecker {
  readonly memory: FactMemory;
  readonly #parts: CheckerParts;
  readonly #texts = new Map<string, string>();
  #shared: ReadonlySet<string> = new Set();
  #named: { readonly here: NameFacts; readonly wanted: NameFacts } | undefined;
  #expected: { readonly facts: AppFacts; readonly functionNodes: FunctionNodes } | undefined;
  #expectation: Expectation | undefined;
  #report: ComplianceReport | undefined;

  constructor(parts: CheckerParts) {
    this.#parts = parts;
    this.memory = parts.memory;
    this.#expectation = parts.expectation;
    for (const [path, text] of parts.texts) parts.expected.update(path, text);
  }

  updateFile(path: string, text: string | undefined): void {
    if (isTestFile(path) || this.#texts.get(path) === text) return;
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    this.#parts.actual.update(path, text);
    this.#report = undefined;
  }

  check(): ComplianceReport {
    this.#report ??= this.#compared(checkCompliance);
    return this.#report;
  }

  keep(): void {
    this.#parts.keep(this.#expectation);
  }

  repair(gap: Gap): RepairOutcome {
    return repairGap(this.#app(this), gap);
  }

  repairAll(options: RepairAllOptions = { removeUnrequested: false }): RepairAllOutcome {
    const before = new Map(this.#texts);
    const outcome = repairAll(this.#app(this), options);
    for (const path of outcome.files.keys()) this.updateFile(path, before.get(path));
    return outcome;
  }

  #compared<T>(compare: (parts: ComparisonParts, expectation: Expectation) => T): T {
    const { index, texts, actual } = this.#parts;
    this.#share();
    const { facts, functionNodes } = this.#expectedFacts();
    this.#expectation ??= expectationOf(facts, index);
    return compare({
      expected: facts,
      actual: actual.facts(this.#shared),
      index,
      functionNodes,
      expectedText: (span) => textAt(texts, span),
      actualText: (span) => textAt(this.#texts, span),
      hasFile: (path) => this.#texts.has(path),
    }, this.#expectation);
  }

  /** Finds the functions that are called by name: those that both versions have, or that are called although they are gone. */
  #share(): void {
    const { expected, actual } = this.#parts;
    const [here, wanted] = [actual.names(), expected.names()];
    if (this.#named?.here === here && this.#named.wanted === wanted) return;
    this.#named = { here, wanted };
    const shared = [...wanted.declared].filter((id) => here.declared.has(id) || here.missing.has(id) || here.missing.has(containerOf(id)));
    if (shared.length === this.#shared.size && shared.every((id) => this.#shared.has(id))) return;
    this.#shared = new Set(shared);
    this.#expected = undefined;
  }

  #expectedFacts(): { readonly facts: AppFacts; readonly functionNodes: FunctionNodes } {
    if (this.#expected === undefined) {
      const all = this.#parts.expected.facts(this.#shared);
      const { declared } = this.#parts.expected.names();
      const facts = { ...all, functions: all.functions.filter(({ id }) => this.#shared.has(id) || !declared.has(id)) };
      this.#expected = { facts, functionNodes: new FunctionNodes(this.#parts.index, facts) };
    }
    return this.#expected;
  }

  #app(checker: Checker): ChangeableApp {
    const { texts, repairer } = this.#parts;
    return {
      expected: textsOf(texts),
      actual: textsOf(this.#texts),
      repairer,
      gaps: () => checker.check().gaps,
      gapsWith: (files) => checker.#gapsWith(files),
      change: (files) => {
        for (const [path, text] of files) checker.updateFile(path, text);
      },
    };
  }

  #gapsWith(files: ReadonlyMap<string, string>): readonly Gap[] {
    const report = this.#report;
    const before = new Map([...files.keys()].map((path) => [path, this.#texts.get(path)]));
    for (const [path, text] of files) this.updateFile(path, text);
    const gaps = this.#compared(gapsOf);
    for (const [path, text] of before) this.updateFile(path, text);
    this.#report = report;
    return gaps;
  }
}

/** `productService` of `productService.create`. */
function containerOf(id: string): string {
  const dot = id.indexOf('.');
  return dot === -1 ? id : id.slice(0, dot);
}

function textsOf(texts: ReadonlyMap<string, string>): AppTexts {
  return { read: (path) => texts.get(path), get paths() { return texts.keys(); } };
}

function textAt(texts: ReadonlyMap<string, string>, { file, start, end }: Span): string {
  return texts.get(file)?.slice(start, end) ?? '';
}
