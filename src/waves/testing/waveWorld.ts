import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { AtomCase, AtomFinding } from '../../ir/atom.ts';
import type { Milestone, Unit } from '../../ir/unit.ts';
import type { GatewayResult } from '../../llm/gateway/gatewayResult.ts';
import type { ModelRequest } from '../../llm/gateway/modelRequest.ts';
import type { ModelInfo } from '../../llm/models/modelInfo.ts';
import type { ModelFailure, ModelOutcome } from '../../llm/outcome.ts';
import type { WastedEvent } from '../../llm/records/ledger.ts';
import type { RunEvent, RunLogRepository } from '../../llm/records/runLog.ts';
import { FakeTime } from '../../llm/testing/fakeTime.ts';
import { noUsage } from '../../llm/tokenUsage.ts';
import { planUnits } from '../../plan/masterplan.ts';
import { neverAborted } from '../askCall.ts';
import { openRun, type OpenedRun } from '../openRun.ts';
import type { WaveGateway, WavePlan, WavePorts, WaveRunOptions } from '../ports.ts';
import type { AskKind, LoggedEvent } from '../runEvent.ts';
import { loggedEvent } from '../runLog.ts';
import type { WaveResult } from '../waveResult.ts';
import type { AtomPrompt, AtomWorkshop, AttemptPlan, LevelChecks } from '../workshop.ts';

/** One call as a fake model sees it. */
export interface FakeAsk {
  readonly unit: string;
  readonly ask: AskKind;
  readonly plan: AttemptPlan;
  readonly request: ModelRequest;
}

/** What a fake model answers: a text, or a failure. */
export type FakeModel = (ask: FakeAsk, signal: CancelSignal) => string | Partial<ModelFailure> | Promise<string | Partial<ModelFailure>>;

/** What a fake judge says of an answer: findings, none when it is accepted. */
export type FakeJudge = (unit: string, answer: string, cases: readonly AtomCase[]) => readonly AtomFinding[] | Promise<readonly AtomFinding[]>;

export interface WaveWorldOptions {
  readonly units?: readonly Unit[];
  readonly model?: FakeModel;
  readonly judge?: FakeJudge;
  /** Answers that are there already. */
  readonly kept?: (ask: FakeAsk) => string | undefined;
  readonly levels?: Partial<LevelChecks>;
  readonly firstModel?: ModelInfo;
  readonly workshop?: Partial<AtomWorkshop>;
  readonly options?: Partial<WaveRunOptions>;
}

/** A run whose models, validators, log and ledger are fakes; everything between them is real. */
export class WaveWorld {
  readonly time = new FakeTime();
  readonly asked: FakeAsk[] = [];
  readonly wasted: WastedEvent[] = [];
  readonly log = new FakeRunLog();
  readonly heard: LoggedEvent[] = [];
  readonly judged: string[] = [];
  underWay = 0;
  mostUnderWay = 0;
  #ids = 0;
  #locked = false;
  readonly #options: WaveWorldOptions;
  #plans = new Map<ModelRequest['messages'], { readonly ask: AskKind; readonly plan: AttemptPlan }>();

  constructor(options: WaveWorldOptions = {}) {
    this.#options = options;
  }

  get isLocked(): boolean {
    return this.#locked;
  }

  get plan(): WavePlan {
    const units = this.#options.units ?? [atomUnit('a')];
    const { llm, strata } = planUnits('app', units);
    return { id: 'plan-1', application: 'app', spec: 'spec-1', template: 'v1', units, atoms: llm, strata };
  }

  options(more: Partial<WaveRunOptions> = {}): WaveRunOptions {
    return { run: 'r', workspace: 'w', plan: this.plan, ports: this.ports(), signal: neverAborted, events: (logged) => this.heard.push(logged), ...this.#options.options, ...more };
  }

  open(more: Partial<WaveRunOptions> = {}): Promise<OpenedRun> {
    return openRun(this.options(more));
  }

  /** Opens the run and lets it come to its end. */
  async run(more: Partial<WaveRunOptions> = {}): Promise<WaveResult> {
    const opened = await this.open(more);
    if (opened.kind === 'over') return opened.result;
    if (opened.kind !== 'running') throw new Error(opened.kind);
    return this.time.run(opened.finished);
  }

  /** Kinds of events in their order, with their unit. */
  get kinds(): readonly string[] {
    return this.heard.map(({ event }) => ('unit' in event ? `${event.kind} ${event.unit}` : event.kind));
  }

  ports(): WavePorts {
    const { levels, firstModel } = this.#options;
    const good = (): Promise<{ readonly ok: true; readonly failures: readonly []; readonly ms: number }> => Promise.resolve({ ok: true, failures: [], ms: 1 });
    const gateway: WaveGateway = { ask: (request, signal) => this.#ask(request, signal), ...(firstModel === undefined ? {} : { firstModel: () => firstModel }) };
    return {
      gateway, workshop: this.#workshop(), log: this.log, time: this.time,
      ledger: { record: (event) => { this.wasted.push(event); return Promise.resolve(); } },
      random: { next: () => 0.5, id: () => { this.#ids += 1; return `id${this.#ids}`; } },
      lock: () => {
        if (this.#locked) return Promise.resolve(undefined);
        this.#locked = true;
        return Promise.resolve(() => { this.#locked = false; });
      },
      ...(levels === undefined ? {} : { levels: { task: good, milestone: good, application: good, ...levels } }),
    };
  }

  async #ask(request: ModelRequest, signal: CancelSignal): Promise<GatewayResult> {
    const { ask, plan } = this.#plans.get(request.messages) ?? { ask: 'code', plan: { attempt: 0, findings: [], context: 'full' } };
    this.#plans.delete(request.messages);
    const asked = { unit: request.purpose.unit ?? '', ask, plan, request };
    this.asked.push(asked);
    const kept = request.cache === 'use' ? this.#options.kept?.(asked) : undefined;
    if (kept !== undefined) return { ...resultOf(kept, 'kept'), fromCache: 'exact', attempts: [], microUsd: 0 };
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    const given = signal.aborted ? { kind: 'cancelled' as const } : await (this.#options.model ?? defaultModel)(asked, signal);
    this.underWay -= 1;
    this.#ids += 1;
    return resultOf(given, `call${this.#ids}`);
  }

  #workshop(): AtomWorkshop {
    const prompt = (ask: AskKind, unit: string, plan: AttemptPlan): AtomPrompt => {
      const messages = [{ role: 'user' as const, parts: [{ text: `${ask} of ${unit}`, stable: false }] }];
      this.#plans.set(messages, { ask, plan });
      return { system: [{ text: `You write ${ask}.${' More.'.repeat(2000)}`, stable: true }], messages, maxOutputTokens: 500, template: 'v1', inputTokens: 100 };
    };
    return {
      casesPrompt: ({ id }, plan) => prompt('cases', id, plan),
      codePrompt: ({ id }, _cases, plan) => prompt('code', id, plan),
      disputePrompt: ({ id }, disputed, plan) => prompt('dispute', `${id} ${disputed.name}`, plan),
      readCases: (_atom, answer) => (answer.startsWith('cases') ? { cases: answer.slice(6).split(',').filter((name) => name !== '').map(caseOf), findings: [] } : { cases: [], findings: [{ code: 'DM5050', level: 'answer', message: 'no cases' }] }),
      readDispute: (_atom, answer) => (answer === 'holds' || answer === 'withdrawn' ? answer : undefined),
      judge: async ({ id }, answer, cases) => {
        this.judged.push(`${id} ${answer}`);
        const findings = await (this.#options.judge ?? (() => []))(id, answer, cases);
        return { code: { code: answer, helpers: [] }, findings, timingsMs: {} };
      },
      partial: () => undefined,
      taskDigest: ({ task }) => task.words,
      ...this.#options.workshop,
    };
  }
}

const defaultModel: FakeModel = ({ ask, unit }) => (ask === 'cases' ? 'cases one,two,three' : ask === 'code' ? `code of ${unit}` : 'holds');

/** A log in memory, with the numbers that a store gives. */
class FakeRunLog implements RunLogRepository {
  events: RunEvent[] = [];
  appends = 0;
  fails = false;

  append(run: string, events: readonly Pick<RunEvent, 'at' | 'kind' | 'data'>[]): Promise<number> {
    if (this.fails) return Promise.reject(new Error('no space left'));
    this.appends += 1;
    for (const event of events) this.events.push({ ...(JSON.parse(JSON.stringify(event)) as typeof event), run, seq: this.events.length + 1 });
    return Promise.resolve(this.events.length);
  }

  read(_run: string, afterSeq: number, limit = 1000): Promise<readonly RunEvent[]> {
    return Promise.resolve(this.events.slice(afterSeq, afterSeq + limit));
  }

  runs(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  prune(): Promise<number> {
    return Promise.resolve(0);
  }

  get logged(): readonly LoggedEvent[] {
    return this.events.map(loggedEvent);
  }
}

/** A unit that a model writes. */
export function atomUnit(id: string, dependsOn: readonly string[] = [], more: { readonly file?: string; readonly milestone?: Milestone; readonly words?: string } = {}): Unit {
  return {
    id, file: more.file ?? `${id}.ts`, name: id, stratum: 'llm', reason: 'words', milestone: more.milestone ?? 'operations', nodes: [], dependsOn,
    task: { words: more.words ?? `does ${id}`, signature: `${id}(): void`, reason: 'words', category: 'flow', span: { file: 's', start: 0, end: 1 }, contract: { access: 'write', operation: 'effect', entities: [], pre: [], post: [], refusals: [] } },
  };
}

function caseOf(name: string): AtomCase {
  return { name, rows: [], arguments: {}, expect: {} };
}

export function finding(message: string, more: Partial<AtomFinding> = {}): AtomFinding {
  return { code: 'DM5060', level: 'types', message, ...more };
}

function resultOf(given: string | Partial<ModelFailure>, call: string): GatewayResult {
  const usage = { ...noUsage, input: 100, output: 50 };
  const model = { provider: 'p', model: 'm' };
  const outcome: ModelOutcome = typeof given === 'string' ? { kind: 'ok', text: given, usage, timing: { totalMs: 5 } } : { kind: 'unknown', detail: 'so it is', timing: { totalMs: 5 }, ...given };
  const attempts = outcome.kind === 'budget' || outcome.kind === 'cancelled' ? [] : [{ number: 1, model, outcome: outcome.kind, waitedMs: 0, totalMs: 5, usage, microUsd: 150 }];
  return {
    call, outcome, model, route: { candidates: [], reason: 'fake' }, attempts, switches: [], ...(outcome.kind === 'ok' ? { paidCall: `${call}.1` } : {}),
    microUsd: attempts.length * 150, wastedMicroUsd: 0, hasUnknownCost: false, totalMs: 5,
  };
}
