import type { Json } from '../../base/json.ts';
import { language } from './language.ts';
import type { Key, Keys, Shape } from './shape.ts';

type JsonObject = Readonly<Record<string, Json>>;

/** The JSON Schema (2020-12) of the language, for editors. */
export function languageSchema(): JsonObject {
  const { spec, ...named } = language;
  if (spec === undefined) throw new Error('The language has no shape "spec".');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'DevMatrix',
    description: 'An application as DevMatrix reads it; docs/language.md describes it.',
    ...toSchema(spec),
    $defs: Object.fromEntries(Object.entries(named).map(([name, shape]) => [name, toSchema(shape)])),
  };
}

function toSchema(shape: Shape): JsonObject {
  switch (shape.kind) {
    case 'text': return {
      type: 'string',
      ...(shape.pattern === undefined ? {} : { pattern: shape.pattern }),
      ...(shape.values === undefined ? {} : { enum: shape.values }),
      ...(shape.hints === undefined ? {} : { examples: shape.hints }),
    };
    case 'number': return { type: shape.integer === true ? 'integer' : 'number', ...(shape.minimum === undefined ? {} : { minimum: shape.minimum }), ...(shape.maximum === undefined ? {} : { maximum: shape.maximum }) };
    case 'boolean': return { type: 'boolean' };
    case 'null': return { type: 'null' };
    case 'any': return {};
    case 'list': return { type: ['array', 'null'], items: toSchema(shape.items) };
    case 'map': return { type: ['object', 'null'], additionalProperties: toSchema(shape.values) };
    case 'object': return objectSchema(shape.keys, Object.values(shape.keys).some(({ required }) => required !== undefined) ? 'object' : ['object', 'null']);
    case 'variants': return { type: 'object', oneOf: Object.entries(shape.variants).map(([name, variant]) => ({ ...objectSchema({ [name]: { shape: variant.shape, about: variant.about, required: 'kind' }, ...variant.keys, ...shape.common }, 'object'), title: name })) };
    case 'either': return { anyOf: shape.options.map(toSchema) };
    case 'named': return { $ref: `#/$defs/${shape.name}` };
  }
}

function objectSchema(keys: Keys, type: Json): JsonObject {
  const required = Object.entries(keys).filter(([, key]) => key.required !== undefined).map(([name]) => name);
  return {
    type,
    properties: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, keySchema(key)])),
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
  };
}

function keySchema({ shape, about }: Key): JsonObject {
  return { description: about, ...toSchema(shape) };
}
