import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import { deepEqual } from '../../semantics/evaluate.ts';
import type { Footprint } from '../../semantics/footprint.ts';
import { isPending } from '../../semantics/placeholders.ts';
import { isClockText } from '../../semantics/time.ts';
import type { Call, Caller, Outcome, RowValues } from '../../semantics/types.ts';
import type { Snapshot, World } from '../../semantics/world.ts';
import { callsShowing } from './callsShowing.ts';
import { asAdmin } from './otherCallers.ts';

/** Who asked for what event handlers do. */
interface Asked {
  readonly check: string;
  readonly operation: string;
  readonly caller: Caller | undefined;
}

/** What shows that the app's handlers have done their work on an entity. */
export interface Unhandled extends Asked {
  /** Answers otherwise once they have; undefined when nothing does. */
  readonly call: Call | undefined;
}

/** A row as it is after the handlers, or was before they removed it, and the moment before they ran. */
interface Waiting extends Asked {
  readonly row: RowValues;
  readonly before: Snapshot;
}

/** What the choice of the call that is waited for needs of a session. */
export interface Viewer {
  isUntold(value: Json): boolean;
  /** What the model answers, without effect. */
  preview(call: Call): Outcome;
}

/** So many of the latest rows are waited for: handlers of calls that travelled together may end in any order. */
const mostWaiting = 6;

/** What of an answer is known before it comes: what the app makes up for itself may be anything. */
function known({ status, headers, body }: Outcome): Json {
  const settled = (value: Json): Json => {
    if (typeof value !== 'object' || value === null) return isPending(value) || (typeof value === 'string' && isClockText(value)) ? null : value;
    return Array.isArray(value) ? (value as readonly Json[]).map(settled) : Object.fromEntries(Object.entries(value as RowValues).map(([name, item]) => [name, settled(item)]));
  };
  return [status, headers['etag'] ?? null, settled(body ?? null)];
}

/** Knows which entities the app's event handlers still have to touch. */
export class Handlers {
  readonly #application: ApplicationIR;
  readonly #model: World;
  readonly #waiting = new Map<string, Waiting[]>();
  /** What handlers looked at that changed nothing: they must have looked before it is changed. */
  #idle: Footprint[] = [];

  constructor(application: ApplicationIR, model: World) {
    this.#application = application;
    this.#model = model;
  }

  /** Lets the model handle the events of a call at once; what its handlers touch becomes part of the footprint. */
  handle(asked: Asked, footprint?: Footprint): void {
    if (this.#model.pendingEvents === 0) return;
    const names = this.#application.entities.map((entity) => entity.name);
    const rowsBefore = new Map(names.map((name) => [name, this.#model.rows(name)]));
    const before = this.#model.snapshot();
    this.#model.deliver(footprint, (seen) => this.#idle.push(seen));
    for (const name of names) {
      const earlier = rowsBefore.get(name) ?? [];
      const later = this.#model.rows(name);
      const row = later.findLast((each) => !earlier.includes(each)) ?? earlier.find((each) => !later.includes(each));
      if (row !== undefined) this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), { ...asked, row, before }].slice(-mostWaiting));
    }
  }

  /** What handlers that change nothing look at and the call changes; the next time nothing has to be waited for. */
  takeIdle(call: Footprint): readonly Footprint[] {
    const met = this.#idle.filter((seen) => call.changesWhatIsReadBy(seen));
    if (met.length > 0) this.#idle = this.#idle.filter((seen) => !met.includes(seen));
    return met;
  }

  /** What has to be waited for before a call works on the entity; the next time nothing has. */
  take(entity: string, viewer: Viewer): readonly Unhandled[] {
    const waiting = this.#waiting.get(entity);
    if (waiting === undefined) return [];
    this.#waiting.delete(entity);
    this.#model.handled(entity);
    const found = waiting.map(({ check, operation, caller, row, before }): Unhandled => ({
      check: `${check}: ${entity} after its events`, operation, caller,
      call: this.#telling(callsShowing(this.#application, { entity, row, callers: this.#viewers(entity, row, caller) }, (value) => viewer.isUntold(value)), before, viewer),
    }));
    const known = new Map(found.map((each) => [JSON.stringify(each.call ?? null), each]));
    return [...known.values()].filter(({ call }) => call !== undefined || known.size === 1);
  }

  /** The first of the calls whose answer is another one than before the handlers ran. */
  #telling(calls: readonly Call[], before: Snapshot, viewer: Viewer): Call | undefined {
    const now = this.#model.snapshot();
    return calls.find((call) => {
      const after = viewer.preview(call);
      this.#model.restore(before);
      const earlier = viewer.preview(call);
      this.#model.restore(now);
      return after.unpredictable === undefined && !deepEqual(known(after), known(earlier));
    });
  }

  /** Who may see the row: an administrator, who called, and whose it is. */
  #viewers(entity: string, row: RowValues, caller: Caller | undefined): readonly (Caller | undefined)[] {
    const owner = this.#application.entities.find(({ name }) => name === entity)?.owner;
    const subject = owner?.kind === 'attribute' ? row[owner.attribute] : undefined;
    const scopes = caller?.scopes ?? [];
    const admin = asAdmin(caller ?? { subject: 'reader', scopes }, this.#application);
    return [...(admin === undefined ? [] : [admin]), caller, ...(typeof subject === 'string' ? [{ subject, scopes }] : [])];
  }
}
