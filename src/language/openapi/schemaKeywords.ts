import type { Keys, Shape } from '../../spec/devmatrix/shape.ts';
import { boolean, either, integer, list, map, object, optional, text, words } from '../../spec/devmatrix/shapeParts.ts';
import { formatNames } from '../../spec/devmatrix/schemas.ts';

/** The versions whose schemas differ. */
export type OpenApiVersion = '3.0' | '3.1';

const schema: Shape = { kind: 'named', name: 'schema' };
const number: Shape = { kind: 'number' };
const any: Shape = { kind: 'any' };
const types = ['string', 'integer', 'number', 'boolean', 'object', 'array'];

/** The keywords of a schema that mean something to DevMatrix, the usual ones first; `place` says whether it is that of a property. */
export function schemaKeys(version: OpenApiVersion, place: 'schema' | 'property'): Keys {
  const isOld = version === '3.0';
  return optional({
    $ref: [text({ means: 'reference' }), 'The place of the schema to use here: `#/components/schemas/Pet`.'],
    type: [isOld ? text({ values: types }) : either(text({ values: [...types, 'null'] }), list(text({ values: [...types, 'null'] }))), 'The type of the value.'],
    format: [text({ hints: [...formatNames.filter((name) => name !== 'duration' || !isOld), 'int32', 'int64', 'float', 'double', 'binary', 'password'] }), 'What kind of text or number it is.'],
    properties: [map({ kind: 'named', name: 'property' }), 'The properties of an object, by name.'],
    required: [list(text({ means: 'property' })), 'The properties that must be given.'],
    items: [schema, 'What the list holds.'],
    description: [words, 'What it means; Markdown.'],
    enum: [list(any), 'The only values it can have.'],
    ...(isOld ? { nullable: [boolean, 'Whether it can be null.'] } : { const: [any, 'The only value it can have.'] }),
    default: [any, 'The value when none is given.'],
    example: [any, 'An example.'],
    ...(isOld ? {} : { examples: [list(any), 'Examples.'] }),
    minLength: [integer(0), 'Fewest characters.'],
    maxLength: [integer(0), 'Most characters.'],
    pattern: [text(), 'A regular expression that it must match; anchor it with ^ and $.'],
    minimum: [number, 'Least value.'],
    maximum: [number, 'Greatest value.'],
    exclusiveMinimum: [isOld ? boolean : number, isOld ? 'Whether `minimum` itself is not allowed.' : 'It must be more than this.'],
    exclusiveMaximum: [isOld ? boolean : number, isOld ? 'Whether `maximum` itself is not allowed.' : 'It must be less than this.'],
    multipleOf: [number, 'It must be a multiple of this.'],
    minItems: [integer(0), 'Fewest items.'],
    maxItems: [integer(0), 'Most items.'],
    uniqueItems: [boolean, 'Whether all items differ.'],
    minProperties: [integer(0), 'Fewest properties.'],
    maxProperties: [integer(0), 'Most properties.'],
    additionalProperties: [either(boolean, schema), 'Whether other properties are allowed, or what they look like.'],
    readOnly: [boolean, 'Only in answers: the server sets it.'],
    writeOnly: [boolean, 'Only in requests: never shown.'],
    allOf: [list(schema), 'It is all of these at once.'],
    oneOf: [list(schema), 'It is exactly one of these.'],
    anyOf: [list(schema), 'It is at least one of these.'],
    discriminator: [object('A discriminator', optional({ propertyName: [text(), 'The property that says which variant it is.'], mapping: [map(text({ means: 'reference' })), 'The variant for each value of that property.'] })), 'How the variants of `oneOf` are told apart.'],
    title: [words, 'A name for people.'],
    deprecated: [boolean, 'Whether it should not be used any more.'],
    externalDocs: [{ kind: 'named', name: 'externalDocs' }, 'Documentation elsewhere.'],
    'x-devmatrix': [{ kind: 'named', name: place === 'schema' ? 'schemaExtension' : 'propertyExtension' }, 'What only DevMatrix reads.'],
  });
}
