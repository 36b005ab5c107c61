import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelBreaker } from '../breaker/modelBreaker.ts';
import type { GatewayEvent } from '../gateway/events.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { GatewaySettings } from '../gateway/gatewaySettings.ts';
import type { ModelRequest } from '../gateway/modelRequest.ts';
import { openGateway } from '../gateway/openGateway.ts';
import type { GatewayParts } from '../gateway/parts.ts';
import type { ModelLimits } from '../limiter/lane.ts';
import type { ModelLimiter } from '../limiter/modelLimiter.ts';
import type { ModelCall } from '../modelCall.ts';
import { modelKey, type ModelId, type ModelInfo } from '../models/modelInfo.ts';
import type { ModelAnswer, ModelFailure, ModelOutcome } from '../outcome.ts';
import type { RandomPort, TimePort } from '../ports.ts';
import type { Provider } from '../provider.ts';
import type { ReservedEvent, SettledEvent } from '../records/ledger.ts';
import type { BreakerRecord } from '../records/modelState.ts';
import type { Reservation } from '../records/ledgerRepository.ts';
import { noUsage } from '../tokenUsage.ts';
import { FakeTime } from './fakeTime.ts';

/** What a fake model does with a call. */
export type FakeModel = (call: ModelCall, signal: CancelSignal, time: TimePort) => ModelOutcome | Promise<ModelOutcome>;

export interface WorldOptions {
  /** By `provider/model`, in the order in which the router wants them. Each costs a dollar per million tokens more than the one before it. */
  readonly models: Readonly<Record<string, FakeModel>>;
  readonly settings?: Partial<GatewaySettings>;
  readonly limits?: Partial<ModelLimits>;
  readonly hardMicroUsd?: number;
  readonly random?: () => number;
  readonly parts?: Partial<GatewayParts>;
  readonly info?: (model: ModelInfo) => ModelInfo;
  readonly breakers?: readonly BreakerRecord[];
  /** Hears who answered, as the router does. */
  readonly answered?: (model: ModelId) => void;
}

/** A gateway whose providers, store and time are fakes; everything between them is real. */
export interface World {
  readonly time: FakeTime;
  readonly gateway: Gateway;
  readonly breaker: ModelBreaker;
  readonly limiter: ModelLimiter;
  readonly events: GatewayEvent[];
  readonly ledger: FakeLedger;
  /** Models in the order in which they were asked. */
  readonly asked: string[];
  readonly request: (more?: Partial<ModelRequest>) => ModelRequest;
}

const usage = { ...noUsage, input: 100, output: 50 };

export const answer = (text = 'fine', more: Partial<ModelAnswer> = {}): ModelAnswer => ({ kind: 'ok', text, usage, timing: { firstByteMs: 5, totalMs: 10 }, ...more });
export const failure = (kind: ModelFailure['kind'], more: Partial<ModelFailure> = {}): ModelFailure => ({ kind, detail: 'so it is', timing: { totalMs: 10 }, ...more });

export function fakeWorld(options: WorldOptions): World {
  const time = new FakeTime();
  const events: GatewayEvent[] = [];
  const asked: string[] = [];
  const ledger = new FakeLedger(options.hardMicroUsd);
  const infos = Object.keys(options.models).map((key, index) => infoOf(key, index + 1)).map((info) => options.info?.(info) ?? info);
  let ids = 0;
  const random: RandomPort = { next: options.random ?? (() => 0.5), id: () => { ids += 1; return `id${ids}`; } };
  const { gateway, breaker, limiter } = openGateway({
    time, random, limitsOf: () => options.limits ?? {}, breakers: options.breakers ?? [], ...(options.settings ? { settings: options.settings } : {}),
    parts: {
      router: { route: () => ({ candidates: infos, reason: 'as the test says' }), answered: (_request, model) => options.answered?.(model) },
      providers: { provider: (id) => providerOf(id, options.models, { asked, time }) },
      cache: { find: () => Promise.resolve({ kind: 'miss', keep: () => Promise.resolve(), abandon: () => undefined }) },
      sizes: { size: () => ({ input: 100, inputAtMost: 120, stable: 0 }), textSize: (text) => text.length },
      pricing: {
        worstCase: ({ price }, input, output) => (price ? price.input * input + price.output * output : undefined),
        cost: ({ price }, used) => (price ? price.input * used.input + price.output * used.output : undefined),
      },
      budget: ledger, ledger,
      events: { emit: (event) => events.push(event) },
      ...options.parts,
    },
  });
  const request = (more: Partial<ModelRequest> = {}): ModelRequest => ({
    system: [{ text: 'You help.', stable: true }], messages: [{ role: 'user', parts: [{ text: 'Do it.', stable: false }] }],
    maxOutputTokens: 200, purpose: { workspace: 'w', run: 'r', category: 'coding' }, ...more,
  });
  return { time, gateway, breaker, limiter, events, ledger, asked, request };
}

/** Budgets and ledger in memory, which complain about whatever a store could not understand. */
export class FakeLedger {
  spent = 0;
  reserved = 0;
  mostUsed = 0;
  readonly settled: SettledEvent[] = [];
  readonly #open = new Map<string, number>();
  readonly #hardMicroUsd: number | undefined;

  constructor(hardMicroUsd: number | undefined) {
    this.#hardMicroUsd = hardMicroUsd;
  }

  reserve({ call, microUsd }: ReservedEvent): Promise<Reservation> {
    const hardMicroUsd = this.#hardMicroUsd ?? Number.POSITIVE_INFINITY;
    const budget = { scope: { kind: 'day' as const }, hardMicroUsd, spentMicroUsd: this.spent, reservedMicroUsd: this.reserved };
    if (microUsd === undefined && this.#hardMicroUsd !== undefined) return Promise.resolve({ kind: 'unknownPrice', budget });
    const needed = microUsd ?? 0;
    if (this.spent + this.reserved + needed > hardMicroUsd) return Promise.resolve({ kind: 'overBudget', budget, neededMicroUsd: needed });
    if (this.#open.has(call)) throw new Error(`${call} is reserved twice.`);
    this.#open.set(call, needed);
    this.reserved += needed;
    return Promise.resolve({ kind: 'reserved' });
  }

  settle(event: SettledEvent): Promise<{ readonly kind: 'recorded'; readonly alerts: readonly [] }> {
    const reserved = this.#open.get(event.call);
    if (reserved === undefined) throw new Error(`${event.call} is settled without a reservation, or twice.`);
    this.#open.delete(event.call);
    this.reserved -= reserved;
    this.spent += event.microUsd ?? 0;
    this.mostUsed = Math.max(this.mostUsed, this.spent + this.reserved);
    this.settled.push(event);
    return Promise.resolve({ kind: 'recorded', alerts: [] });
  }

  record(): Promise<void> {
    return Promise.resolve();
  }

  get unsettled(): number {
    return this.#open.size;
  }
}

export function idOf(key: string): ModelId {
  const [provider = '', model = ''] = key.split('/');
  return { provider, model };
}

function infoOf(key: string, dollars: number): ModelInfo {
  return {
    id: idOf(key), label: key, price: { input: dollars, output: dollars }, tokenizer: 'o200k', sources: ['user'],
    abilities: { temperature: true, efforts: [], structuredOutput: true, promptCache: 'none' },
  };
}

function providerOf(id: string, models: WorldOptions['models'], { asked, time }: { readonly asked: string[]; readonly time: TimePort }): Provider | undefined {
  if (!Object.keys(models).some((key) => idOf(key).provider === id)) return undefined;
  return {
    id, label: id,
    list: () => Promise.resolve({ kind: 'models', models: [] }),
    call: async (call, signal) => {
      const key = modelKey(call.model);
      asked.push(key);
      const model = models[key];
      return model ? model(call, signal, time) : failure('unknown', { cause: 'notFound' });
    },
  };
}
