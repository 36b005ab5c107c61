import type { Entity } from '../../ir/entity.ts';
import { withColumns } from '../spreadRows.ts';
import type { FunctionFact, SettingFact } from '../../targets/facts/appFacts.ts';
import { compareFunctions } from '../compareEffects.ts';
import { type Comparison, eachOf, gapOf, pairing, type Rule } from '../comparison.ts';
import type { Difference } from '../differences.ts';
import { functionGaps } from '../functionGaps.ts';
import type { FunctionNode } from '../functionNodes.ts';
import { answeredAttribute, placesIn } from '../functionPlaces.ts';
import type { Gap } from '../gap.ts';
import { calleeOf } from '../resemblance.ts';
import { snippet } from '../snippets.ts';

/** Services, repositories, presenters, flows, checks and machines do what the spec asks for. */
export const functions: Rule = eachOf(otherFunctions, ({ expected: fact, actual: other }, comparison) => {
  const registering = routeFunctions(comparison);
  const node = comparison.functionNodes.nodeOf(fact);
  const isTold = node.kind === 'runtime' ? (difference: Difference): boolean => isMoreGiven(difference) || isOfEnvironment(difference, comparison) : (): boolean => false;
  const found = node.kind === 'presenter' ? withColumns(other.value, columnsOf(node.entity, comparison)) : other.value;
  const differences = compareFunctions(fact.value, found, other.body, { writers: comparison.functionNodes.writers })
    .filter((difference) => !isRegistration(difference, registering) && !isTold(difference));
  const [answers, rest] = node.kind === 'presenter' ? split(differences, (difference) => answeredAttribute(difference, node.entity) !== undefined) : [[], differences];
  return [
    ...answers.flatMap((difference) => (node.kind === 'presenter' ? answerGap(difference, node, comparison) : [])),
    ...functionGaps(rest, placesIn(fact, node), comparison),
  ];
});

/** What the code calls the columns of an entity's table. */
function columnsOf({ name }: Entity, { actual, index }: Comparison): readonly string[] {
  return actual.tables.find((table) => index.table(table.name).key === name)?.columns.map(({ property }) => property) ?? [];
}

interface FunctionPair {
  readonly expected: FunctionFact;
  readonly actual: FunctionFact;
}

const pairOf = pairing<FunctionFact, FunctionPair>((expected, actual) => ({ expected, actual }));

/** Functions that both versions have and that do not do the same. */
function otherFunctions(comparison: Comparison): readonly FunctionPair[] {
  const { expected, actual, index } = comparison;
  const found = new Map(actual.functions.map((fact) => [fact.id, fact]));
  const compared = comparedFunctions(comparison);
  return expected.functions.flatMap((fact) => {
    const other = found.get(fact.id);
    return other === undefined || other === fact || other.key === fact.key || !compared.has(fact.id) ? [] : [pairOf(fact, other, index)];
  });
}

/** Functions that are compared by what they do: no part of a route, and no code for words. */
function comparedFunctions(comparison: Comparison): ReadonlySet<string> {
  const { expected, functionNodes } = comparison;
  const registering = routeFunctions(comparison);
  return functionNodes.remember('compared', () => new Set(expected.functions.filter((fact) => !registering.has(fact.id) && !functionNodes.isOfWords(fact)).map(({ id }) => id)));
}

/** Functions that only add routes: what differs in them is told of their endpoints. */
function routeFunctions({ expected, functionNodes }: Comparison): ReadonlySet<string> {
  return functionNodes.remember('routes', () => new Set(expected.functions
    .filter(({ at }) => expected.endpoints.some((endpoint) => endpoint.at.file === at.file && endpoint.at.start >= at.start && endpoint.at.end <= at.end))
    .map(({ id }) => id)));
}

function isRegistration({ effects }: Difference, registering: ReadonlySet<string>): boolean {
  const effect = effects.at(-1);
  return effect?.kind === 'call' && registering.has(calleeOf(effect.value).replace(/^app#/, ''));
}

/** What a function of the runtime gives beside what is asked of it: whoever asks for properties by name is none the wiser. */
function isMoreGiven({ kind, effects, within }: Difference): boolean {
  const last = effects.at(-1);
  return kind === 'added' && within.length === 1 && last?.kind === 'return' && last.value?.kind === 'object';
}

/** What becomes of a variable of the environment is told as a setting; further ones do no harm. */
function isOfEnvironment({ expected: wanted, actual: there }: Difference, { expected, actual }: Comparison): boolean {
  return [...expected.settings, ...actual.settings].filter(isVariable)
    .some(({ at }) => [wanted, there].some((span) => span?.file === at.file && span.start >= at.start && span.end <= at.end));
}

function isVariable({ key }: SettingFact): boolean {
  return key.startsWith('environment.');
}

function split<T>(items: readonly T[], matches: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(matches), items.filter((item) => !matches(item))];
}

/** A property of an answer is named after its attribute. */
function answerGap(difference: Difference, { entity }: Extract<FunctionNode, { readonly kind: 'presenter' }>, { expectedText, actualText }: Comparison): readonly Gap[] {
  const answered = answeredAttribute(difference, entity);
  if (answered === undefined) return [];
  const { at, expected, actual, kind } = difference;
  const places = { key: answered.key, spec: answered.attribute?.span ?? entity.span, at, expected, actual };
  const name = answered.key;
  if (kind === 'missing') return [gapOf('DM4521', 'partial', places, { name })];
  if (kind === 'added') return [gapOf('DM4523', 'unrequested', places, { name })];
  return [gapOf('DM4522', 'contradicts', places, { name, expected: snippet(expectedText, expected), actual: snippet(actualText, actual) })];
}

/** Functions that the expected code has and the other has not, though it may call them. */
export const missingFunctions: Rule = (comparison) => {
  const found = new Set(comparison.actual.functions.map(({ id }) => id));
  const registering = routeFunctions(comparison);
  const gone = comparison.expected.functions.filter((fact) => !found.has(fact.id) && !registering.has(fact.id) && !comparison.functionNodes.isHelperOfWords(fact));
  const groups = new Map<string, FunctionFact[]>();
  for (const fact of gone) groups.set(groupOf(fact, found, comparison), [...groups.get(groupOf(fact, found, comparison)) ?? [], fact]);
  return [...groups.values()].flatMap((facts) => missingGap(facts, found, comparison));
};

/** What is missing as a whole counts once: all functions of a file that is gone, or of one object. */
function groupOf(fact: FunctionFact, found: ReadonlySet<string>, { hasFile, expected, functionNodes }: Comparison): string {
  const container = fact.id.includes('.') ? fact.id.slice(0, fact.id.lastIndexOf('.')) : undefined;
  const isWhole = container !== undefined && !expected.functions.some(({ id }) => id.startsWith(`${container}.`) && found.has(id));
  if (isWhole) return `${fact.at.file}#${container}`;
  if (hasFile(fact.at.file)) return fact.id;
  return `${fact.at.file} ${functionNodes.nodeOf(fact).key}`;
}

function missingGap(facts: readonly FunctionFact[], found: ReadonlySet<string>, comparison: Comparison): readonly Gap[] {
  const [fact] = facts;
  if (fact === undefined) return [];
  const node = comparison.functionNodes.nodeOf(fact);
  const whole = facts.length > 1 ? comparison.functionNodes.unitNode(fact) ?? node : node;
  const places = { key: whole.key, spec: whole.spec, at: placeOf(fact, found, comparison), expected: fact.at };
  const name = facts.length > 1 && fact.id.includes('.') ? fact.id.slice(0, fact.id.lastIndexOf('.')) : fact.id;
  switch (node.kind) {
    case 'flow': return [gapOf('DM4501', 'missing', places, { name: node.flow.name })];
    case 'check': return node.invariants.map((invariant) => gapOf('DM4531', 'missing', { ...places, key: `invariant:${invariant.name}`, spec: invariant.span }, { name: invariant.name, expected: invariant.message }));
    // A machine that is missing is told as a whole.
    case 'fire': return comparison.actual.machines.some(({ name: known }) => known === node.machine.name) ? [gapOf('DM4511', 'missing', places, { name })] : [];
    case 'presenter':
    case 'operation': return [gapOf('DM4511', 'missing', places, { name })];
    case 'runtime': return [gapOf('DM4561', 'missing', places, { name })];
  }
}

/** Behind the function that stands before it in its file, else the start of the file. */
function placeOf(fact: FunctionFact, found: ReadonlySet<string>, { expected, actual }: Comparison): FunctionFact['at'] {
  const before = expected.functions.filter(({ id, at }) => at.file === fact.at.file && at.start < fact.at.start && found.has(id)).sort((a, b) => b.at.start - a.at.start)[0];
  const other = before === undefined ? undefined : actual.functions.find(({ id }) => id === before.id);
  return other === undefined ? { file: fact.at.file, start: 0, end: 0 } : { ...other.at, start: other.at.end };
}
