import type { Expression } from '../../../ir/expression.ts';

export type Constant = string | number | boolean;

/** What TypeScript has learned about a reference from conditions before. */
export interface Fact {
  readonly present?: true;
  /** Values that a condition has left over. */
  readonly values?: ReadonlySet<Constant>;
}

/** By path: `order.paidAt`. */
export type Facts = ReadonlyMap<string, Fact>;

export const noFacts: Facts = new Map();

/** What gives the values that a reference can have, when they are few. */
export type ValuesOf = (e: Expression) => ReadonlySet<Constant> | undefined;

/** The path of a name or of a chain of members, or undefined for what TypeScript does not narrow. */
export function pathOf(e: Expression): string | undefined {
  if (e.kind === 'name') return e.name;
  if (e.kind !== 'select') return undefined;
  const target = pathOf(e.target);
  return target === undefined ? undefined : `${target}.${e.member}`;
}

/** The facts after the condition turned out to be `outcome`. */
export function factsAfter(condition: Expression, outcome: boolean, facts: Facts, valuesOf: ValuesOf): Facts {
  switch (condition.kind) {
    case 'unary':
      return condition.operator === '!' ? factsAfter(condition.operand, !outcome, facts, valuesOf) : facts;
    case 'binary':
      return afterBinary(condition, outcome, facts, valuesOf);
    case 'call': {
      const [subject] = condition.arguments;
      return condition.function === 'has' && outcome && subject !== undefined ? learnPresent(subject, facts) : facts;
    }
    case 'name':
    case 'select':
      return condition.type.kind === 'bool' ? learnValue(condition, true, outcome, facts, valuesOf) : facts;
    case 'literal':
    case 'conditional':
    case 'macro':
    case 'list':
    case 'record':
      return facts;
  }
}

/** The facts without those about a variable that is assigned anew. */
export function forget(facts: Facts, name: string): Facts {
  const kept = [...facts].filter(([path]) => path !== name && !path.startsWith(`${name}.`));
  return kept.length === facts.size ? facts : new Map(kept);
}

/** The facts inside a function literal, where TypeScript forgets that a member is not null. */
export function insideClosure(facts: Facts): Facts {
  return new Map([...facts].flatMap(([path, { values }]) => (values === undefined ? [] : [[path, { values }] as const])));
}

type Binary = Extract<Expression, { kind: 'binary' }>;

function afterBinary(e: Binary, outcome: boolean, facts: Facts, valuesOf: ValuesOf): Facts {
  const { operator, left, right } = e;
  if (operator === '&&' || operator === '||') {
    const both = (operator === '&&') === outcome;
    if (both) return factsAfter(right, outcome, factsAfter(left, outcome, facts, valuesOf), valuesOf);
    return facts;
  }
  if (operator === '==' || operator === '!=') return afterEquality(left, right, (operator === '==') === outcome, facts, valuesOf);
  const isOrder = operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
  return isOrder && outcome ? learnPresent(right, learnPresent(left, facts)) : facts;
}

function afterEquality(left: Expression, right: Expression, equal: boolean, facts: Facts, valuesOf: ValuesOf): Facts {
  const [subject, constant] = left.kind === 'literal' ? [right, left] : [left, right];
  if (constant.kind !== 'literal') return facts;
  if (constant.value === null) return equal ? facts : learnPresent(subject, facts);
  return learnValue(subject, constant.value, equal, facts, valuesOf);
}

function learnPresent(e: Expression, facts: Facts): Facts {
  const path = pathOf(e);
  if (path === undefined || !e.type.nullable) return facts;
  // `order?.paidAt` narrows as TypeScript sees it only when nothing on the way can be null.
  if (e.kind === 'select' && isChained(e.target, facts)) return facts;
  return new Map([...facts, [path, { ...facts.get(path), present: true }]]);
}

function isChained(e: Expression, facts: Facts): boolean {
  const path = pathOf(e);
  if (e.type.nullable && (path === undefined || facts.get(path)?.present !== true)) return true;
  return e.kind === 'select' && isChained(e.target, facts);
}

function learnValue(subject: Expression, value: Constant, equal: boolean, facts: Facts, valuesOf: ValuesOf): Facts {
  const path = pathOf(subject);
  const before = path === undefined ? undefined : valuesOf(subject);
  if (path === undefined || before === undefined) return facts;
  const known = facts.get(path)?.values ?? before;
  const values = new Set([...known].filter((candidate) => (candidate === value) === equal));
  const learned = new Map([...facts, [path, { ...facts.get(path), values }]]);
  return equal ? learnPresent(subject, learned) : learned;
}
