import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Entity } from '../../ir/entity.ts';
import type { Call, Caller, PlannedStep, RowValues, Skipped } from '../../semantics/types.ts';
import { resolveCall, resolveTemplate } from './resolveTemplate.ts';
import type { Session } from './session.ts';
import { takenRow } from './takenRow.ts';

/** A row that is there, with who may change it. */
export interface Scene {
  readonly entity: string;
  readonly caller: Caller;
  readonly key: Json;
  /** The call that made the row, as it was sent; undefined when a flow made it. */
  readonly creation: Call | undefined;
}

/** Steps that were played. */
export interface Played {
  /** The bodies of the answers, as the model has them and as far as the steps came; also of steps that had been played before. */
  readonly bodies: readonly (Json | undefined)[];
  /** Why the rest could not be played. */
  readonly broken?: string;
}

interface Playing {
  /** The answers of steps that have been done. */
  readonly known?: ReadonlyMap<number, Json | undefined>;
  /** Before this step a row whose values are taken is not made: the one that has them is used. */
  readonly others?: number;
}

/** Plays planned steps; a later step takes its values from the answers of the earlier ones. */
export async function playSteps(session: Session, steps: readonly PlannedStep[], label: string, { known = new Map(), others = 0 }: Playing = {}): Promise<Played> {
  const bodies: (Json | undefined)[] = [];
  for (const [index, step] of steps.entries()) {
    if (known.has(index)) {
      bodies.push(known.get(index));
      continue;
    }
    switch (step.kind) {
      case 'schedule':
        return { bodies, broken: `the schedule of ${step.flow} cannot be run over HTTP` };
      case 'deliver':
        // The session waits for the handlers when a call needs what they do.
        bodies.push(undefined);
        break;
      case 'call': {
        const call = resolveCall(step.call, bodies);
        const taken = index < others ? takenRow(session, call, session.preview(call), (other) => session.preview(other)) : undefined;
        if (taken !== undefined) {
          bodies.push(taken);
          break;
        }
        const { outcome } = await session.prepare(label, call);
        bodies.push(outcome.body);
        if (outcome.status >= 400) return { bodies, broken: `${step.call.endpoint}${refusedMark}${outcome.reason}` };
        break;
      }
    }
  }
  return { bodies };
}

const refusedMark = ' is refused: ';

/** What the planner gives for an entity: steps after which a row is there. */
export type FixturePlanner = (entity: string, n: number) => import('../../semantics/types.ts').Fixture | Skipped;

/** Rows for the cases to work on; made when first asked for, then shared. */
export class Scenes {
  readonly #session: Session;
  readonly #plan: FixturePlanner;
  readonly #scenes = new Map<string, Promise<Scene | Skipped>>();
  #next = 0;

  constructor(session: Session, plan: FixturePlanner) {
    this.#session = session;
    this.#plan = plan;
  }

  get application(): ApplicationIR {
    return this.#session.application;
  }

  /** The n-th shared row of the entity; different n have different owners and different values. */
  row(entity: string, n: number): Promise<Scene | Skipped> {
    const key = `${entity} ${n}`;
    let scene = this.#scenes.get(key);
    if (scene === undefined) {
      scene = this.fresh(entity);
      this.#scenes.set(key, scene);
    }
    return scene;
  }

  /** A row that no other case works on. */
  fresh(entity: string): Promise<Scene | Skipped> {
    return this.#tryPlans((n, takes) => this.#make(entity, n, takes));
  }

  /** A number that no plan was made with yet. */
  nextPlan(): number {
    this.#next += 1;
    return this.#next;
  }

  /** Everything that has to be there for the row, and the call that would make it, not yet sent. */
  async beforeCreation(entity: string, endpoint: Endpoint): Promise<{ readonly caller: Caller | undefined; readonly call: Call } | Skipped> {
    return this.#tryPlans((n, takes) => this.#prepare(entity, endpoint, n, takes));
  }

  /** Values of a plan can be taken already by rows that other cases made: then another plan may do. */
  async #tryPlans<T extends object>(make: (n: number, takes: 'own rows' | 'taken rows') => Promise<T | Skipped>): Promise<T | Skipped> {
    let made = await make(this.nextPlan(), 'own rows');
    for (let attempt = 1; attempt < 8 && 'skipped' in made && made.skipped.includes(refusedMark); attempt += 1) made = await make(this.nextPlan(), attempt < 4 ? 'own rows' : 'taken rows');
    return made;
  }

  async #prepare(entity: string, endpoint: Endpoint, n: number, takes: 'own rows' | 'taken rows'): Promise<{ readonly caller: Caller | undefined; readonly call: Call } | Skipped> {
    const fixture = this.#plan(entity, n);
    if ('skipped' in fixture) return fixture;
    const last = fixture.steps.at(-1);
    if (last?.kind !== 'call' || last.call.endpoint !== endpoint.key) return { skipped: `${entity} is not made by ${endpoint.key}` };
    const played = await playSteps(this.#session, fixture.steps.slice(0, -1), 'prepares another operation', takes === 'own rows' ? {} : { others: fixture.steps.length });
    if (played.broken !== undefined) return { skipped: played.broken };
    const call = resolveCall(last.call, played.bodies);
    return { caller: call.caller, call };
  }

  /** The row's values as the model knows them now; undefined when it is gone. */
  values(scene: Scene): RowValues | undefined {
    const key = primaryKey(this.application, scene.entity);
    return this.#session.model.rows(scene.entity).find((row) => row[key] === scene.key);
  }

  async #make(entity: string, n: number, takes: 'own rows' | 'taken rows'): Promise<Scene | Skipped> {
    const fixture = this.#plan(entity, n);
    if ('skipped' in fixture) return fixture;
    const played = await playSteps(this.#session, fixture.steps, 'prepares another operation', takes === 'own rows' ? {} : { others: fixture.steps.length - 1 });
    if (played.broken !== undefined) return { skipped: `no ${entity} could be made: ${played.broken}` };
    if (fixture.key === undefined) return { skipped: `no answer shows the key of ${entity}` };
    const { bodies } = played;
    const key = resolveTemplate(fixture.key, bodies);
    if (key === undefined || key === null) return { skipped: `no answer shows the key of ${entity}` };
    const last = fixture.steps.at(-1);
    return { entity, caller: fixture.caller, key, creation: last?.kind === 'call' ? resolveCall(last.call, bodies) : undefined };
  }
}

/** Name of the entity's primary key. */
export function primaryKey(application: ApplicationIR, entity: string): string {
  return entityNamed(application, entity).attributes.find((attribute) => attribute.primaryKey)?.name ?? 'id';
}

export function entityNamed(application: ApplicationIR, name: string): Entity {
  const entity = application.entities.find((candidate) => candidate.name === name);
  if (entity === undefined) throw new Error(`No entity ${name}.`);
  return entity;
}
