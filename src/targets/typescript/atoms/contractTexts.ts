import type { ApplicationIR } from '../../../ir/application.ts';
import type { Property, Schema } from '../../../ir/schema.ts';
import { indexOf } from '../models/applicationIndex.ts';

/** More than this is not told of one thing. */
const most = 12;

/** Who may see and change rows of these entities. */
export function ownerTexts(entities: readonly string[], application: ApplicationIR): readonly string[] {
  return application.entities.filter(({ name }) => entities.includes(name)).flatMap(({ name, owner }) => {
    if (owner === undefined) return [];
    return [owner.kind === 'attribute'
      ? `A ${name} belongs to the caller whose subject is its ${owner.attribute}: rows of others do not exist for a caller (404), administrators excepted.`
      : `A ${name} belongs to whoever owns its ${owner.relation}: rows of others do not exist for a caller (404), administrators excepted.`];
  });
}

/** Attributes of these entities that only events of state machines change. */
export function machineTexts(entities: readonly string[], { stateMachines }: ApplicationIR): readonly string[] {
  return stateMachines.filter(({ entity }) => entities.includes(entity)).map(({ entity, attribute, name, transitions }) =>
    `${entity}.${attribute} changes only by events of ${name}: ${[...new Set(transitions.map(({ event }) => event))].join(', ')}.`);
}

/** What holds for every row of these entities at the end. */
export function invariantTexts(entities: readonly string[], { invariants }: ApplicationIR): readonly string[] {
  return invariants.filter(({ entity, message }) => entities.includes(entity) && message !== '').slice(0, most).map(({ entity, message }) => `Every ${entity}: ${message}`);
}

/** What the schema of an answer asks of its parts beyond their types. */
export function shapeTexts(schema: Schema, application: ApplicationIR): readonly string[] {
  return partTexts(schema, application, { name: '', depth: 0 }).slice(0, most);
}

function partTexts(given: Schema, application: ApplicationIR, at: { readonly name: string; readonly depth: number }): readonly string[] {
  if (at.depth > 4) return [];
  const schema = indexOf(application).resolve(given);
  const subject = at.name === '' ? 'the answer' : `\`${at.name}\``;
  switch (schema.kind) {
    case 'object':
      return schema.properties.filter(({ writeOnly }) => !writeOnly).flatMap((property: Property) => partTexts(property.schema, application, { name: at.name === '' ? property.name : `${at.name}.${property.name}`, depth: at.depth + 1 }));
    case 'array': {
      const sizes = [...(schema.minItems === undefined ? [] : [`at least ${String(schema.minItems)} items`]), ...(schema.maxItems === undefined ? [] : [`at most ${String(schema.maxItems)} items`]), ...(schema.uniqueItems ? ['no item twice'] : [])];
      return [...(sizes.length === 0 ? [] : [`${subject} has ${sizes.join(', ')}.`]), ...partTexts(schema.items, application, { name: `${at.name}[]`, depth: at.depth + 1 })];
    }
    case 'enum':
      return [`${subject} is one of ${schema.values.map((value) => JSON.stringify(value)).join(', ')}.`];
    case 'string': {
      const parts = [
        ...(schema.format === undefined ? [] : [`is a ${schema.format}`]),
        ...(schema.minLength === undefined ? [] : [`has at least ${String(schema.minLength)} characters`]),
        ...(schema.maxLength === undefined ? [] : [`has at most ${String(schema.maxLength)} characters`]),
        ...(schema.pattern === undefined ? [] : [`matches /${schema.pattern}/`]),
      ];
      return parts.length === 0 ? [] : [`${subject} ${parts.join(', ')}.`];
    }
    case 'integer':
    case 'number':
    case 'decimal': {
      const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
      const parts = [
        ...(schema.kind === 'decimal' ? [`a decimal as text with exactly ${String(schema.scale)} digits after the point`] : schema.kind === 'integer' ? ['a whole number'] : []),
        ...(minimum === undefined ? [] : [`at least ${String(minimum)}`]), ...(exclusiveMinimum === undefined ? [] : [`more than ${String(exclusiveMinimum)}`]),
        ...(maximum === undefined ? [] : [`at most ${String(maximum)}`]), ...(exclusiveMaximum === undefined ? [] : [`less than ${String(exclusiveMaximum)}`]),
      ];
      return parts.length === 0 ? [] : [`${subject} is ${parts.join(', ')}.`];
    }
    case 'boolean':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
      return [];
  }
}
