import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { LimiterFeedback, LimiterGrant, LimiterNeed, LimiterRefusal, LimiterTokens } from '../gateway/parts.ts';
import type { ModelId } from '../models/modelInfo.ts';
import type { TimePort } from '../ports.ts';
import { FairQueue, type Waiting } from '../queue/fairQueue.ts';
import { SharedAborts } from '../queue/sharedAborts.ts';
import { AdaptiveConcurrency, concurrencyDefaults, type ConcurrencySettings } from './adaptiveConcurrency.ts';
import { MinuteBucket } from './minuteBucket.ts';

/** What is known of a model's limits before the provider has told any. */
export interface ModelLimits {
  readonly requestsPerMinute?: number;
  readonly inputTokensPerMinute?: number;
  readonly outputTokensPerMinute?: number;
  readonly concurrency?: Partial<ConcurrencySettings>;
}

/** How a model's limits stand, for people. Levels are what is left, of 0 to 1; undefined where no limit is known. */
export interface LaneView extends ModelId {
  readonly underWay: number;
  readonly waiting: number;
  readonly concurrency: number;
  readonly cooldownMs: number;
  readonly levels: { readonly requests: number | undefined; readonly inputTokens: number | undefined; readonly outputTokens: number | undefined };
}

interface Task {
  readonly need: LimiterNeed;
  readonly signal: CancelSignal;
  readonly since: number;
  readonly done: (result: LimiterGrant | LimiterRefusal) => void;
  waiting?: Waiting<Task>;
}

interface LaneGrant extends LimiterGrant {
  readonly round: number;
}

const firstCooldownMs = 1000;
const longestCooldownMs = 30_000;

/** Everything that waits for one model or uses it: its queue, its limits a minute, its number of calls at once. */
export class Lane {
  readonly #model: ModelId;
  readonly #time: TimePort;
  readonly #queue = new FairQueue<Task>();
  readonly #aborts = new SharedAborts((signal) => {
    this.#finishAll({ kind: 'cancelled' }, (task) => task.signal === signal);
  });
  readonly #concurrency: AdaptiveConcurrency;
  readonly #requests: MinuteBucket;
  readonly #input: MinuteBucket;
  readonly #output: MinuteBucket;
  readonly #open = new Set<LimiterGrant>();
  #cooldownUntil = 0;
  #refusalsInRow = 0;
  #earliestDeadline = Number.POSITIVE_INFINITY;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(model: ModelId, limits: ModelLimits, time: TimePort) {
    const now = time.monotonicMs();
    this.#model = model;
    this.#time = time;
    this.#concurrency = new AdaptiveConcurrency({ ...concurrencyDefaults, ...limits.concurrency });
    this.#requests = new MinuteBucket(limits.requestsPerMinute, now);
    this.#input = new MinuteBucket(limits.inputTokensPerMinute, now);
    this.#output = new MinuteBucket(limits.outputTokensPerMinute, now);
  }

  acquire(need: LimiterNeed, signal: CancelSignal): Promise<LimiterGrant | LimiterRefusal> {
    if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
    const now = this.#time.monotonicMs();
    const needed = this.#projectedMs(need, now);
    if (isLate(needed, need, now)) return Promise.resolve(tooLate(needed));
    if (this.#queue.size === 0 && needed === 0 && this.#concurrency.free) return Promise.resolve(this.#grant(need, now, now));
    return new Promise((done) => {
      const task: Task = { need, signal, since: now, done };
      task.waiting = this.#queue.push(task, { key: need.fairKey, priority: need.priority, cost: 1 + need.input + need.output, amount: need.input });
      this.#aborts.add(signal);
      this.#earliestDeadline = Math.min(this.#earliestDeadline, need.deadlineMs);
      this.#pump(now);
    });
  }

  release(grant: LimiterGrant, feedback: LimiterFeedback): void {
    if (!this.#open.delete(grant)) throw new Error('A grant was given back twice.');
    const now = this.#time.monotonicMs();
    this.#concurrency.end((grant as LaneGrant).round, feedback.result);
    this.#settle(grant.tokens, feedback, now);
    if (feedback.reading?.requests) this.#requests.read(feedback.reading.requests, now);
    if (feedback.reading?.inputTokens) this.#input.read(feedback.reading.inputTokens, now);
    if (feedback.reading?.outputTokens) this.#output.read(feedback.reading.outputTokens, now);
    if (feedback.result === 'ok') this.#refusalsInRow = 0;
    if (feedback.result === 'rateLimited') this.#cool(feedback.retryAfterMs, now);
    this.#pump(now);
  }

  /** How long a call would wait at least if nobody else waited. */
  waitMs(tokens: LimiterTokens): number {
    return this.#ownWaitMs(tokens, this.#time.monotonicMs());
  }

  evict(): void {
    this.#finishAll({ kind: 'evicted' }, () => true);
  }

  view(): LaneView {
    const now = this.#time.monotonicMs();
    return {
      ...this.#model,
      underWay: this.#concurrency.underWay,
      waiting: this.#queue.size,
      concurrency: this.#concurrency.limit,
      cooldownMs: Math.max(0, this.#cooldownUntil - now),
      levels: { requests: this.#requests.level(now), inputTokens: this.#input.level(now), outputTokens: this.#output.level(now) },
    };
  }

  #pump(now: number): void {
    while (this.#concurrency.free) {
      const head = this.#queue.peek();
      if (!head) break;
      const wait = this.#ownWaitMs(head.item.need, now);
      if (isLate(wait, head.item.need, now)) {
        this.#finish(head.item, tooLate(wait));
      } else if (wait > 0) {
        this.#wakeAt(now + wait);
        break;
      } else {
        this.#queue.take(head);
        this.#finish(head.item, this.#grant(head.item.need, head.item.since, now));
      }
    }
    if (this.#queue.size > 0) this.#wakeAt(this.#earliestDeadline);
    else this.#rest();
  }

  #grant(need: LimiterNeed, since: number, now: number): LimiterGrant {
    const tokens = { input: need.input, output: this.#outputOf(need) };
    this.#requests.reserve(1, now);
    this.#input.reserve(tokens.input, now);
    this.#output.reserve(tokens.output, now);
    const grant: LaneGrant = { kind: 'granted', model: this.#model, tokens, waitedMs: now - since, round: this.#concurrency.begin() };
    this.#open.add(grant);
    return grant;
  }

  #finish(task: Task, result: LimiterGrant | LimiterRefusal): void {
    if (task.waiting) this.#queue.remove(task.waiting);
    this.#aborts.remove(task.signal);
    task.done(result);
  }

  #finishAll(result: LimiterRefusal, which: (task: Task) => boolean): void {
    for (const { item } of this.#queue.all()) if (which(item)) this.#finish(item, result);
    this.#pump(this.#time.monotonicMs());
  }

  #settle(reserved: LimiterTokens, { result, used }: LimiterFeedback, now: number): void {
    const nothingUsed = result === 'unused' || result === 'rateLimited';
    this.#requests.settle(1, result === 'unused' ? 0 : 1, now);
    this.#input.settle(reserved.input, used?.input ?? (nothingUsed ? 0 : reserved.input), now);
    this.#output.settle(reserved.output, used?.output ?? 0, now);
  }

  /** A provider that gives no time gets a second, and twice as long each time that it refuses again. */
  #cool(retryAfterMs: number | undefined, now: number): void {
    if (retryAfterMs === undefined && this.#cooldownUntil > now) return;
    this.#refusalsInRow += 1;
    const ms = retryAfterMs ?? Math.min(longestCooldownMs, firstCooldownMs * 2 ** (this.#refusalsInRow - 1));
    this.#cooldownUntil = Math.max(this.#cooldownUntil, now + ms);
    this.#sweep(now);
  }

  #ownWaitMs(tokens: LimiterTokens, now: number): number {
    return Math.max(0, this.#cooldownUntil - now, this.#requests.waitMs(1, now), this.#input.waitMs(tokens.input, now), this.#output.waitMs(this.#outputOf(tokens), now));
  }

  /** The wait behind what surely goes before it. Output does not count there: of what is reserved most comes back. */
  #projectedMs(need: LimiterNeed, now: number): number {
    const own = this.#ownWaitMs(need, now);
    if (this.#queue.size === 0 || (this.#requests.limit === undefined && this.#input.limit === undefined)) return own;
    const ahead = this.#queue.ahead(need.fairKey, need.priority);
    return Math.max(own, this.#requests.waitBehindMs(ahead.count, 1, now), this.#input.waitBehindMs(ahead.amount, need.input, now));
  }

  /** An answer that may be longer than a minute's output is let through when all of it is free; the provider counts what is really written. */
  #outputOf(tokens: LimiterTokens): number {
    return Math.min(tokens.output, this.#output.limit ?? tokens.output);
  }

  /** Sends away whoever cannot be in time any more. */
  #sweep(now: number): void {
    this.#earliestDeadline = Number.POSITIVE_INFINITY;
    for (const { item } of this.#queue.all()) {
      const wait = this.#ownWaitMs(item.need, now);
      if (isLate(wait, item.need, now) || now >= item.need.deadlineMs) this.#finish(item, tooLate(wait));
      else this.#earliestDeadline = Math.min(this.#earliestDeadline, item.need.deadlineMs);
    }
  }

  #wakeAt(at: number): void {
    if (at === Number.POSITIVE_INFINITY || (this.#timer && this.#timer.at <= at)) return;
    this.#timer?.cancel();
    const cancel = this.#time.after(Math.max(0, at - this.#time.monotonicMs()), () => {
      this.#timer = undefined;
      const now = this.#time.monotonicMs();
      if (now >= this.#earliestDeadline) this.#sweep(now);
      this.#pump(now);
    });
    this.#timer = { at, cancel };
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#earliestDeadline = Number.POSITIVE_INFINITY;
  }
}

function isLate(waitMs: number, { deadlineMs, patienceMs }: LimiterNeed, now: number): boolean {
  return waitMs === Number.POSITIVE_INFINITY || now + waitMs > deadlineMs || waitMs > patienceMs;
}

function tooLate(neededMs: number): LimiterRefusal {
  return { kind: 'tooLate', neededMs, reason: neededMs === Number.POSITIVE_INFINITY ? 'larger than what the model takes in a minute' : 'limits of the model' };
}
