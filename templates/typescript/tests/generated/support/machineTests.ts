import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reply } from "./app.ts";
import { expectFields, expectProblem } from "./expect.ts";

/** A state machine as the app has it. */
interface Machine {
  readonly initial: string;
  readonly states: readonly string[];
  readonly transitions: readonly {
    readonly event: string;
    readonly from: string;
    readonly to: string;
  }[];
}

/** By state: where each event leads. */
export type Targets = Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

/** The state that an event leads to, or the status and code with which it is refused. */
type Outcome = string | readonly [status: number, code?: string];

/** How an event is refused where it is illegal. */
export const illegal: Outcome = [409, "illegal_transition"];

/** The app's table is exactly this one. */
export function hasTable(
  name: string,
  machine: Machine,
  initial: string,
  targets: Targets,
): void {
  const events = new Set(Object.values(targets).flatMap(Object.keys));
  test(`${name} starts in ${initial} and moves as its table says`, () => {
    assert.equal(machine.initial, initial);
    assert.deepEqual(
      machine.states.toSorted(),
      Object.keys(targets).toSorted(),
    );
    for (const [state, legal] of Object.entries(targets)) {
      for (const event of events) {
        const found = machine.transitions.filter(
          (each) => each.from === state && each.event === event,
        );
        const expected = event in legal ? [legal[event]] : [];
        assert.deepEqual(
          found.map(({ to }) => to),
          expected,
          `${event} in ${state}`,
        );
      }
    }
  });
}

/** How calls fire the events of a machine, in a scene with a row. */
export interface Firing<Scene> {
  /** The attribute with the state. */
  readonly attribute: string;
  /** By state: makes a scene whose row is in it. */
  readonly reach: Readonly<Record<string, () => Promise<Scene>>>;
  readonly fire: Readonly<
    Record<
      string,
      {
        readonly call: (scene: Scene) => Promise<Reply>;
        readonly answer: (reply: Reply) => unknown;
        /** The answer is the row. */
        readonly shows?: true;
      }
    >
  >;
  /** Reads the row again. */
  readonly read?: (scene: Scene) => Promise<Reply>;
  /** By state and event. */
  readonly outcomes: Readonly<
    Record<string, Readonly<Record<string, Outcome>>>
  >;
}

/** Each event in each state moves the row, or is refused and changes nothing. */
export function movesRows<Scene>(name: string, firing: Firing<Scene>): void {
  for (const [state, outcomes] of Object.entries(firing.outcomes)) {
    for (const [event, outcome] of Object.entries(outcomes)) {
      if (typeof outcome === "string")
        moves(name, firing, [state, event, outcome]);
      else refuses(name, firing, [state, event], outcome);
    }
  }
}

function moves<Scene>(
  name: string,
  { attribute, reach, fire, read }: Firing<Scene>,
  [state, event, target]: readonly [string, string, string],
): void {
  test(`${name}: ${event} leads from ${state} to ${target}`, async () => {
    const scene = await known(reach, state)();
    const { call, answer, shows } = known(fire, event);
    const answered = answer(await call(scene));
    const moved = { [attribute]: target };
    if (shows === true) expectFields(answered as object, moved);
    if (read !== undefined)
      expectFields((await read(scene)).body as object, moved);
  });
}

function refuses<Scene>(
  name: string,
  { reach, fire, read }: Firing<Scene>,
  [state, event]: readonly [string, string],
  [status, code]: Exclude<Outcome, string>,
): void {
  test(`${name}: ${event} is refused in ${state}`, async () => {
    const scene = await known(reach, state)();
    const before = await read?.(scene);
    expectProblem(await known(fire, event).call(scene), status, code);
    const after = await read?.(scene);
    assert.deepEqual(after?.body, before?.body);
  });
}

function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = table[name];
  if (found === undefined) throw new Error(`Nothing is known of ${name}.`);
  return found;
}
