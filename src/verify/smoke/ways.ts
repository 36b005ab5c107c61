import type { Json } from '../../base/json.ts';
import type { Call, Outcome, PlannedStep } from '../../semantics/types.ts';
import { resolveCall } from './resolveTemplate.ts';
import { playSteps } from './scenes.ts';
import type { Session } from './session.ts';
import { takenRow } from './takenRow.ts';

type Bodies = readonly (Json | undefined)[];

/** A way as it would be played, for those who say whether their case can follow it. */
export interface Rehearsal {
  readonly bodies: Bodies;
  /** What a call would be answered after it. */
  readonly predict: (call: Call) => Outcome;
  /** How many of its steps have been played before. */
  readonly reused: number;
}

type Serves = (rehearsal: Rehearsal) => boolean;

interface Done {
  readonly text: string;
  readonly body: Json | undefined;
}

/** The ways to the cases of one plan: what an earlier way has made is used again, as far as the model says that it still serves. */
export class Ways {
  /** The number of the plan. */
  readonly n: number;
  readonly #session: Session;
  readonly #takes: 'own rows' | 'taken rows';
  #done: readonly Done[] = [];

  /** With `taken rows` a row whose values are taken is not made: the one that has them is used. */
  constructor(session: Session, n: number, takes: 'own rows' | 'taken rows') {
    this.#session = session;
    this.#takes = takes;
    this.n = n;
  }

  /** Whether the way can be played so that the case can follow. */
  isOpen(steps: readonly PlannedStep[], serves: Serves): boolean {
    return this.#choice(steps, serves) !== undefined;
  }

  /** Plays as few of the steps as will do; gives the answers of all. */
  async play(steps: readonly PlannedStep[], serves: Serves, label: string): Promise<{ readonly bodies: Bodies; readonly broken?: string }> {
    const known = this.#choice(steps, serves) ?? new Map<number, Json | undefined>();
    const played = await playSteps(this.#session, steps, label, { known });
    if (played.broken !== undefined) return { bodies: played.bodies, broken: played.broken };
    this.#done = steps.map((step, index) => ({ text: textOf(step), body: played.bodies[index] }));
    return { bodies: played.bodies };
  }

  /** A case was played that is a step of longer ways. */
  went(step: PlannedStep, body: Json | undefined): void {
    this.#done = [...this.#done, { text: textOf(step), body }];
  }

  /** The steps that need not be played, with their answers: as many as possible; undefined when no choice serves. */
  #choice(steps: readonly PlannedStep[], serves: Serves): ReadonlyMap<number, Json | undefined> | undefined {
    const different = steps.findIndex((step, index) => this.#done[index]?.text !== textOf(step));
    const shared = different === -1 ? steps.length : different;
    for (let start = shared; start >= 0; start -= 1) {
      const known = this.#rehearse(steps, { start, shared }, serves);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  /** Plays from `start` on in the model; what is there already and cannot be made twice is used again. */
  #rehearse(steps: readonly PlannedStep[], { start, shared }: { readonly start: number; readonly shared: number }, serves: Serves): ReadonlyMap<number, Json | undefined> | undefined {
    return this.#session.rehearse((predict) => {
      const bodies: (Json | undefined)[] = [];
      const known = new Map<number, Json | undefined>();
      for (const [index, step] of steps.entries()) {
        const call = index >= start && step.kind === 'call' ? resolveCall(step.call, bodies) : undefined;
        const outcome = call === undefined ? undefined : predict(call);
        const taken = call === undefined || outcome === undefined || index < shared || this.#takes === 'own rows' ? undefined : takenRow(this.#session, call, outcome, predict);
        if (taken !== undefined) {
          known.set(index, taken);
          bodies.push(taken);
          continue;
        }
        const refused = outcome !== undefined && outcome.status >= 400;
        if (step.kind === 'schedule' || (refused && (index >= shared || outcome.status !== 409))) return undefined;
        if (index < start || refused) known.set(index, this.#done[index]?.body);
        bodies.push(known.has(index) ? known.get(index) : outcome?.body);
      }
      return serves({ bodies, predict, reused: known.size }) ? known : undefined;
    });
  }
}

/** Plans are tried in turn: a case goes on from the first whose ways are open to it, else with a plan of its own. */
export class WayPool {
  readonly #session: Session;
  readonly #nextPlan: () => number;
  readonly #pool: Ways[] = [];

  constructor(session: Session, nextPlan: () => number) {
    this.#session = session;
    this.#nextPlan = nextPlan;
  }

  /** What `open` gives for the first of the plans that it can go on from, or for a new one. */
  choose<T>(open: (ways: Ways) => { readonly value: T; readonly isOpen: boolean }): T {
    for (const ways of this.#pool) {
      const { value, isOpen } = open(ways);
      if (isOpen) return value;
    }
    // Values of a plan can be taken already by rows that other cases made: then another plan may do.
    for (let attempt = 1; ; attempt += 1) {
      const ways = new Ways(this.#session, this.#nextPlan(), attempt > mostAttempts / 2 ? 'taken rows' : 'own rows');
      const { value, isOpen } = open(ways);
      if (!isOpen && attempt < mostAttempts) continue;
      this.#pool.push(ways);
      if (this.#pool.length > mostPlans) this.#pool.shift();
      return value;
    }
  }
}

/** More plans than this are not gone through for one case. */
const mostPlans = 3;

/** So many new plans are tried for one case. */
const mostAttempts = 8;

/** Steps that do the same, whatever they are called. */
function textOf(step: PlannedStep): string {
  return JSON.stringify(step.kind === 'call' ? step.call : step);
}
