import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ComplianceReport } from '../../../compliance/gap.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { KeepingChecker } from '../../../pipeline/appChecker.ts';
import { readAppFile } from '../../../node/appFiles.ts';
import { unitBookPath } from '../../../pipeline/unitBook.ts';
import type { StatedWords, WordStates } from '../../../pipeline/wordStates.ts';
import type { AppKey, AppReport, CheckedApp, TreeEntry } from '../complianceRequests.ts';
import { AppTexts } from './appTexts.ts';
import { gapTree, onlyGaps } from './gapTree.ts';
import type { OpenChecker } from './openChecker.ts';
import { type OpenedSpec, openedSpec } from './openedSpec.ts';
import { rehearsals, type Thoroughness } from './rehearsals.ts';
import { gapsToShow, namedGaps, type NamedGap, shownGap } from './shownGaps.ts';
import { specChangeOf } from './specChanges.ts';

/** A spec without errors, and what compares its app with it. */
interface Opened {
  readonly spec: OpenedSpec;
  readonly application: ApplicationIR;
  readonly checker: KeepingChecker;
  readonly words: WordStates;
}

/** An app as it was last compared with its spec. */
export interface Checked {
  readonly spec: OpenedSpec;
  readonly application: ApplicationIR;
  readonly checker: KeepingChecker;
  readonly texts: AppTexts;
  readonly report: ComplianceReport;
  readonly gaps: readonly NamedGap[];
  /** What the spec states in words, and whether the app has it. */
  readonly stated: readonly StatedWords[];
  readonly checkMs: number;
}

/** One app that is compared with its spec, both as they are on disk and in open documents. Questions are answered one after the other. */
export class AppSession {
  readonly #key: AppKey;
  readonly #opened: ReadonlyMap<string, string>;
  readonly #open: OpenChecker;
  readonly #texts: AppTexts;
  #spec: OpenedSpec | undefined;
  #isSpecStale = true;
  #isReportStale = true;
  /** Text of the app's book as it was compared last. */
  #book: string | undefined;
  #current: Opened | undefined;
  #checked: Checked | undefined;
  #tree: { readonly revision: number; readonly only: 'gaps' | 'all'; readonly entries: readonly TreeEntry[] } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #rehearsed: KeepingChecker | undefined;

  /** `opened`: texts of open documents by whole path; they stand before files. */
  constructor(key: AppKey, opened: ReadonlyMap<string, string>, open: OpenChecker) {
    this.#key = key;
    this.#opened = opened;
    this.#open = open;
    this.#texts = new AppTexts(key.app, opened);
  }

  /** A file or folder, by its whole path, may have changed. */
  note(path: string): void {
    if (path === this.#key.spec || path === join(this.#key.app, unitBookPath) || this.#spec?.paths.has(path) === true) this.#isSpecStale = true;
    this.#texts.note(path);
  }

  /** Everything may have changed. */
  noteAll(): void {
    this.#isSpecStale = true;
    this.#texts.noteAll();
  }

  /** Compares the app with its spec as both are now. */
  check(): Promise<CheckedApp> {
    return this.#inTurn(async () => {
      const checked = await this.#refresh();
      const title = this.#spec?.loaded.application?.title ?? checked?.application.title ?? '';
      return { title, specHasErrors: this.#spec?.valid === undefined, specFiles: [...this.#spec?.paths ?? []], report: checked === undefined ? undefined : this.#reportOf(checked) };
    });
  }

  /**
   * While nothing is asked: keeps for the next window what was read of the code, and makes the first edit as fast as later ones. Once for each
   * time that the app is opened.
   */
  rehearse(thoroughness: Thoroughness, pauseMs = 50): void {
    const checker = this.#checked?.checker;
    if (checker === undefined || this.#rehearsed !== undefined) return;
    this.#rehearsed = checker;
    const steps = this.#preparations(checker, thoroughness);
    const next = (): void => {
      if (this.#current?.checker !== checker) return;
      if (this.#waiting > 0 || steps.next().done !== true) setTimeout(next, pauseMs).unref();
    };
    setTimeout(next, pauseMs).unref();
  }

  /** What is rehearsed is not kept: the next window would find it and get to know nothing. */
  * #preparations(checker: KeepingChecker, thoroughness: Thoroughness): Generator<unknown, void, void> {
    checker.keep();
    yield;
    const show = (report: ComplianceReport): void => {
      if (this.#checked !== undefined) this.#reportOf({ ...this.#checked, report, gaps: namedGaps(report.gaps) });
    };
    yield* rehearsals(checker, { texts: this.#texts, thoroughness, show });
  }

  /** Answers from the app as it is now; undefined while there is no spec without errors. */
  ask<T>(answer: (checked: Checked) => T): Promise<T | undefined> {
    return this.#inTurn(async () => {
      const checked = await this.#refresh();
      return checked === undefined ? undefined : answer(checked);
    });
  }

  /** The entries of the view; undefined when they are as they were at the revision that is known. */
  async tree(known: number, only: 'gaps' | 'all'): Promise<{ readonly revision: number; readonly entries: readonly TreeEntry[] | undefined }> {
    const all = await this.ask(({ report, gaps, application }) => gapTree(report, gaps, application)) ?? [];
    const entries = only === 'gaps' ? onlyGaps(all) : all;
    const before = this.#tree;
    if (before?.only !== only || !isDeepStrictEqual(before.entries, entries)) this.#tree = { revision: (before?.revision ?? 0) + 1, only, entries };
    const { revision } = this.#tree ?? { revision: 0 };
    return { revision, entries: revision === known ? undefined : entries };
  }

  /** Brings the spec, the texts and the comparison up to date, as far as something changed. */
  async #refresh(): Promise<Checked | undefined> {
    if (this.#isSpecStale) await this.#readSpec();
    const current = this.#current;
    if (current === undefined) return undefined;
    const startMs = performance.now();
    this.#texts.update((path, text) => {
      current.checker.updateFile(path, text);
      this.#isReportStale = true;
    });
    if (!this.#isReportStale && this.#checked?.checker === current.checker) return this.#checked;
    const report = current.checker.check();
    this.#isReportStale = false;
    const checkMs = performance.now() - startMs;
    this.#checked = { ...current, texts: this.#texts, report, gaps: namedGaps(report.gaps), stated: current.words((file) => this.#texts.text(file)), checkMs };
    return this.#checked;
  }

  async #readSpec(): Promise<void> {
    this.#isSpecStale = false;
    const spec = openedSpec(this.#key.spec, this.#opened);
    const book = readAppFile(this.#key.app, unitBookPath);
    const isSame = this.#current !== undefined && book === this.#book && sameTexts(spec, this.#current.spec);
    this.#spec = spec;
    if (spec.valid === undefined || isSame) return;
    this.#book = book;
    const { checker, words } = await this.#open(spec.valid, this.#key.app, this.#current?.checker);
    this.#texts.tellAll((path, text) => { checker.updateFile(path, text); });
    this.#current = { spec, application: spec.valid.application, checker, words };
  }

  #reportOf({ report, gaps, stated, texts, spec, checkMs }: Checked): AppReport {
    const { strict, relaxed, expected, implemented, unreadable } = report;
    return {
      strict, relaxed, expected, implemented, checkMs, gapCount: gaps.length,
      gaps: gapsToShow(gaps).map((named) => shownGap(named, texts, spec, specChangeOf(named.gap, spec)?.label)),
      stated: stated.map(({ words, state }) => ({ words, state })),
      unreadable: [...new Set(unreadable.map(({ file }) => texts.absolute(file)))],
    };
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const next = this.#turn.then(task, task);
    this.#turn = next.then(() => { this.#waiting -= 1; }, () => { this.#waiting -= 1; });
    return next;
  }
}

function sameTexts(a: OpenedSpec, b: OpenedSpec): boolean {
  return a.paths.size === b.paths.size && [...a.paths].every((path) => b.paths.has(path) && a.textOf(path) === b.textOf(path));
}
