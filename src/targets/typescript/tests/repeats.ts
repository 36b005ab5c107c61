import type { Json } from '../../../base/json.ts';
import type { HasMany } from '../../../ir/entity.ts';
import { evaluate } from '../../../semantics/evaluate.ts';
import { fixtureFor } from '../../../semantics/scenarios.ts';
import type { PlannedStep } from '../../../semantics/types.ts';
import { createWorld, type World } from '../../../semantics/world.ts';
import { noImports } from './imports.ts';
import { valuesForInvariants } from './invariantValues.ts';
import { callOf } from './rehearsal.ts';
import { type BodyField, bodyFields, sampleJson } from './requestBody.ts';
import { attributeOf, type Resource, type TestModel, writableProperties } from './testModel.ts';

/**
 * Whether the factory of the entity can make `count` rows that agree in the `fixed` attributes: no composite unique stands
 * against it, and no invariant of a row that they all refer to.
 */
export function canRepeat(model: TestModel, resource: Resource, fixed: ReadonlySet<string>, count: number): boolean {
  return !collides(model, resource, fixed) && holdsWith(model, resource, fixed, count);
}

/** Whether two rows of the factory agree in all attributes of a composite unique. */
function collides(model: TestModel, resource: Resource, fixed: ReadonlySet<string>): boolean {
  const { entity } = resource;
  if (entity.uniques.length === 0) return false;
  const kinds = kindsOf(model, resource);
  const isSame = (name: string): boolean => fixed.has(name) || kinds.get(name) === 'literal' || (!kinds.has(name) && attributeOf(entity, name)?.schema.nullable !== true);
  return entity.uniques.some(({ attributes }) => attributes.every(isSame));
}

const kindsOfFields = new WeakMap<Resource, ReadonlyMap<string, BodyField['kind']>>();

/** By property how the factory gives it. */
function kindsOf(model: TestModel, resource: Resource): ReadonlyMap<string, BodyField['kind']> {
  const { entity, factory } = resource;
  const known = kindsOfFields.get(resource) ?? new Map(bodyFields(noImports, model, factory?.input?.object, { entity, n: 0, by: 'by' }).map(({ name, kind }) => [name, kind]));
  kindsOfFields.set(resource, known);
  return known;
}

/** Whether the rows that `count` rows of the factory refer to keep their invariants. */
function holdsWith(model: TestModel, { entity }: Resource, fixed: ReadonlySet<string>, count: number): boolean {
  const { application } = model;
  return entity.relations.every((relation) => {
    const target = relation.kind === 'belongsTo' && fixed.has(relation.attribute) ? model.resources.get(relation.target) : undefined;
    if (target === undefined) return true;
    const sides = target.entity.relations.filter((other): other is HasMany => other.kind === 'hasMany' && other.target === entity.name && other.via === relation.name);
    const rules = application.invariants.filter(({ entity: owner, rule }) => owner === target.entity.name && rule.kind === 'expression' && rule.scope === 'aggregate');
    if (sides.length === 0 || rules.length === 0) return true;
    const [self, row] = [sampleRow(model, target), sampleRow(model, model.resources.get(entity.name) ?? target)];
    const related = (_: string, __: Json, name: string): readonly Json[] => (sides.some((side) => side.name === name) ? Array.from({ length: count }, () => row) : []);
    return rules.every(({ rule }) => {
      const outcome = rule.kind === 'expression' ? evaluate(rule.expression, { variables: { self }, now: '2030-01-01T00:00:00.000Z', relation: related }) : undefined;
      return outcome?.ok === true && outcome.value === true;
    });
  });
}

/** The attributes of a row as the factory gives them, as far as they are always the same. */
function sampleRow(model: TestModel, { entity, factory }: Resource): Readonly<Record<string, Json>> {
  const given = new Map(writableProperties(factory?.input?.object).map((property) => [property.name, property]));
  const planned = valuesForInvariants(model.application, entity);
  return Object.fromEntries(entity.attributes.map(({ name, schema, generated }) => {
    const property = given.get(name);
    const machine = generated === 'state' ? model.application.stateMachines.find((candidate) => candidate.entity === entity.name && candidate.attribute === name) : undefined;
    const sample = property === undefined ? undefined : Object.hasOwn(planned, name) ? planned[name] : sampleJson(model, property.schema, 0, name);
    return [name, sample ?? schema.default ?? machine?.initial ?? null];
  }));
}

/** Whether the calls that make a row of an entity without a create endpoint make another one for the same caller. */
export function fixtureRepeats(model: TestModel, resource: Resource): boolean {
  return goesWell(model, resource, 2);
}

/** Whether these calls make one row of the entity, and not further ones that the row refers to or that events bring. */
export function fixtureMakesOne(model: TestModel, resource: Resource): boolean {
  return goesWell(model, resource, 1);
}

/** The calls that make a row, played over and over in one world. */
interface Rehearsals {
  readonly world: World;
  /** Answers of endpoints that make the only row of a caller, kept for the next round. */
  readonly once: Map<string, Json | undefined>;
  /** So many rounds went well and made one row each. */
  rounds: number;
  hasFailed: boolean;
}

const rehearsals = new WeakMap<Resource, Rehearsals>();

/** Whether so many rounds of the calls go well and make one row each. */
function goesWell(model: TestModel, resource: Resource, rounds: number): boolean {
  const known: Rehearsals = rehearsals.get(resource) ?? { world: createWorld(model.application), once: new Map(), rounds: 0, hasFailed: false };
  rehearsals.set(resource, known);
  while (!known.hasFailed && known.rounds < rounds) {
    if (playsRound(model, resource, known)) known.rounds += 1;
    else known.hasFailed = true;
  }
  return known.rounds >= rounds;
}

function playsRound(model: TestModel, { entity }: Resource, { world, once, rounds }: Rehearsals): boolean {
  const fixture = fixtureFor(model.application, entity.name, rounds);
  return !('skipped' in fixture) && plays(world, fixture.steps, { model, subject: fixture.caller.subject, once }) && world.rows(entity.name).length === rounds + 1;
}

interface Rehearsal {
  readonly model: TestModel;
  /** Stands for the one caller of all rounds. */
  readonly subject: string;
  readonly once: Rehearsals['once'];
}

function plays(world: World, steps: readonly PlannedStep[], { model, subject, once }: Rehearsal): boolean {
  const answers: (Json | undefined)[] = [];
  return steps.every((step) => {
    if (step.kind === 'deliver') world.deliver();
    if (step.kind === 'schedule') world.runSchedule(step.flow);
    if (step.kind !== 'call') return answers.push(undefined) > 0;
    const { endpoint } = step.call;
    const isMine = step.call.caller?.subject === subject;
    const isOnly = isMine && [...model.resources.values()].some(({ oneEach, factory }) => oneEach && factory?.route?.endpoint.key === endpoint);
    if (isOnly && once.has(endpoint)) return answers.push(once.get(endpoint)) > 0;
    const outcome = world.predict(callOf(step.call, answers, isMine ? 'the caller' : undefined));
    if (isOnly) once.set(endpoint, outcome.body);
    answers.push(outcome.body);
    return outcome.status === step.expected.status;
  });
}
