import assert from 'node:assert/strict';
import type { ShapeFact } from '../targets/facts/appFacts.ts';
import { compareShapes } from './compareShapes.ts';

const at = { file: 'schema.ts', start: 0, end: 1 };
const plain = { nullable: false, optional: false, default: undefined, constraints: [], properties: [], others: undefined, items: [], values: [], at } as const;

function shape(type: string, more: Partial<ShapeFact> = {}): ShapeFact {
  return { ...plain, type, ...more };
}

function text(constraints: Readonly<Record<string, string>> = {}, more: Partial<ShapeFact> = {}): ShapeFact {
  return shape('string', { constraints: Object.entries(constraints).map(([name, value]) => ({ name, value, at })), ...more });
}

function object(properties: Readonly<Record<string, ShapeFact>>, others: ShapeFact['others'] = 'refused'): ShapeFact {
  return shape('object', { others, properties: Object.entries(properties).map(([name, own]) => ({ name, shape: own, at })) });
}

/** The differences, one a line: `missing constraint name maxLength`. */
function told(expected: ShapeFact, actual: ShapeFact): readonly string[] {
  return compareShapes(expected, actual).map(({ kind, aspect, path, expectedText, actualText }) =>
    [kind, aspect, path.join('.'), expectedText === '' ? '' : `"${expectedText}"`, actualText === '' ? '' : `"${actualText}"`].filter((part) => part !== '').join(' '));
}

const wanted = object({ name: text({ minLength: '1', maxLength: '80' }), tags: shape('array', { items: [text()] }), size: shape('enum', { values: [{ value: '"S"', at }, { value: '"L"', at }] }) });

it('finds nothing between shapes that say the same in another order', () => {
  assert.deepEqual(told(wanted, object({ size: shape('enum', { values: [{ value: '"L"', at }, { value: '"S"', at }] }), tags: shape('array', { items: [text()] }), name: text({ maxLength: '80', minLength: '1' }) })), []);
});

it('tells each constraint that is missing, other or too much', () => {
  const actual = object({ ...Object.fromEntries(wanted.properties.map(({ name, shape: own }) => [name, own])), name: text({ maxLength: '90', pattern: '/a/' }) });
  assert.deepEqual(told(wanted, actual), ['missing constraint name "minLength 1"', 'contradicts constraint name "maxLength 80" "maxLength 90"', 'unrequested constraint name "pattern /a/"']);
});

it('takes whole numbers for the same that are bounded in other words', () => {
  const whole = (constraints: Readonly<Record<string, string>>): ShapeFact => ({ ...text(constraints), type: 'integer' });
  assert.deepEqual(told(whole({ format: 'int32', minimum: '1', maximum: '100' }), whole({ exclusiveMinimum: '0', maximum: '100' })), []);
  assert.deepEqual(told(whole({ format: 'int32', minimum: '1' }), whole({ minimum: '1', maximum: '2147483647' })), []);
  assert.deepEqual(told(whole({ format: 'int32', minimum: '1', maximum: '100' }), whole({ minimum: '1', maximum: '50' })), ['contradicts constraint "maximum 100" "maximum 50"']);
  assert.deepEqual(told(whole({ format: 'int32', minimum: '1' }), whole({ minimum: '1' })), ['missing constraint "format int32"']);
  assert.deepEqual(told(whole({ minimum: '1' }), whole({ exclusiveMinimum: '1' })), ['contradicts constraint "minimum 1" "exclusiveMinimum 1"']);
});

it('takes a bound that became exclusive for the same bound', () => {
  assert.deepEqual(told(text({ minimum: '0' }), text({ exclusiveMinimum: '0' })), ['contradicts constraint "minimum 0" "exclusiveMinimum 0"']);
});

it('tells only the type of what is of another type', () => {
  assert.deepEqual(told(text({ maxLength: '3' }), shape('number', { constraints: [{ name: 'minimum', value: '1', at }] })), ['contradicts type "string" "number"']);
});

it('tells a default, not the optionality that comes with it', () => {
  assert.deepEqual(told(text({}, { default: '"a"', optional: true }), text()), ['missing default "the default "a"" "no default"']);
  assert.deepEqual(told(text({}, { optional: true }), text()), ['contradicts optional "optional" "required"']);
  assert.deepEqual(told(text({}, { nullable: true }), text()), ['contradicts nullable "nullable" "not nullable"']);
});

it('tells missing and unrequested properties, values, and what becomes of unknown properties', () => {
  const actual = object({ name: text({ minLength: '1', maxLength: '80' }), size: shape('enum', { values: [{ value: '"S"', at }, { value: '"M"', at }] }), more: text() }, 'dropped');
  assert.deepEqual(told(wanted, actual), [
    'missing property tags "tags"', 'contradicts values size ""S", "L"" ""S", "M""', 'unrequested property more "more"', 'contradicts others "refused" "dropped"',
  ]);
});

it('looks into lists, records and unions, whose variants may stand in any order', () => {
  assert.deepEqual(told(shape('array', { items: [text({ maxLength: '3' })] }), shape('array', { items: [text()] })), ['missing constraint [] "maxLength 3"']);
  const union = (first: ShapeFact, second: ShapeFact): ShapeFact => shape('union', { items: [first, second] });
  assert.deepEqual(told(union(text(), shape('number')), union(shape('number'), text())), []);
  assert.deepEqual(told(union(text(), shape('number')), union(shape('number'), text({ maxLength: '9' }))), ['unrequested constraint "maxLength 9"']);
  assert.deepEqual(told(union(text(), shape('number')), shape('union', { items: [text()] })), ['contradicts type "one of string, number" "one of string"']);
});

it('places what is nullable, optional or has a default where it is made so, or where the name is used that is not', () => {
  const name = { file: 'support.ts', start: 10, end: 20 };
  const used = { file: 'schema.ts', start: 30, end: 40 };
  const chain = { file: 'schema.ts', start: 30, end: 51 };
  const inName = { file: 'support.ts', start: 10, end: 18 };
  const plainName = text({}, { at: used, from: name });
  const placeOf = (expected: ShapeFact, actual: ShapeFact): readonly unknown[] => compareShapes(expected, actual).map((difference) => difference.at);
  assert.deepEqual(placeOf(plainName, { ...plainName, at: chain, nullable: true, nullableAt: chain }), [chain]);
  assert.deepEqual(placeOf({ ...plainName, at: chain, nullable: true, nullableAt: chain }, plainName), [used]);
  assert.deepEqual(placeOf({ ...plainName, optional: true, optionalAt: inName }, plainName), [name]);
  assert.deepEqual(placeOf({ ...plainName, at: chain, default: '1', defaultAt: chain }, plainName), [used]);
  assert.deepEqual(placeOf({ ...plainName, default: '1', defaultAt: inName }, plainName), [name]);
});
