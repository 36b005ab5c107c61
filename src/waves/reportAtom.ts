import type { AtomFinding, FindingLevel } from '../ir/atom.ts';
import type { UnitEvent } from './runEvent.ts';

/** Levels in the order in which they judge. */
export const levelOrder: readonly FindingLevel[] = ['answer', 'syntax', 'signature', 'names', 'security', 'conventions', 'size', 'types', 'examples', 'file', 'milestone', 'application'];

/** Levels that look at more than one atom. */
export const upperLevels: ReadonlySet<FindingLevel> = new Set(['file', 'milestone', 'application']);

/** What a report remembers of one atom. */
export class AtomRecord {
  /** What its first code failed at; `passed` when at nothing. Undefined before it was judged. */
  firstTry: FindingLevel | 'passed' | undefined;
  /** What it failed at last. */
  lastFailure: FindingLevel | undefined;
  readonly blamedBy = new Set<FindingLevel>();
  end: 'done' | 'incomplete' | undefined;
  reason: string | undefined;
  isPartial = false;
  wasEverDone = false;
  attempts = 0;
  examples: number | undefined;
  disputed = 0;
  withdrawn = 0;
  requeued = 0;
  /** Costs of answers by what was asked and attempt, and those of them that were refused. */
  readonly #costs = new Map<string, number>();
  readonly #refused = new Set<string>();

  get wastedMicroUsd(): number {
    return [...this.#refused].reduce((sum, key) => sum + (this.#costs.get(key) ?? 0), 0);
  }

  get wastedAnswers(): number {
    return this.#refused.size;
  }

  apply(event: UnitEvent): void {
    switch (event.kind) {
      case 'unit.started': return;
      case 'unit.changed':
        this.#begin();
        return;
      case 'unit.answer':
        this.#costs.set(`${event.ask} ${event.attempt}`, event.microUsd ?? 0);
        if (event.ask !== 'code' || event.outcome === 'cancelled') return;
        this.attempts = Math.max(this.attempts, event.attempt);
        if (event.answer === undefined) this.#judged(event.ask, event.attempt, 'answer');
        return;
      case 'unit.cases':
        this.examples = event.cases.length;
        return;
      case 'unit.attempt':
        this.#judged(event.ask, event.attempt, failedAt(event.findings));
        return;
      case 'unit.dispute':
        this.disputed += 1;
        if (event.verdict !== 'withdrawn') return;
        this.withdrawn += 1;
        this.examples = Math.max(0, (this.examples ?? 0) - 1);
        return;
      case 'unit.done':
        this.end = 'done';
        this.wasEverDone = true;
        this.isPartial = false;
        this.reason = undefined;
        return;
      case 'unit.incomplete':
        this.end = 'incomplete';
        this.reason = event.reason;
        this.isPartial = event.written !== undefined;
        return;
      case 'unit.requeued':
        this.end = undefined;
        this.requeued += 1;
        this.#refused.add(`code ${this.attempts}`);
        return;
    }
  }

  /** A level above says that it is to blame. */
  blamed(level: FindingLevel): void {
    this.blamedBy.add(level);
    this.lastFailure = level;
  }

  #judged(ask: 'cases' | 'code', attempt: number, failure: FindingLevel | undefined): void {
    const key = `${ask} ${attempt}`;
    if (failure === undefined) this.#refused.delete(key);
    else this.#refused.add(key);
    if (ask === 'cases') return;
    if (attempt === 1) this.firstTry ??= failure ?? 'passed';
    this.lastFailure = failure;
  }

  /** What was paid before stays paid. */
  #begin(): void {
    this.firstTry = undefined;
    this.lastFailure = undefined;
    this.blamedBy.clear();
    this.end = undefined;
    this.examples = undefined;
    this.attempts = 0;
    for (const key of this.#costs.keys()) this.#refused.add(key);
  }
}

/** The first level with a finding; undefined without one. */
function failedAt(findings: readonly AtomFinding[]): FindingLevel | undefined {
  return levelOrder.find((level) => findings.some((finding) => finding.level === level));
}
