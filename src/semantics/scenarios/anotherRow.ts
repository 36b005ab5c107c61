import type { Step } from '../../ir/behavior.ts';
import { entityOf } from '../model.ts';
import { isOwned } from '../ownershipFacts.ts';
import { resolveSchema } from '../schemaContext.ts';
import type { RowValues } from '../types.ts';
import { makeOwnOrAnothers } from './demands.ts';
import { type KeyInput, keyInputs } from './flowFacts.ts';
import { replacedAt } from './inputs.ts';
import { CannotPlan } from './plan.ts';
import type { Search } from './search.ts';

/** A key of the input, and what makes the row that it names next. */
interface Turn {
  readonly input: KeyInput;
  readonly make: () => RowValues;
}

/**
 * Names a new row in the place of one that the input names: each key has its turn, the last first; then each once more with a row of somebody
 * else, and with one that is like the row which another key of its kind names.
 */
export function anotherRow(search: Search, step: Step): boolean {
  const { plan, pinned } = search;
  const count = search.turns.get(step) ?? 0;
  search.turns.set(step, count + 1);
  const turn = turnsOf(search)[count];
  const head = turn?.input.path[0];
  if (turn === undefined || head === undefined) return false;
  const pinnedKey = pinned === undefined ? undefined : plan.keyOf(pinned.entity, pinned.row);
  const given = { ...search.inputs, ...search.overrides };
  // One key must go on naming the row that the call is about.
  const isPinned = pinnedKey !== undefined && given[head] === pinnedKey && !Object.entries(given).some(([name, value]) => name !== head && value === pinnedKey);
  if (isPinned || !(head in search.inputs)) return anotherRow(search, step);
  const mark = plan.mark();
  try {
    const key = plan.keyOf(turn.input.entity, turn.make());
    search.overrides = { ...search.overrides, [head]: replacedAt(search.inputs[head] ?? null, turn.input.path.slice(1), key) };
    search.tried.delete(step);
    search.applied.delete(step);
    return true;
  } catch (error) {
    if (!(error instanceof CannotPlan)) throw error;
    plan.reset(mark);
    return false;
  }
}

function turnsOf(search: Search): readonly Turn[] {
  const { plan, planner, flow } = search;
  const keys = keyInputs(plan.model, flow).toReversed();
  const owned = keys.filter(({ entity }) => isOwned(plan.model, entity));
  const paired = keys.filter((key) => keys.some((other) => other !== key && other.entity === key.entity));
  return [
    ...keys.map((input) => ({ input, make: () => makeOwnOrAnothers(search, input.entity, {}, true) })),
    ...owned.map((input) => ({ input, make: () => plan.asAnother(() => planner.make(plan, input.entity, {})) })),
    ...paired.map((input) => ({ input, make: () => makeOwnOrAnothers(search, input.entity, kindOf(search, keys, input), true) })),
  ];
}

/** The values of few of the row that another key of the same kind names: rows that go together have them in common. */
function kindOf({ plan, inputs, overrides }: Search, keys: readonly KeyInput[], { entity, path }: KeyInput): RowValues {
  const other = keys.find((key) => key.entity === entity && key.path.length === 1 && key.path[0] !== path[0]);
  const name = other?.path[0] ?? '';
  const row = plan.rowByKey(entity, overrides[name] ?? inputs[name] ?? null);
  if (row === undefined) return {};
  const alike = [...entityOf(plan.model, entity).attributes.values()].filter(({ schema, generated, relation }) => {
    const kind = resolveSchema(schema, plan.model.context)?.kind;
    return (kind === 'enum' || kind === 'boolean') && generated !== 'state' && relation === undefined;
  });
  return Object.fromEntries(alike.flatMap((attribute) => (row[attribute.name] === undefined ? [] : [[attribute.name, row[attribute.name] ?? null]])));
}
