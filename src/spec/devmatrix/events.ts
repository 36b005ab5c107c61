import type { DomainEvent } from '../../ir/behavior.ts';
import type { ExpressionType } from '../../ir/expression.ts';
import type { Span } from '../../base/span.ts';
import { fits, showType, unify } from '../cel/celTypes.ts';
import { entriesOf, valueOf, type SourceNode } from '../source.ts';
import type { Context } from './context.ts';
import { readProperties, type SchemaReader } from './schemas.ts';
import type { Emission } from './stepContext.ts';
import { typeOfProperty } from './typeOfSchema.ts';

/** The payloads of events, as far as they are known. */
export interface EventTypes {
  payload(event: string): DomainEvent['payload'] | undefined;
  names(): readonly string[];
  /** Adds what a step emits; reports when it differs from what is known. */
  add(emission: Emission, context: Context): void;
  isEmitted(event: string): boolean;
  declared(): readonly DomainEvent[];
}

/** Reads `events`, where a spec may declare payloads; the others are known from the steps that emit them. */
export function readEvents(root: SourceNode, reader: SchemaReader): EventTypes {
  const emitted = new Set<string>();
  const known = new Map<string, { payload: DomainEvent['payload']; readonly span: Span; readonly declared: boolean }>();
  for (const entry of entriesOf(valueOf(root, 'events'))) {
    const payload = readProperties(entry.value, undefined, reader).map((property) => ({ name: property.name, type: typeOfProperty(property, 'stored') }));
    known.set(entry.key, { payload, span: entry.keySpan, declared: true });
  }
  return {
    payload: (event) => known.get(event)?.payload,
    names: () => [...known.keys()],
    isEmitted: (event) => emitted.has(event),
    add(emission, context) {
      emitted.add(emission.event);
      const before = known.get(emission.event);
      const payload = emission.payload.map(({ name, type }) => ({ name, type }));
      if (before === undefined) known.set(emission.event, { payload, span: emission.span, declared: false });
      else known.set(emission.event, { ...before, payload: before.declared ? checked(before.payload, emission, context) : joined(before.payload, emission, context) });
    },
    declared: () => [...known].map(([name, { payload, span }]) => ({ kind: 'event', name, payload, span })),
  };
}

/** An emission of a declared event must fit the declaration. */
function checked(declared: DomainEvent['payload'], emission: Emission, context: Context): DomainEvent['payload'] {
  for (const field of declared) {
    const given = emission.payload.find(({ name }) => name === field.name);
    if (given === undefined && !field.type.nullable) context.report('DM1158', emission.span, { name: emission.event, field: field.name, problem: 'is missing here' });
    if (given !== undefined && !fits(given.type, field.type)) context.report('DM1158', given.span, { name: emission.event, field: field.name, problem: `is declared as ${showType(field.type)}, and is ${showType(given.type)} here` });
  }
  for (const given of emission.payload) {
    if (!declared.some(({ name }) => name === given.name)) context.report('DM1158', given.span, { name: emission.event, field: given.name, problem: 'is not declared' });
  }
  return declared;
}

function joined(before: DomainEvent['payload'], emission: Emission, context: Context): DomainEvent['payload'] {
  const missing = [...before.filter(({ name }) => !emission.payload.some((given) => given.name === name)), ...emission.payload.filter(({ name }) => !before.some((field) => field.name === name))];
  for (const field of missing) context.report('DM1158', emission.span, { name: emission.event, field: field.name, problem: 'is not emitted everywhere' });
  return before.map((field) => {
    const given = emission.payload.find(({ name }) => name === field.name);
    const type: ExpressionType | undefined = given === undefined ? field.type : unify(field.type, given.type);
    if (type === undefined && given !== undefined) context.report('DM1158', given.span, { name: emission.event, field: field.name, problem: `is ${showType(field.type)} elsewhere, and ${showType(given.type)} here` });
    return { name: field.name, type: type ?? field.type };
  });
}
