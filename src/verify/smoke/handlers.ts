import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Footprint } from '../../semantics/footprint.ts';
import type { Call, Caller, RowValues } from '../../semantics/types.ts';
import type { World } from '../../semantics/world.ts';
import { listCallOn } from './listCallOn.ts';

/** Who asked for what event handlers do. */
interface Asked {
  readonly check: string;
  readonly operation: string;
  readonly caller: Caller | undefined;
}

/** What shows that the app's handlers have done their work on an entity. */
export interface Unhandled extends Asked {
  /** Lists the entity; undefined when nothing does. */
  readonly call: Call | undefined;
}

/** Knows which entities the app's event handlers still have to touch. */
export class Handlers {
  readonly #application: ApplicationIR;
  readonly #model: World;
  /** With one of the rows as it is after the handlers, or was before they removed it. */
  readonly #waiting = new Map<string, Asked & { readonly row: RowValues }>();

  constructor(application: ApplicationIR, model: World) {
    this.#application = application;
    this.#model = model;
  }

  /** Lets the model handle the events of a call at once; what its handlers touch becomes part of the footprint. */
  handle(asked: Asked, footprint?: Footprint): void {
    if (this.#model.pendingEvents === 0) return;
    const names = this.#application.entities.map((entity) => entity.name);
    const before = new Map(names.map((name) => [name, this.#model.rows(name)]));
    this.#model.deliver(footprint);
    for (const name of names) {
      const earlier = before.get(name) ?? [];
      const later = this.#model.rows(name);
      const row = later.findLast((each) => !earlier.includes(each)) ?? earlier.find((each) => !later.includes(each));
      if (row !== undefined) this.#waiting.set(name, { ...asked, row });
    }
  }

  /** What has to be waited for before a call works on the entity; the next time nothing has. */
  take(entity: string, isUntold: (value: Json) => boolean): Unhandled | undefined {
    const waiting = this.#waiting.get(entity);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(entity);
    const { check, operation, caller, row } = waiting;
    return { check: `${check}: ${entity} after its events`, operation, caller, call: listCallOn(this.#application, entity, row, isUntold) };
  }
}
