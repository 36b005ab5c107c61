import type { Span } from '../../base/span.ts';
import type { TriggerFact } from '../../targets/facts/appFacts.ts';
import type { CallValue, ObjectValue, Value } from '../../targets/facts/value.ts';
import { compareAlone } from '../compareEffects.ts';
import { type Comparison, gapOf, type Rule, startOf } from '../comparison.ts';
import { functionGaps } from '../functionGaps.ts';
import type { Gap } from '../gap.ts';

const sorts = {
  handlers: { missing: 'DM4541', when: 'DM4542', changed: 'DM4543', unrequested: 'DM4544' },
  schedules: { missing: 'DM4551', when: 'DM4552', changed: 'DM4553', unrequested: 'DM4554' },
} as const;

type Codes = (typeof sorts)[keyof typeof sorts];

/** Each event is handled by what the spec asks for. */
export const eventHandlers: Rule = (comparison) => triggers(comparison.expected.eventHandlers, comparison.actual.eventHandlers, sorts.handlers, comparison);

/** Each schedule runs what the spec asks for, when it asks for it. */
export const schedules: Rule = (comparison) => triggers(comparison.expected.schedules, comparison.actual.schedules, sorts.schedules, comparison);

function triggers(expected: readonly TriggerFact[], actual: readonly TriggerFact[], codes: Codes, comparison: Comparison): readonly Gap[] {
  return [
    ...expected.flatMap((trigger) => {
      const other = actual.find(({ name }) => name === trigger.name);
      return other === undefined ? [missing(trigger, actual, codes, comparison)] : differences(trigger, other, codes, comparison);
    }),
    ...actual.filter(({ name }) => !expected.some((trigger) => trigger.name === name)).map(({ name, when, at }) =>
      gapOf(codes.unrequested, 'unrequested', { key: `flow:${name}.trigger`, spec: comparison.index.root, at, actual: at }, { name, when })),
  ];
}

function missing(trigger: TriggerFact, actual: readonly TriggerFact[], codes: Codes, comparison: Comparison): Gap {
  const last = actual.at(-1);
  const at = last === undefined ? startOf(trigger.at.file) : { ...last.at, start: last.at.end };
  return gapOf(codes.missing, 'missing', { key: `flow:${trigger.name}.trigger`, spec: specOf(trigger, comparison), at, expected: trigger.at }, { name: trigger.name, when: trigger.when });
}

function differences(expected: TriggerFact, actual: TriggerFact, codes: Codes, comparison: Comparison): readonly Gap[] {
  const { name } = expected;
  const place = { key: `flow:${name}.trigger`, spec: specOf(expected, comparison) };
  const when = expected.when === actual.when ? [] : [gapOf(codes.when, 'contradicts', { ...place, at: actual.whenAt, expected: expected.whenAt, actual: actual.whenAt }, { name, expected: expected.when, actual: actual.when })];
  const { changed } = codes;
  const what = isWholePayload(expected.value, actual.value) ? [] : functionGaps(compareAlone(expected.value, actual.value, { writers: comparison.functionNodes.writers }), () => ({
    ...place, name, missing: 'partial', codes: { missing: 'DM4512', changed, moved: undefined, conditional: undefined, more: undefined },
  }), comparison);
  return [...when, ...what];
}

/** Does it give the flow the whole event, where the expected code gives it what the flow reads of that? */
function isWholePayload(expected: Value, actual: Value): boolean {
  const wanted = onlyCall(expected);
  const [context, input, ...more] = wanted?.args ?? [];
  const event = input?.kind === 'object' ? eventOf(input) : undefined;
  if (wanted === undefined || context === undefined || event === undefined || more.length > 0 || context.key === event) return false;
  if (actual.kind === 'symbol') return actual.key === wanted.callee.key;
  const found = onlyCall(actual);
  return found?.callee.key === wanted.callee.key && found.args.length === 2 && found.args[0]?.key === context.key && found.args[1]?.key === event;
}

function onlyCall(value: Value): CallValue | undefined {
  const [only, ...more] = value.kind === 'function' ? value.effects : [];
  const called = only?.kind === 'call' || only?.kind === 'return' ? only.value : undefined;
  return called?.kind === 'call' && more.length === 0 ? called : undefined;
}

/** The event of which each property is the member of its name. */
function eventOf({ entries }: ObjectValue): string | undefined {
  const events = entries.map((entry) => (entry.kind === 'property' && entry.value.kind === 'member' && entry.value.name === entry.name ? entry.value.object.key : undefined));
  const [event] = events;
  return events.every((other) => other === event) ? event : undefined;
}

function specOf({ name }: TriggerFact, { index }: Comparison): Span {
  return index.application.flows.find((flow) => flow.name === name)?.trigger.span ?? index.root;
}
