import type { TriggerFact } from '../../facts/appFacts.ts';
import type { FunctionValue, Value } from '../../facts/value.ts';
import { withoutEnds } from './effects.ts';
import type { Entry, Reading } from './reading.ts';
import { atTop } from './substitute.ts';
import * as make from './values.ts';

/** What starts code by itself, and the names of its parts. */
export const triggerKinds = {
  eventHandlers: { list: 'eventHandlers', when: ['event'], run: ['handle', 'handler', 'run'] },
  schedules: { list: 'schedules', when: ['cron', 'schedule'], run: ['run', 'handle', 'handler'] },
} as const;

/** The triggers in a list; undefined for what is no such list. */
export function readTriggers(reading: Reading, value: Value, kind: keyof typeof triggerKinds): readonly TriggerFact[] | undefined {
  const items = reading.items(value) ?? reading.entries(value)?.map((entry) => entry.value);
  if (items === undefined) return undefined;
  const found = items.map((item) => triggerOf(reading, item, kind));
  return found.every((trigger) => trigger !== undefined) ? found : undefined;
}

function triggerOf(reading: Reading, item: Value, kind: keyof typeof triggerKinds): TriggerFact | undefined {
  const entries = reading.entries(item);
  const find = (names: readonly string[]): Entry | undefined => entries?.find(({ name }) => names.includes(name));
  const when = find(triggerKinds[kind].when);
  const run = find(triggerKinds[kind].run);
  const name = find(['name']);
  if (when === undefined || run === undefined) return undefined;
  const value = reading.resolve(run.value);
  return {
    name: reading.text(name?.value) ?? '',
    when: reading.text(when.value) ?? reading.resolve(when.value).key,
    whenAt: when.at,
    value: value.kind === 'function' ? withoutResult(atTop(value)) : value,
    at: item.at,
  };
}

/** Nobody uses what a trigger gives back. */
function withoutResult(value: FunctionValue): FunctionValue {
  const effects = withoutEnds(value.effects, 'return');
  return effects === undefined ? value : make.functionValue(value.params, effects, value.at);
}
