import type { FindingLevel } from '../ir/atom.ts';
import type { Stratum } from '../ir/unit.ts';
import type { LedgerTotals } from '../llm/ledger/ledgerTotals.ts';
import { AtomRecord, levelOrder, upperLevels } from './reportAtom.ts';
import { isUnitEvent, type CheckLevel, type LoggedEvent, type RunOutcome, type RunWideEvent, type UnitAnswerEvent, type UnitEvent } from './runEvent.ts';

/** `passed` of `of`. */
export interface Share {
  readonly passed: number;
  readonly of: number;
}

/** What a run was, for people and for programs; plain data. */
export interface RunReport {
  readonly plan: string;
  readonly application: string;
  readonly spec: string;
  readonly template: string;
  /** `running` while the log has no end. */
  readonly outcome: RunOutcome | 'running';
  readonly reason?: string;
  /** Files of the app. */
  readonly tasks: number;
  readonly atoms: { readonly all: number; readonly done: number; readonly incomplete: number; readonly open: number };
  readonly strata: Readonly<Record<Stratum, number>>;
  /** Of all atoms: right at the first attempt, and right in the end. */
  readonly firstTry: Share;
  readonly final: Share;
  /** The same at each level, of those that came so far; levels that nothing reached are left out. */
  readonly precision: readonly { readonly level: FindingLevel; readonly firstTry: Share; readonly final: Share }[];
  /** `byNumber[n - 1]`: atoms that were done with their n-th attempt. */
  readonly attempts: { readonly cases: number; readonly code: number; readonly dispute: number; readonly byNumber: readonly number[]; readonly sentBack: number };
  readonly examples: { readonly proved: number; readonly unproved: number; readonly all: number; readonly disputed: number; readonly withdrawn: number };
  readonly tokens: { readonly input: number; readonly cachedInput: number; readonly output: number };
  /** Part of the input that came from providers' prompt caches; undefined without input. */
  readonly promptCacheRate?: number;
  readonly cost: ReportedCost;
  readonly time: { readonly startedAt: number; readonly endedAt: number; readonly workedMs: number; readonly callMs: number; readonly levelMs: number };
  readonly models: readonly { readonly model: string; readonly calls: number; readonly microUsd: number }[];
  /** What was wrong with answers, most frequent first; `retries`: answers that were refused for it. */
  readonly causes: readonly { readonly level: FindingLevel; readonly code: string; readonly findings: number; readonly retries: number }[];
  /** Calls that ended without an answer, by how. */
  readonly failures: readonly { readonly outcome: string; readonly calls: number }[];
  /** `isStale`: the app has code of it that was written for older words, and keeps it. */
  readonly incomplete: readonly { readonly unit: string; readonly reason: string; readonly isPartial: boolean; readonly isStale: boolean }[];
  readonly written: readonly { readonly unit: string; readonly attempts: number; readonly examples: number }[];
  /** What each file, milestone and the application said last. */
  readonly levels: readonly ReportedLevel[];
}

/** In millionths of a US dollar. */
export interface ReportedCost {
  readonly microUsd: number;
  readonly wastedMicroUsd: number;
  /** Answers that were paid and refused. */
  readonly wastedAnswers: number;
  readonly estimateMicroUsd?: number;
  readonly budgetMicroUsd?: number;
  /** Saved because answers were there already; only the ledger knows. */
  readonly savedMicroUsd?: number;
  /** Calls whose price nobody knows: with any of them `microUsd` is a lower bound. */
  readonly unpricedCalls: number;
}

export interface ReportedLevel {
  readonly level: CheckLevel;
  readonly name: string;
  readonly ok: boolean;
  readonly checks: number;
  readonly ms: number;
  readonly failures: readonly { readonly unit?: string; readonly code: string; readonly message: string }[];
}

/** The report of a run: of its log, and of what the ledger has of it, which knows also calls that never reached the log. */
export function reportOf(events: Iterable<LoggedEvent>, ledger?: LedgerTotals): RunReport {
  const fold = new ReportFold();
  for (const logged of events) fold.apply(logged);
  return fold.report(ledger);
}

/** A report that grows with the log; it keeps no texts. */
export class ReportFold {
  #start: Partial<Extract<RunWideEvent, { kind: 'run.started' }>> = {};
  #ended: { readonly outcome: RunOutcome; readonly reason?: string } | undefined;
  readonly #atoms = new Map<string, AtomRecord>();
  readonly #levels = new Map<string, ReportedLevel>();
  readonly #models = new Map<string, { calls: number; microUsd: number }>();
  readonly #causes = new Map<string, { readonly level: FindingLevel; readonly code: string; findings: number; retries: number }>();
  readonly #failures = new Map<string, number>();
  readonly #asks = { cases: 0, code: 0, dispute: 0 };
  readonly #tokens = { input: 0, cachedInput: 0, output: 0 };
  readonly #time = { startedAt: 0, endedAt: 0, workedMs: 0, callMs: 0, levelMs: 0 };
  #microUsd = 0;
  #unpricedCalls = 0;

  apply({ at, event }: LoggedEvent): void {
    this.#clock(at, event.kind === 'run.resumed');
    if (isUnitEvent(event)) this.#applyUnit(event);
    else this.#applyWide(event);
  }

  report(ledger?: LedgerTotals): RunReport {
    const { plan = '', application = '', spec = '', template = '', tasks = 0, strata = { template: 0, ast: 0, llm: 0 }, atoms: units = [] } = this.#start;
    const atoms = units.map((unit) => ({ unit, record: this.#atoms.get(unit) ?? new AtomRecord() }));
    const records = atoms.map(({ record }) => record);
    const done = records.filter(({ end }) => end === 'done');
    const tried = records.filter(({ firstTry }) => firstTry !== undefined);
    const tokens = this.#tokens;
    const levels = [...this.#levels.values()];
    return {
      plan, application, spec, template, outcome: this.#ended?.outcome ?? 'running', ...(this.#ended?.reason === undefined ? {} : { reason: this.#ended.reason }),
      tasks, strata,
      atoms: { all: records.length, done: done.length, incomplete: records.filter(({ end }) => end === 'incomplete').length, open: records.filter(({ end }) => end === undefined).length },
      firstTry: { passed: tried.filter(({ firstTry, requeued, blamedBy }) => firstTry === 'passed' && requeued === 0 && blamedBy.size === 0).length, of: tried.length },
      final: { passed: done.length, of: records.length },
      precision: levelOrder.filter((level) => !upperLevels.has(level) || levels.some((one) => one.level === level)).flatMap((level) => precisionAt(level, records)),
      attempts: { ...this.#asks, byNumber: byNumber(done), sentBack: sum(records, ({ requeued }) => requeued) },
      examples: {
        proved: done.filter(({ examples = 0 }) => examples > 0).length, unproved: done.filter(({ examples = 0 }) => examples === 0).length,
        all: sum(done, ({ examples = 0 }) => examples), disputed: sum(records, ({ disputed }) => disputed), withdrawn: sum(records, ({ withdrawn }) => withdrawn),
      },
      tokens: { ...tokens }, ...(tokens.input === 0 ? {} : { promptCacheRate: tokens.cachedInput / tokens.input }),
      cost: this.#cost(ledger), time: { ...this.#time },
      models: [...this.#models].map(([model, used]) => ({ model, ...used })).sort((left, right) => right.calls - left.calls),
      causes: [...this.#causes.values()].map((cause) => ({ ...cause })).sort((left, right) => right.findings - left.findings || (left.code < right.code ? -1 : 1)),
      failures: [...this.#failures].map(([outcome, calls]) => ({ outcome, calls })).sort((left, right) => right.calls - left.calls),
      incomplete: atoms.filter(({ record }) => record.end !== 'done').map(({ unit, record }) => ({ unit, reason: record.reason ?? this.#ended?.reason ?? 'not reached yet', isPartial: record.isPartial, isStale: this.#start.stale?.includes(unit) === true })),
      written: atoms.filter(({ record }) => record.end === 'done').map(({ unit, record: { attempts, examples = 0 } }) => ({ unit, attempts, examples })),
      levels,
    };
  }

  /** Time between the end of one session and the beginning of the next is nobody's work. */
  #clock(at: number, isNewSession: boolean): void {
    const time = this.#time;
    if (time.startedAt === 0) time.startedAt = at;
    else if (!isNewSession) time.workedMs += at - time.endedAt;
    time.endedAt = at;
  }

  #applyWide(event: RunWideEvent): void {
    switch (event.kind) {
      case 'run.started':
      case 'run.resumed': {
        this.#start = { ...this.#start, ...event, kind: 'run.started' };
        this.#ended = undefined;
        return;
      }
      case 'level.done': {
        const { level, name, ok, failures, ms } = event;
        const key = `${level} ${name}`;
        this.#time.levelMs += ms;
        this.#levels.set(key, { level, name, ok, ms, checks: (this.#levels.get(key)?.checks ?? 0) + 1, failures: failures.map(({ unit, finding: { code, message } }) => ({ ...(unit === undefined ? {} : { unit }), code, message })) });
        for (const { unit } of ok ? [] : failures) if (unit !== undefined) this.#atom(unit).blamed(level);
        for (const { finding } of ok ? [] : failures) this.#cause(finding.level, finding.code);
        return;
      }
      case 'run.done':
        this.#ended = { outcome: event.outcome, ...(event.reason === undefined ? {} : { reason: event.reason }) };
        return;
      case 'wave.started':
      case 'wave.done':
      case 'run.paused':
        return;
    }
  }

  #applyUnit(event: UnitEvent): void {
    this.#atom(event.unit).apply(event);
    if (event.kind === 'unit.answer') this.#answered(event);
    if (event.kind !== 'unit.attempt') return;
    event.findings.forEach(({ level, code }) => { this.#cause(level, code); });
    const [first] = event.findings;
    if (first !== undefined) this.#causeOf(first.level, first.code).retries += 1;
  }

  #answered({ ask, outcome, model, microUsd, totalMs, inputTokens = 0, cachedInputTokens = 0, outputTokens = 0, fromCache = false }: UnitAnswerEvent): void {
    this.#asks[ask] += 1;
    this.#tokens.input += inputTokens;
    this.#tokens.cachedInput += cachedInputTokens;
    this.#tokens.output += outputTokens;
    this.#time.callMs += totalMs;
    this.#microUsd += microUsd ?? 0;
    if (microUsd === undefined) this.#unpricedCalls += 1;
    if (outcome !== 'ok') this.#failures.set(outcome, (this.#failures.get(outcome) ?? 0) + 1);
    if (model === undefined || fromCache) return;
    const used = this.#models.get(model) ?? { calls: 0, microUsd: 0 };
    this.#models.set(model, { calls: used.calls + 1, microUsd: used.microUsd + (microUsd ?? 0) });
  }

  #cost(ledger: LedgerTotals | undefined): ReportedCost {
    const { estimateMicroUsd, budgetMicroUsd } = this.#start;
    const records = [...this.#atoms.values()];
    return {
      microUsd: ledger?.spentMicroUsd ?? this.#microUsd,
      wastedMicroUsd: ledger?.wastedMicroUsd ?? sum(records, ({ wastedMicroUsd }) => wastedMicroUsd),
      wastedAnswers: ledger?.wastedCalls ?? sum(records, ({ wastedAnswers }) => wastedAnswers),
      unpricedCalls: ledger?.unpricedCalls ?? this.#unpricedCalls,
      ...(ledger === undefined ? {} : { savedMicroUsd: ledger.savedMicroUsd }),
      ...(estimateMicroUsd === undefined ? {} : { estimateMicroUsd }), ...(budgetMicroUsd === undefined ? {} : { budgetMicroUsd }),
    };
  }

  #atom(unit: string): AtomRecord {
    const known = this.#atoms.get(unit);
    if (known !== undefined) return known;
    const made = new AtomRecord();
    this.#atoms.set(unit, made);
    return made;
  }

  #cause(level: FindingLevel, code: string): void {
    this.#causeOf(level, code).findings += 1;
  }

  #causeOf(level: FindingLevel, code: string): { findings: number; retries: number } {
    const key = `${level} ${code}`;
    const known = this.#causes.get(key);
    if (known !== undefined) return known;
    const made = { level, code, findings: 0, retries: 0 };
    this.#causes.set(key, made);
    return made;
  }
}

/** A level judges only what all levels before it let pass. */
function precisionAt(level: FindingLevel, records: readonly AtomRecord[]): RunReport['precision'] {
  const at = levelOrder.indexOf(level);
  const share = (failures: readonly (FindingLevel | undefined)[]): Share => {
    const reached = failures.filter((failure) => failure === undefined || levelOrder.indexOf(failure) >= at);
    return { passed: reached.filter((failure) => failure !== level).length, of: reached.length };
  };
  if (!upperLevels.has(level)) {
    const tried = records.filter(({ firstTry }) => firstTry !== undefined);
    if (tried.length === 0) return [];
    const ended = tried.filter(({ end }) => end !== undefined);
    return [{ level, firstTry: share(tried.map(({ firstTry }) => (firstTry === 'passed' ? undefined : firstTry))), final: share(ended.map(({ end, lastFailure }) => (end === 'done' ? undefined : lastFailure))) }];
  }
  const reached = records.filter(({ wasEverDone }) => wasEverDone);
  if (reached.length === 0) return [];
  const failed = reached.filter(({ blamedBy }) => blamedBy.has(level)).length;
  return [{ level, firstTry: { passed: reached.length - failed, of: reached.length }, final: { passed: reached.filter(({ end, lastFailure }) => end === 'done' || lastFailure !== level).length, of: reached.length } }];
}

function byNumber(done: readonly AtomRecord[]): readonly number[] {
  const most = done.reduce((highest, { attempts }) => Math.max(highest, attempts), 0);
  return Array.from({ length: most }, (_, index) => done.filter(({ attempts }) => attempts === index + 1).length);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
