import type { ArrayValue, CallValue, ConditionalValue, MemberValue, ObjectEntryValue, ObjectValue, OperationValue, TemplateValue, Value } from '../targets/facts/value.ts';
import { align } from './align.ts';
import { added, changed, type Difference, inside, missing, placeOf, type Surroundings } from './differences.ts';

/** The smallest places where two values differ; none when they mean the same. */
export function compareValues(expected: Value, actual: Value, surroundings: Surroundings): readonly Difference[] {
  if (expected.key === actual.key) return [];
  switch (expected.kind) {
    case 'symbol': return actual.kind === 'symbol' && surroundings.isResult(expected.id, actual.id) ? [] : [changed(expected, actual)];
    case 'member': return actual.kind === 'member' ? compareMembers(expected, actual, surroundings) : [changed(expected, actual)];
    case 'index': return actual.kind === 'index' ? together(expected, actual, [[expected.object, actual.object], [expected.index, actual.index]], surroundings) : [changed(expected, actual)];
    case 'call': return actual.kind === 'call' ? compareCalls(expected, actual, surroundings) : [chainDifference(expected, actual) ?? changed(expected, actual)];
    case 'object': return actual.kind === 'object' ? compareObjects(expected, actual, surroundings) : [changed(expected, actual)];
    case 'array': return actual.kind === 'array' ? compareArrays(expected, actual, surroundings) : [changed(expected, actual)];
    case 'template': return actual.kind === 'template' ? compareTemplates(expected, actual, surroundings) : [changed(expected, actual)];
    case 'operation': return actual.kind === 'operation' ? compareOperations(expected, actual, surroundings) : [changed(expected, actual)];
    case 'conditional': return actual.kind === 'conditional' ? compareConditionals(expected, actual, surroundings) : [changed(expected, actual)];
    case 'function': return actual.kind === 'function' ? surroundings.compareFunctions(expected, actual) : [changed(expected, actual)];
    case 'spread': return actual.kind === 'spread' ? compareValues(expected.value, actual.value, surroundings) : [changed(expected, actual)];
    case 'literal':
    case 'regex':
    case 'opaque': return [changed(expected, actual)];
  }
}

type Pair = readonly [expected: Value, actual: Value];

/** The differences of parts; when more than one part is another as a whole, the whole is. */
function together(expected: Value, actual: Value, pairs: readonly Pair[], surroundings: Surroundings): readonly Difference[] {
  const differences = pairs.map(([wanted, found]) => compareValues(wanted, found, surroundings));
  const replaced = differences.filter(([only, ...more], index) => more.length === 0 && only?.kind === 'changed' && only.root === pairs[index]?.[0]);
  return replaced.length > 1 ? [changed(expected, actual)] : differences.flat();
}

function compareMembers(expected: MemberValue, actual: MemberValue, surroundings: Surroundings): readonly Difference[] {
  return expected.name === actual.name ? compareValues(expected.object, actual.object, surroundings) : [changed(expected, actual)];
}

function compareCalls(expected: CallValue, actual: CallValue, surroundings: Surroundings): readonly Difference[] {
  if (expected.construct !== actual.construct) return [changed(expected, actual)];
  const chain = chainDifference(expected, actual);
  if (chain !== undefined) return [chain];
  const callee = compareValues(expected.callee, actual.callee, surroundings);
  const args = compareArguments(expected, actual, surroundings);
  const name = expected.callee.kind === 'member' ? expected.callee.name : expected.callee.key;
  const isOther = callee.some(({ root }) => root === expected.callee);
  return isOther && args.length > 0 ? [changed(expected, actual)] : [...callee, ...inside(name, args)];
}

/** In `a.b().c()` one call of the chain is missing or too much. */
function chainDifference(expected: Value, actual: Value): Difference | undefined {
  const before = (value: Value): Value | undefined => value.kind === 'call' && value.callee.kind === 'member' ? value.callee.object : undefined;
  const object = before(expected);
  if (object?.key === actual.key) {
    const [whole, start] = [placeOf(expected), placeOf(object).end];
    return missing(start > whole.start && start < whole.end ? { ...whole, start } : whole, placeOf(actual));
  }
  if (before(actual)?.key === expected.key) return added(placeOf(actual));
  return undefined;
}

function compareArguments(expected: CallValue, actual: CallValue, surroundings: Surroundings): readonly Difference[] {
  if (expected.args.length === actual.args.length) {
    return together(expected, actual, expected.args.map((arg, index): Pair => [arg, actual.args[index] ?? arg]), surroundings);
  }
  return compareLists(expected.args, actual.args, actual, surroundings);
}

function compareObjects(expected: ObjectValue, actual: ObjectValue, surroundings: Surroundings): readonly Difference[] {
  const [wanted, found] = [propertiesOf(expected), propertiesOf(actual)];
  const isShared = (name: string): boolean => wanted.has(name) && found.has(name);
  if (layoutOf(expected, isShared) !== layoutOf(actual, isShared)) return [changed(expected, actual)];
  const spreads = othersOf(expected).flatMap((value, index) => compareValues(value, othersOf(actual)[index] ?? value, surroundings));
  const own = [...wanted].flatMap(([name, { value, at }]) => {
    const other = found.get(name);
    return inside(name, other === undefined ? [missing(at, placeOf(actual))] : compareValues(value, other.value, surroundings));
  });
  const more = [...found].flatMap(([name, { at }]) => (wanted.has(name) ? [] : inside(name, [added(at)])));
  return [...spreads, ...own, ...more];
}

type NamedEntry = Extract<ObjectEntryValue, { readonly kind: 'property' }>;

function propertiesOf(value: ObjectValue): ReadonlyMap<string, NamedEntry> {
  return new Map(value.entries.flatMap((entry) => (entry.kind === 'property' ? [[entry.name, entry] as const] : [])));
}

/** The values that are spread, and those under computed names. */
function othersOf(value: ObjectValue): readonly Value[] {
  return value.entries.flatMap((entry) => (entry.kind === 'property' ? [] : entry.kind === 'spread' ? [entry.value] : [entry.name, entry.value]));
}

/** Which properties stand before, between and after what is spread: a later entry wins. */
function layoutOf(value: ObjectValue, counts: (name: string) => boolean): string {
  const runs: string[][] = [[]];
  for (const entry of value.entries) {
    if (entry.kind !== 'property') runs.push([`${entry.kind}:`], []);
    else if (counts(entry.name)) runs.at(-1)?.push(entry.name);
  }
  return runs.map((names) => names.sort().join(',')).join(';');
}

function compareArrays(expected: ArrayValue, actual: ArrayValue, surroundings: Surroundings): readonly Difference[] {
  if (expected.items.length === actual.items.length) return together(expected, actual, expected.items.map((item, index): Pair => [item, actual.items[index] ?? item]), surroundings);
  return compareLists(expected.items, actual.items, actual, surroundings);
}

/** Lists of different lengths: what is the same is paired, then what stands at the same place between. */
function compareLists(expected: readonly Value[], actual: readonly Value[], whole: Value, surroundings: Surroundings): readonly Difference[] {
  const { pairs, onlyExpected, onlyActual } = align(expected, actual, (a, b) => (a.key === b.key ? 1 : a.kind === b.kind && a.kind !== 'literal' ? 0.1 : 0));
  return [
    ...pairs.flatMap(([wanted, found]) => compareValues(expected[wanted] ?? whole, actual[found] ?? whole, surroundings)),
    ...onlyExpected.flatMap((index) => (expected[index] === undefined ? [] : [missing(placeOf(expected[index]), placeOf(whole))])),
    ...onlyActual.flatMap((index) => (actual[index] === undefined ? [] : [added(placeOf(actual[index]))])),
  ];
}

function compareTemplates(expected: TemplateValue, actual: TemplateValue, surroundings: Surroundings): readonly Difference[] {
  const isAlike = expected.tag?.key === actual.tag?.key && expected.parts.length === actual.parts.length
    && expected.parts.every((part, index) => typeof part !== 'string' || part === actual.parts[index]);
  if (!isAlike) return [changed(expected, actual)];
  return together(expected, actual, expected.parts.flatMap((part, index): Pair[] => {
    const other = actual.parts[index];
    return typeof part === 'string' || other === undefined || typeof other === 'string' ? [] : [[part, other]];
  }), surroundings);
}

function compareOperations(expected: OperationValue, actual: OperationValue, surroundings: Surroundings): readonly Difference[] {
  if (expected.operator !== actual.operator || expected.operands.length !== actual.operands.length) return [changed(expected, actual)];
  const [wanted, found] = [expected.operands, actual.operands];
  const straight = together(expected, actual, wanted.map((operand, index): Pair => [operand, found[index] ?? operand]), surroundings);
  const isSymmetric = /^[!=]==?$/.test(expected.operator);
  if (!isSymmetric || straight.length === 0) return straight;
  // Operands of `===` are sorted by their keys: a changed one may stand on the other side.
  const [first, second] = found;
  const crossed = first === undefined || second === undefined ? straight
    : together(expected, actual, [[wanted[0] ?? first, second], [wanted[1] ?? second, first]], surroundings);
  return crossed.some(({ root }) => root === expected) ? straight : straight.some(({ root }) => root === expected) ? crossed : straight;
}

function compareConditionals(expected: ConditionalValue, actual: ConditionalValue, surroundings: Surroundings): readonly Difference[] {
  // The opposite of another test, with the sides the other way round.
  if (expected.then.key === actual.else.key && expected.else.key === actual.then.key) return [changed(expected.test, actual.test)];
  return together(expected, actual, [[expected.test, actual.test], [expected.then, actual.then], [expected.else, actual.else]], surroundings);
}
