import { snakeCase } from '../../base/names.ts';
import type { Attribute } from '../../ir/entity.ts';
import type { Schema } from '../../ir/schema.ts';
import { asBoolean, asString, entriesOf, valueOf, type SourceEntry } from '../source.ts';
import { didYouMean } from './context.ts';
import type { MachineDraft } from './drafts.ts';
import { readSchema, type SchemaReader } from './schemas.ts';

/** What every object has, and what makes something else of one: a row with `then` counts as a promise, one with `toJSON` writes itself. */
const membersOfObjects = new Set(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toString', 'toLocaleString', 'valueOf', 'toJSON', 'then']);

const implied = ['createdAt', 'updatedAt'];

/** The attributes that an entity declares; `id`, `createdAt`, `updatedAt` and foreign keys are added elsewhere. */
export function readAttributes(entries: readonly SourceEntry[], machines: readonly MachineDraft[], reader: SchemaReader): readonly Attribute[] {
  return entries.flatMap((entry) => {
    if (implied.includes(entry.key) || (entry.key === 'id' && keyKind(entry) === undefined)) {
      reader.context.report('DM1122', entry.keySpan, { name: entry.key }, { fixes: [reader.context.removal(entry.keySpan.start, entry.value.span.end, entry.key)] });
      return [];
    }
    if (entry.key === 'id') return [];
    if (entry.key === '' || membersOfObjects.has(entry.key)) {
      reader.context.report('DM1105', entry.keySpan, { name: entry.key, what: 'the name of an attribute', advice: entry.key === '' ? '' : 'Every object of JavaScript has a member of that name, or is treated otherwise when it has one.' });
      return [];
    }
    return [valueOf(entry.value, 'state') === undefined ? plainAttribute(entry, reader) : stateAttribute(entry, machines, reader)];
  });
}

function plainAttribute(entry: SourceEntry, reader: SchemaReader): Attribute {
  const read = readSchema(entry.value, reader);
  const schema = asBoolean(valueOf(entry.value, 'optional')) === true ? { ...read, nullable: true } : read;
  const generated = asString(valueOf(entry.value, 'generated'));
  const by = generated === 'owner' || generated === 'flow' ? generated : undefined;
  return {
    ...shared(entry),
    schema,
    unique: asBoolean(valueOf(entry.value, 'unique')) ?? false,
    ...(by === undefined ? {} : { generated: by }),
    requiredOnCreate: by === undefined && !schema.nullable && schema.default === undefined,
    updatable: by === undefined && asBoolean(valueOf(entry.value, 'immutable')) !== true,
    secret: asBoolean(valueOf(entry.value, 'secret')) ?? false,
  };
}

function stateAttribute(entry: SourceEntry, machines: readonly MachineDraft[], reader: SchemaReader): Attribute {
  const node = valueOf(entry.value, 'state');
  const name = asString(node) ?? '';
  const machine = machines.find(({ specName }) => specName === name);
  if (machine === undefined && node !== undefined) {
    const { advice, extras } = didYouMean(name, machines.map(({ specName }) => specName), node.span);
    reader.context.report('DM1140', node.span, { name, advice }, extras);
  }
  for (const { key, keySpan, value } of entriesOf(entry.value)) {
    if (['type', 'enum', 'default', 'generated', 'format'].includes(key)) reader.context.report('DM1114', keySpan, { keyword: key, type: 'state' }, { fixes: [reader.context.removal(keySpan.start, value.span.end, key)] });
  }
  const values = machine === undefined || machine.states.length === 0 ? [name] : machine.states.map((state) => state.name);
  const schema: Schema = { kind: 'enum', values, nullable: false, default: machine?.initial ?? name, span: entry.value.span };
  return { ...shared(entry), schema, unique: false, generated: 'state', requiredOnCreate: false, updatable: false, secret: false };
}

function shared(entry: SourceEntry): Pick<Attribute, 'kind' | 'name' | 'column' | 'id' | 'primaryKey' | 'span'> {
  return { kind: 'attribute', name: entry.key, column: snakeCase(entry.key) || entry.key, id: asString(valueOf(entry.value, 'id')) ?? entry.key, primaryKey: false, span: entry.keySpan };
}

/** What makes the keys of an entity whose spec declares `id`; undefined when that declaration is not allowed. */
export function keyKind(entry: SourceEntry | undefined): 'uuid' | 'identity' | undefined {
  if (entry === undefined) return 'uuid';
  const type = asString(valueOf(entry.value, 'type')) ?? asString(entry.value) ?? '';
  if (type === 'integer' || type === 'int') return 'identity';
  return type === 'uuid' || asString(valueOf(entry.value, 'format')) === 'uuid' ? 'uuid' : undefined;
}
