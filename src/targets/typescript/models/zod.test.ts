import assert from 'node:assert/strict';
import type { Schema } from '../../../ir/schema.ts';
import { spanOfFile } from '../../../base/span.ts';
import { zodOf, zodOfProperty } from './zod.ts';
import type { ZodScope } from './zodScope.ts';

const base = { span: spanOfFile('spec.yaml'), nullable: false } as const;
const text: Schema = { ...base, kind: 'string' };
const scope: ZodScope = {
  role: 'request',
  wire: 'json',
  reference: (name) => ({ expression: `${name}Schema`, lazy: name === 'later', opaque: false }),
  support: (name) => name,
  schemaOf: () => text,
};
const response: ZodScope = { ...scope, role: 'response' };
const wire: ZodScope = { ...scope, wire: 'text' };

function object(additional: 'reject' | 'strip' | 'keep', properties: Readonly<Record<string, Schema>>): Schema {
  const list = Object.entries(properties).map(([name, schema]) => ({ name, schema, required: false, readOnly: name === 'id', writeOnly: name === 'password', span: base.span }));
  return { ...base, kind: 'object', properties: list, additional };
}

it('turns formats, lengths and patterns into checks', () => {
  assert.equal(zodOf({ ...text, format: 'email', maxLength: 254 }, scope), 'z.email().max(254)');
  assert.equal(zodOf({ ...text, pattern: '^a/b$' }, scope), 'z.string().regex(/^a\\/b$/u)');
  assert.equal(zodOf({ ...text, pattern: '^\\-$' }, scope), 'z.string().regex(new RegExp("^\\\\-$"))');
});

it('limits integers by their bits and bounds', () => {
  assert.equal(zodOf({ ...base, kind: 'integer', bits: 32, minimum: 1, maximum: 99 }, scope), 'z.int32().min(1).max(99)');
  assert.equal(zodOf({ ...base, kind: 'integer', bits: 64, exclusiveMinimum: 0 }, wire), 'integerText.pipe(z.int().gt(0))');
});

it('keeps decimals exact and enums literal', () => {
  assert.equal(zodOf({ ...base, kind: 'decimal', precision: 12, scale: 2, exclusiveMinimum: 0 }, scope), 'decimal({ precision: 12, scale: 2, exclusiveMinimum: 0 })');
  assert.equal(zodOf({ ...base, kind: 'enum', values: ['A', 'B'] }, scope), 'z.enum(["A", "B"])');
  assert.equal(zodOf({ ...base, kind: 'enum', values: [1, 2] }, wire), 'numberText.pipe(z.literal([1, 2]))');
});

it('fills defaults in for requests only', () => {
  const active: Schema = { ...base, kind: 'boolean', default: true };
  assert.equal(zodOfProperty(active, false, scope), 'z.boolean().default(true)');
  assert.equal(zodOfProperty(active, false, response), 'z.boolean().optional()');
  assert.equal(zodOfProperty(active, false, { ...scope, role: 'patch' }), 'z.boolean().optional()');
  assert.equal(zodOfProperty({ ...text, nullable: true }, false, scope), 'z.string().nullish()');
});

it('hides what is read only from requests and what is write only from responses', () => {
  const schema = object('reject', { id: text, password: text });
  assert.equal(zodOf(schema, scope), 'z.strictObject({ password: z.string().optional() })');
  assert.equal(zodOf(schema, response), 'z.strictObject({ id: z.string().optional() })');
});

it('puts references off that are not made yet', () => {
  const later: Schema = { ...base, kind: 'ref', name: 'later', lazy: true };
  assert.equal(zodOf(object('strip', { next: later }), scope), 'z.object({\n  get next() {\n  return laterSchema.optional();\n},\n})');
  assert.equal(zodOf({ ...base, kind: 'array', items: later, uniqueItems: false }, scope), 'z.array(z.lazy(() => laterSchema))');
});

it('does not take inherited members for properties', () => {
  assert.equal(
    zodOf(object('keep', { constructor: text }), scope),
    'z.preprocess(ownProperties, z.looseObject({ constructor: z.string().optional() })).transform((value) => ({ constructor: undefined, ...value }))',
  );
});

it('tells variants apart by their discriminator, even when they do not fix it themselves', () => {
  const variants: readonly Schema[] = [{ ...base, kind: 'ref', name: 'cat', lazy: false }, { ...base, kind: 'ref', name: 'dog', lazy: false }];
  const mapping = [{ value: 'cat', variant: 0 }, { value: 'dog', variant: 1 }];
  const union: Schema = { ...base, kind: 'union', exclusive: true, variants, discriminator: { property: 'kind', mapping } };
  assert.equal(zodOf(union, scope), 'discriminated("kind", { cat: catSchema, dog: dogSchema })');
  assert.equal(zodOf({ ...base, kind: 'union', exclusive: true, variants }, scope), 'z.xor([catSchema, dogSchema])');
});

it('says of a union without variants that no value is allowed', () => {
  assert.equal(zodOf({ ...base, kind: 'union', exclusive: false, variants: [] }, scope), 'nothing');
  assert.equal(zodOf({ ...base, kind: 'union', exclusive: false, variants: [] }, wire), 'nothing');
});
