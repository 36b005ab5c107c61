import type { Gap } from '../../src/compliance/gap.ts';
import { LineIndex } from '../../src/base/span.ts';
import { applyEdits } from '../../src/base/textEdit.ts';
import { nodePorts } from '../../src/node/nodePorts.ts';
import { type AppChecker, openAppChecker } from '../../src/pipeline/appChecker.ts';
import { marked } from './markers.ts';
import type { Mutant } from './mutants.ts';
import { matchOf } from './score.ts';
import type { Subject } from './subjects.ts';

export type Texts = ReadonlyMap<string, string | undefined>;

export interface RepairVerdict {
  /** Every gap that the defect gave is gone, and there is no new one. */
  readonly mended: boolean;
  readonly refused: readonly string[];
  readonly left: readonly string[];
  /** Comments that a person had written nearby are all still there. */
  readonly kept: boolean;
  /** The files are byte by byte as before the defect, those comments aside. */
  readonly identical: boolean;
  /** A second repair changes nothing. */
  readonly stable: boolean;
  readonly rounds: number;
  readonly ms: readonly number[];
}

/** What came of one mutant. */
export interface Verdict {
  readonly mutant: string;
  readonly subject: string;
  readonly operator: string;
  readonly kind: 'defect' | 'benign';
  readonly expected: number;
  readonly missed: readonly string[];
  readonly extra: readonly string[];
  readonly localised: number;
  readonly matched: number;
  readonly checkMs: number;
  /** With the mutant taken back, the report is as before. */
  readonly restored: boolean;
  readonly crash?: string;
  readonly repair?: RepairVerdict;
}

function toldOf({ code, key, kind, at, message }: Gap): string {
  return `${code} ${kind} ${key} at ${at.file}:${String(at.start)}: ${message}`;
}

const idOf = ({ code, key, at }: Gap): string => `${code} ${key} ${at.file}`;

/** Judges the mutants of one subject with one checker that stays open, as in an editor. */
export class Judge {
  readonly subject: Subject;
  readonly baseline: readonly Gap[];
  readonly fullMs: number;
  readonly #checker: AppChecker;
  readonly #known: ReadonlySet<string>;

  private constructor(subject: Subject, checker: AppChecker) {
    this.subject = subject;
    this.#checker = checker;
    this.#update(subject.app.texts);
    const start = performance.now();
    this.baseline = checker.check().gaps;
    this.fullMs = performance.now() - start;
    this.#known = new Set(this.baseline.map(idOf));
  }

  static async open(subject: Subject): Promise<Judge> {
    return new Judge(subject, await openAppChecker({ ...subject, target: { name: subject.target.name, load: () => Promise.resolve(subject.target) } }, nodePorts));
  }

  /** Gives the verdict, and what the files are after the repair. */
  judge(mutant: Mutant, options: { readonly repair: boolean }): { readonly verdict: Verdict; readonly repaired: Texts | undefined } {
    const { name, operator, place } = mutant;
    const base = { mutant: name, subject: this.subject.name, operator: operator.name, kind: operator.kind, expected: place.expected?.length ?? 0 };
    try {
      this.#update(mutant.texts);
      const start = performance.now();
      const gaps = this.#newGaps();
      const checkMs = performance.now() - start;
      const match = matchOf(gaps, place);
      const localised = match.matched.filter((gap) => this.#isNearChange(gap, mutant)).length;
      const mended = options.repair && operator.kind === 'defect' && gaps.length > 0 ? this.#mend(mutant) : undefined;
      const restored = this.#restore(mutant);
      const verdict = { ...base, missed: match.missed, extra: match.extra.map(toldOf), localised, matched: match.matched.length, checkMs, restored, ...(mended === undefined ? {} : { repair: mended.verdict }) };
      return { verdict, repaired: mended?.verdict.mended === true ? mended.texts : undefined };
    } catch (error) {
      const crash = error instanceof Error ? error.stack ?? error.message : String(error);
      this.#restore(mutant);
      return { verdict: { ...base, missed: ['crash'], extra: [], localised: 0, matched: 0, checkMs: 0, restored: false, crash }, repaired: undefined };
    }
  }

  #update(texts: Texts): void {
    for (const [path, text] of texts) this.#checker.updateFile(path, text);
  }

  #newGaps(): readonly Gap[] {
    return this.#checker.check().gaps.filter((gap) => !this.#known.has(idOf(gap)));
  }

  #restore(mutant: Mutant): boolean {
    for (const path of mutant.texts.keys()) this.#checker.updateFile(path, this.subject.app.texts.get(path));
    const now = this.#checker.check().gaps;
    return now.length === this.baseline.length && now.every((gap, index) => toldOf(gap) === (this.baseline[index] === undefined ? '' : toldOf(this.baseline[index])));
  }

  /** Does the gap's place touch the lines that were changed, or the one before or after? */
  #isNearChange(gap: Gap, { place, texts }: Mutant): boolean {
    const text = texts.get(gap.at.file);
    if (text === undefined) return !texts.has(gap.at.file) || !gap.fileExists;
    const edits = place.edits.filter(({ file }) => file === gap.at.file).sort((a, b) => a.start - b.start);
    if (edits.length === 0) return true;
    const lines = new LineIndex(text);
    const [from, to] = [lines.positionAt(gap.at.start).line, lines.positionAt(gap.at.end).line];
    let shift = 0;
    return edits.some((edit) => {
      const start = edit.start + shift;
      shift += edit.text.length - (edit.end - edit.start);
      return from <= lines.positionAt(start + edit.text.length).line + 1 && to >= lines.positionAt(start).line - 1;
    });
  }

  #mend(mutant: Mutant): { readonly verdict: RepairVerdict; readonly texts: Texts } {
    const { texts: original, markers } = marked(mutant);
    const texts = new Map(original);
    this.#update(texts);
    const refused: string[] = [];
    const ms: number[] = [];
    let rounds = 0;
    for (let left = this.#newGaps(); left.length > 0 && rounds < left.length + 6; rounds += 1) {
      const gap = left.find((one) => !refused.includes(idOf(one)));
      if (gap === undefined) break;
      const start = performance.now();
      const outcome = this.#checker.repair(gap);
      ms.push(performance.now() - start);
      if (outcome.kind === 'refused') refused.push(idOf(gap));
      else for (const path of new Set(outcome.edits.map(({ file }) => file))) {
        const text = applyEdits((texts.has(path) ? texts.get(path) : this.subject.app.texts.get(path)) ?? '', outcome.edits.filter(({ file }) => file === path));
        texts.set(path, text);
        this.#checker.updateFile(path, text);
      }
      left = this.#newGaps();
    }
    const left = this.#newGaps();
    const all = [...texts.values()].join('\n');
    const stable = left.length > 0 || this.baseline.length > 0 || this.#checker.repairAll().files.size === 0;
    const identical = [...texts].every(([path, text]) => withoutMarkers(text ?? '', markers) === (this.subject.app.texts.get(path) ?? ''));
    const verdict = { mended: left.length === 0, refused, left: left.map(toldOf), kept: markers.every((marker) => all.includes(marker)), identical, stable, rounds, ms };
    for (const path of texts.keys()) this.#checker.updateFile(path, this.subject.app.texts.get(path));
    return { verdict, texts };
  }
}

function withoutMarkers(text: string, markers: readonly string[]): string {
  return text.split('\n').filter((line) => !markers.includes(line.trim())).join('\n');
}
