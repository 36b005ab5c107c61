import type { Json } from '../../base/json.ts';
import { camelCase } from '../../base/names.ts';
import type { Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import { type Model, callerFor } from '../model.ts';
import { isPending } from '../placeholders.ts';
import type { Call, Caller, Outcome, RowChange, RowValues } from '../types.ts';
import { type Snapshot, type World, createWorld } from '../world.ts';

/** A step as it was played in the plan's world. */
export type RecordedStep =
  | { readonly kind: 'call'; readonly name: string; readonly call: Call; readonly outcome: Outcome }
  | { readonly kind: 'deliver' }
  | { readonly kind: 'schedule'; readonly flow: string };

/** Attribute values that rows of an entity should be made with. */
export type Wishes = ReadonlyMap<string, RowValues>;

/** Thrown to end a search; the public functions turn it into `Skipped`. No `Error`: searches often end so, and nobody reads a stack. */
export class CannotPlan {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Whether a step of a search can be planned; what it has changed when it cannot is the caller's to take back. */
export function canPlan(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (error instanceof CannotPlan) return false;
    throw error;
  }
}

/** Thrown to end a search that has to begin again with rows made differently. */
export class RestartWith {
  readonly message: string;
  readonly entity: string;
  readonly attribute: string;
  readonly value: Json;

  constructor(entity: string, attribute: string, value: Json) {
    this.message = `${entity} is needed with another ${attribute}.`;
    this.entity = entity;
    this.attribute = attribute;
    this.value = value;
  }
}

/** Where a flow stood when it failed. */
export interface FailedStep {
  readonly step: Step;
  readonly variables: Readonly<Record<string, Json>>;
}

export interface PlanMark {
  readonly snapshot: Snapshot;
  readonly steps: readonly RecordedStep[];
}

/** All that decides how a plan goes on from where it stands. */
export interface Moment extends PlanMark {
  readonly marks: ReadonlyMap<number, Snapshot>;
  readonly madeUp: number;
  readonly samples: number;
}

/** A story in the making: the steps so far and the world after them. */
export class Plan {
  readonly model: Model;
  readonly world: World;
  /** Chooses the samples. */
  readonly n: number;
  readonly wishes: Wishes;
  readonly steps: RecordedStep[] = [];
  /** Entities that are being made, outermost first: ends circles. */
  readonly making: string[] = [];
  #subject: string;
  #samples = 0;
  /** The world before the step of that number, for the latest attempt at it. */
  readonly #marks = new Map<number, Snapshot>();
  #failed: FailedStep | undefined;
  readonly #ran = new Map<Step, FailedStep>();
  readonly #skipped = new Map<Step, FailedStep>();

  /** With `skipped` samples its rows are others: truths are lies, enums have their next member. */
  constructor(model: Model, n: number, wishes: Wishes, skipped = 0) {
    this.model = model;
    this.world = createWorld(model.application);
    this.world.onStep = (step, variables, fate) => {
      const at = { step, variables: { ...variables } };
      if (fate === 'runs') {
        this.#failed = at;
        this.#ran.set(step, at);
      } else this.#skipped.set(step, at);
    };
    this.#subject = `user-${n}`;
    this.n = n;
    this.wishes = wishes;
    this.#samples = skipped;
  }

  /** The caller of all calls that need one. */
  get subject(): string {
    return this.#subject;
  }

  /** Does the work as another caller, who is the same each time. */
  asAnother<T>(work: () => T): T {
    const own = this.#subject;
    this.#subject = `${own}-other`;
    try {
      return work();
    } finally {
      this.#subject = own;
    }
  }

  /** Does the work as the other caller where the row is that one's. */
  asOwnerOf<T>(entity: string, row: RowValues, work: () => T): T {
    return this.#subjectOf(entity, row, 0) === `${this.#subject}-other` ? this.asAnother(work) : work();
  }

  /** Whom the row belongs to; undefined for a row that is nobody's. */
  #subjectOf(entity: string, row: RowValues, depth: number): Json | undefined {
    const model = this.model.entities.get(entity);
    const owner = model?.entity.owner;
    if (owner === undefined || depth > 20) return undefined;
    if (owner.kind === 'attribute') return row[owner.attribute];
    const relation = model?.references.find((reference) => reference.name === owner.relation);
    const parent = relation === undefined ? undefined : this.rowByKey(relation.target, row[relation.attribute] ?? null);
    return relation === undefined || parent === undefined ? undefined : this.#subjectOf(relation.target, parent, depth + 1);
  }

  /** A plan of its own that goes on from here as this one would. */
  fork(): Plan {
    const fork = new Plan(this.model, this.n, this.wishes);
    fork.adopt(this);
    return fork;
  }

  /** Goes on from where the other plan stands, as that one would. */
  adopt(other: Plan): void {
    this.world.adopt(other.world);
    this.steps.splice(0, this.steps.length, ...other.steps);
    this.#samples = other.#samples;
    this.#marks.clear();
    for (const [step, snapshot] of other.#marks) this.#marks.set(step, snapshot);
  }

  /** Where the plan stands, to be known again; undefined when lists were read page by page, whose cursors are not compared. */
  get moment(): Moment | undefined {
    if (this.world.hasCursors) return undefined;
    return { ...this.mark(), marks: new Map(this.#marks), madeUp: this.world.madeUp, samples: this.#samples };
  }

  /** Whether this plan stands exactly there. */
  isAt({ snapshot, steps, marks, madeUp, samples }: Moment): boolean {
    return this.#samples === samples && this.world.madeUp === madeUp && !this.world.hasCursors && isSame(this.world.snapshot(), snapshot)
      && this.steps.length === steps.length && this.steps.every((step, index) => step === steps[index])
      && this.#marks.size === marks.size && [...this.#marks].every(([index, mark]) => isSame(mark, marks.get(index)));
  }

  /** True before anything was done. */
  get isFresh(): boolean {
    return this.steps.length === 0 && this.#samples === 0 && this.making.length === 0;
  }

  /** The step of a flow that ran last: where it failed, when it failed. */
  get lastStep(): FailedStep | undefined {
    return this.#failed;
  }

  /** Numbers for samples, different for each plan and each use. */
  nextSample(): number {
    this.#samples += 1;
    return this.n * 7 + (this.#samples - 1) * 1009;
  }

  /** Predicts a call and records it when it succeeds. */
  attempt(name: string, call: Call): Outcome {
    this.#forget();
    const mark = this.mark();
    this.#marks.set(this.steps.length, mark.snapshot);
    const outcome = this.world.predict(call);
    if (outcome.unpredictable === undefined && outcome.status < 400) this.record(name, call, outcome);
    else this.reset(mark);
    return outcome;
  }

  /** Predicts a call without recording it and without effect. */
  peek(call: Call): Outcome {
    this.#forget();
    return this.world.preview(call);
  }

  /** Predicts what a schedule does, without effect; `lastStep` and `skippedStep` then tell of it. */
  peekSchedule(flow: string, at: string): Outcome {
    this.#forget();
    const before = this.world.snapshot();
    const outcome = this.world.predictSchedule(flow, at);
    this.world.restore(before);
    return outcome;
  }

  /** Where the last call skipped a step of that kind that it never ran. */
  skippedStep(kind: (step: Step) => boolean): FailedStep | undefined {
    return [...this.#ran.keys()].some(kind) ? undefined : [...this.#skipped.values()].find((at) => kind(at.step));
  }

  /** Where the last call stood when it ran the step, the last time. */
  ranAt(step: Step): FailedStep | undefined {
    return this.#ran.get(step);
  }

  /** Where the last call stood when it skipped the step. */
  skippedAt(step: Step): FailedStep | undefined {
    return this.#skipped.get(step);
  }

  #forget(): void {
    this.#failed = undefined;
    this.#ran.clear();
    this.#skipped.clear();
  }

  record(name: string, call: Call, outcome: Outcome): void {
    this.steps.push({ kind: 'call', name: this.freeName(name), call, outcome });
  }

  /** Goes back to the moment before the last call, where these steps lead. */
  replay(steps: readonly RecordedStep[]): void {
    const before = this.#marks.get(steps.length);
    if (before === undefined) throw new CannotPlan('The moment before the last call is not known.');
    this.world.restore(before);
    this.steps.splice(0, this.steps.length, ...steps);
  }

  /** What was in scope when the call came to that step; undefined when it did not. */
  visit(step: Step, call: Call): FailedStep | undefined {
    let seen: FailedStep | undefined;
    const listener = this.world.onStep;
    this.world.onStep = (current, variables, fate) => {
      if (current === step && fate === 'runs') seen ??= { step, variables: { ...variables } };
    };
    this.world.preview(call);
    this.world.onStep = listener;
    return seen;
  }

  /** A name that no step has: `cartItem`, `cartItem2`. */
  freeName(name: string): string {
    const base = camelCase(name) || 'answer';
    const taken = new Set(this.steps.map((step) => (step.kind === 'call' ? step.name : '')));
    let free = base;
    for (let count = 2; taken.has(free); count += 1) free = `${base}${count}`;
    return free;
  }

  /** Runs the handlers of all events and records that; gives what they changed. */
  deliver(): readonly RowChange[] {
    this.steps.push({ kind: 'deliver' });
    return this.world.deliver().changes;
  }

  mark(): PlanMark {
    return { snapshot: this.world.snapshot(), steps: [...this.steps] };
  }

  reset(mark: PlanMark): void {
    this.world.restore(mark.snapshot);
    this.steps.splice(0, this.steps.length, ...mark.steps);
  }

  /** Who calls an endpoint in this plan; `asOwner` names the subject even where no credentials are needed. */
  callerOf(endpoint: Endpoint, need: 'asOwner' | 'asNeeded', subject = this.subject): Caller | undefined {
    return callerFor(endpoint, subject) ?? (need === 'asOwner' ? { subject, scopes: [] } : undefined);
  }

  /** The last row of an entity that this plan made for its caller, or that is nobody's. */
  lastRow(entity: string): RowValues | undefined {
    return this.world.rows(entity).findLast((row) => this.#isOfSubject(entity, row));
  }

  #isOfSubject(entity: string, row: RowValues): boolean {
    const subject = this.#subjectOf(entity, row, 0);
    return typeof subject !== 'string' || !subject.startsWith(`user-${this.n}`) || subject === this.#subject;
  }

  rowByKey(entity: string, key: Json): RowValues | undefined {
    const name = this.model.entities.get(entity)?.key.name ?? 'id';
    return this.world.rows(entity).find((row) => row[name] === key);
  }

  keyOf(entity: string, row: RowValues): Json {
    return row[this.model.entities.get(entity)?.key.name ?? 'id'] ?? null;
  }

  /** True when an answer so far shows the value, so that later calls can use it. */
  isShown(value: Json): boolean {
    return !isPending(value) || this.steps.some((step) => step.kind === 'call' && contains(step.outcome.body ?? null, value));
  }
}

function isSame(a: Snapshot, b: Snapshot | undefined): boolean {
  return a.state === b?.state && a.clock === b.clock && a.replays === b.replays;
}

function contains(body: Json, value: Json): boolean {
  if (body === value) return true;
  return typeof body === 'object' && body !== null && Object.values(body).some((item: Json) => contains(item, value));
}
