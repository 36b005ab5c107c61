import type { Json } from '../../../base/json.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { DecimalSchema, IntegerSchema, NumberSchema } from '../../../ir/schema.ts';
import { isIntegerPlaceholder } from '../../../semantics/placeholders.ts';
import { sampleOf } from '../../../semantics/samples.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import { type Call, type Fixture, type FlowCase, Generated, type Outcome, type PlannedCall, type PlannedStep, Reference, type RowChange, type Template } from '../../../semantics/types.ts';
import { createWorld, type World } from '../../../semantics/world.ts';
import { indexOf } from '../models/applicationIndex.ts';
import type { ResolvedSchema } from '../resolveSchema.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { computedNames } from './computedNames.ts';
import { crowdOf, keyIn, keysIn, letIn } from './crowd.ts';
import { type MadeRow, madeByFactory, madeUp, objectTemplate, subjectsOf } from './madeRows.ts';
import { callOf } from './rehearsal.ts';
import { withReplaced } from './replacedText.ts';
import { attributeOf, type TestModel } from './testModel.ts';
import { certainOf, uncertainAttributes, uncertainInHandlers, withoutOthers } from './uncertain.ts';
import { numberRange } from './uniqueValue.ts';
import { comparedInputs, placesIn, variedInputs, type WrittenTo } from './variedInputs.ts';

/** Pointers of references to a value that the test itself made up, in place of what an answer shows. */
export const sentPointer = '#/';

/** A row as it is after the case, as far as it is the same in each run; what a test makes up stands as a reference. */
export interface SettledChange {
  readonly kind: RowChange['kind'];
  readonly entity: string;
  readonly values: Readonly<Record<string, Template>>;
}

/** What is known of the outcome of a case in whose plan the test puts values of its own, so that rows of several tests do not meet. */
export interface Settled {
  readonly body: Template | undefined;
  readonly changes: readonly SettledChange[];
}

/** A value of the plan in whose place the test has another. */
interface Variation extends WrittenTo {
  readonly step: number;
  /** Where it stands in what is sent: `code`, `rows/0/code`. */
  readonly key: string;
  readonly name: string;
  readonly value: string | number;
  /** A text of no format, long enough that nothing else is called so by chance. */
  readonly isText: boolean;
  /** Two other values that the test may have; made when they are asked for, which is seldom. */
  readonly others: readonly [Json, Json];
  /** Where the test finds its own. */
  readonly source: Reference;
}

/**
 * Plays the case with other values in the place of those that the test makes up, and keeps of its outcome what stays the
 * same or follows them. Undefined when the case comes out otherwise with them: no test can be made of it.
 */
export function settledCase(model: TestModel, planned: FlowCase): Settled | undefined {
  const { steps, call } = planned;
  const { body, changes } = call.expected;
  const variations = variationsOf(model, [...steps, call]);
  const crowd = crowdOf(model, planned);
  const own = (value: Template | undefined): Template | undefined => (value === undefined ? undefined : withoutOthers(model, planned, value));
  const uncertain = uncertainAttributes(model.application, [...steps, call]);
  if (crowd.length === 0 && areOnlyNames(model, variations)) return { body: own(body), changes: certainOf(changes, uncertain) };
  const [first, second] = ([0, 1] as const).map((which) => played(model, planned, variations, which, which === 0 ? [] : crowd)?.outcomes.at(-1));
  if (first === undefined || second === undefined || !isSameWork(first.changes, changes) || !isSameWork(second.changes, changes)) return undefined;
  const settle = settling(variations);
  return { body: own(body === undefined ? undefined : settle(body, first.body, second.body)), changes: certainOf(settledChanges(settle, changes, first.changes, second.changes), uncertain) };
}

/** Whether the values are texts that are only stored, shown, joined and looked up: then the same comes of all of them. */
function areOnlyNames(model: TestModel, variations: readonly Variation[]): boolean {
  const computed = computedNames(model.application);
  return variations.every(({ name, attribute, isText }) => isText && !computed.has(name) && !computed.has(attribute));
}

/** What event handlers do after a case, with the case as it came out when that was found: its answers tell the keys. */
export interface Delivered {
  readonly steps: readonly PlannedStep[];
  readonly call: PlannedCall;
  readonly changes: readonly SettledChange[];
}

/** Plays the case and lets the handlers of its events run; undefined when one fails, or what they do depends on values that the test makes up. */
export function deliveredCase(model: TestModel, planned: FlowCase): Delivered | undefined {
  const variations = variationsOf(model, [...planned.steps, planned.call]);
  const base = played(model, planned, [], 0);
  const plain = base?.world.deliver();
  const isPlain = areOnlyNames(model, variations);
  const [first, second] = ([0, 1] as const).map((which) => (isPlain ? plain : played(model, planned, variations, which)?.world.deliver()));
  if (base === undefined || plain === undefined || first === undefined || second === undefined) return undefined;
  if ([plain, first, second].some(({ failures, changes }) => failures.length > 0 || !isSameWork(changes, plain.changes))) return undefined;
  const steps = [...planned.steps, planned.call].map((step, index): PlannedStep => (step.kind === 'call' ? { ...step, expected: base.outcomes[index] ?? step.expected } : step));
  const call = steps.pop();
  const changes = isPlain ? plain.changes : settledChanges(settling(variations), plain.changes, first.changes, second.changes);
  const uncertain = new Set([...uncertainAttributes(model.application, [...planned.steps, planned.call]), ...uncertainInHandlers(model.application)]);
  return call?.kind === 'call' ? { steps, call, changes: certainOf(changes, uncertain) } : undefined;
}

function isSameWork(changes: readonly RowChange[], others: readonly RowChange[]): boolean {
  return changes.length === others.length && changes.every(({ kind, entity }, index) => kind === others[index]?.kind && entity === others[index].entity);
}

function settledChanges(settle: ReturnType<typeof settling>, changes: readonly RowChange[], first: readonly RowChange[], second: readonly RowChange[]): readonly SettledChange[] {
  return changes.map(({ kind, entity, values }, index) => ({
    kind, entity,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, settle(value, first[index]?.values[name], second[index]?.values[name])])),
  }));
}

interface Played {
  readonly world: World;
  readonly outcomes: readonly (Outcome | undefined)[];
}

/** Plays all calls of the case with the other values, the last one among rows of others; undefined when one of them comes out otherwise. */
function played(model: TestModel, { steps, call }: FlowCase, variations: readonly Variation[], which: 0 | 1, crowd: readonly Fixture[] = []): Played | undefined {
  const world = createWorld(model.application);
  const outcomes: (Outcome | undefined)[] = [];
  const mine = new Set<string>();
  for (const [index, step] of [...steps, call].entries()) {
    if (index === steps.length && crowd.length > 0) {
      for (const key of keysIn(model, world)) mine.add(key);
      for (const fixture of crowd) letIn(world, fixture);
    }
    if (step.kind === 'deliver') world.deliver();
    if (step.kind === 'schedule') world.runSchedule(step.flow);
    const outcome = step.kind === 'call' ? world.predict(callOf(varied(model, step, variations.filter((each) => each.step <= index), { index, which }), outcomes.map((each) => each?.body), undefined)) : undefined;
    if (step.kind === 'call' && (outcome?.status !== step.expected.status || outcome.unpredictable !== undefined || outcome.code !== step.expected.code)) return undefined;
    outcomes.push(outcome);
  }
  const last = outcomes.at(-1);
  if (crowd.length > 0 && last !== undefined) outcomes[outcomes.length - 1] = { ...last, changes: last.changes.filter((change) => change.kind === 'created' || mine.has(keyIn(model, change.entity, change.values))) };
  return { world, outcomes };
}

/** The call as the test sends it. */
function varied(model: TestModel, { call }: PlannedCall, variations: readonly Variation[], { index, which }: { readonly index: number; readonly which: 0 | 1 }): Call<Template> {
  const endpoint = indexOf(model.application).endpoint(call.endpoint);
  const compared = endpoint === undefined ? new Map<string, WrittenTo>() : comparedInputs(model, endpoint);
  const texts = otherTexts(variations, which);
  const withTexts = (value: Template): Template => mapped(value, (leaf) => (typeof leaf === 'string' ? withReplaced(leaf, texts) : leaf));
  const input = (name: string, value: Template): Template => {
    if (typeof value !== 'number') return withTexts(value);
    const to = compared.get(name);
    const known = variations.find((each) => each.value === value && each.entity === to?.entity && each.attribute === to.attribute);
    return known?.others[which] ?? value;
  };
  const own = new Map(variations.filter(({ step }) => step === index).map(({ key, others }) => [key, others[which]]));
  const body = objectTemplate(call.body);
  const sent = body === undefined ? call.body : Object.fromEntries(Object.entries(body).map(([name, value]) => [name, own.get(name) ?? input(name, value)]));
  const each = (values: Readonly<Record<string, Template>>): Record<string, Template> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, input(name, value)]));
  return { ...call, path: each(call.path), query: each(call.query), ...(sent === undefined ? {} : { body: sent }) };
}

/** By the texts of the plan those that the test may have. */
function otherTexts(variations: readonly Variation[], which: 0 | 1): readonly (readonly [planned: string, other: string])[] {
  return variations.flatMap(({ value, others: { [which]: other } }) => (typeof value === 'string' && typeof other === 'string' ? [[value, other] as const] : []));
}

/** Says of each part of the outcome what it is in the test: itself, a reference to what the test made up, or not known. */
function settling(variations: readonly Variation[]): (planned: Template, first: Json | undefined, second: Json | undefined) => Template {
  const [one, two] = [otherTexts(variations, 0), otherTexts(variations, 1)];
  const settle = (planned: Template, first: Json | undefined, second: Json | undefined): Template => {
    if (planned instanceof Reference || planned instanceof Generated) return planned;
    if (typeof planned === 'object' && planned !== null) return settledParts(planned, first, second, settle);
    if (first === planned && second === planned) return typeof planned !== 'string' || withReplaced(planned, one) === planned ? planned : new Generated('any');
    if (typeof planned === 'string' && withReplaced(planned, one) === first && withReplaced(planned, two) === second) return planned;
    const known = variations.find(({ value, others }) => value === planned && others[0] === first && others[1] === second);
    return known?.source ?? (isOfTheModel(planned) ? planned : new Generated('any'));
  };
  return settle;
}

function settledParts(planned: Template & object, first: Json | undefined, second: Json | undefined, settle: ReturnType<typeof settling>): Template {
  const parts = Object.entries(planned);
  const isAlike = [first, second].every((other) => typeof other === 'object' && other !== null && Array.isArray(other) === Array.isArray(planned) && Object.keys(other).length === parts.length);
  if (!isAlike) return new Generated('any');
  const at = (other: Json | undefined, key: string): Json | undefined => (other as Readonly<Record<string, Json>>)[key];
  const settled = parts.map(([key, part]) => [key, settle(part as Template, at(first, key), at(second, key))] as const);
  return Array.isArray(planned) ? settled.map(([, part]) => part) : Object.fromEntries(settled);
}

/** Keys and instants that the model makes up differ from world to world; who prints the outcome knows them. */
function isOfTheModel(value: Template): boolean {
  return typeof value === 'number' ? isIntegerPlaceholder(value) : typeof value === 'string' && /d0d0d0d0|^\d{4}-\d\d-\d\dT/.test(value);
}

/** All values that the test makes up, in the order of the steps. */
function variationsOf(model: TestModel, steps: readonly PlannedStep[]): readonly Variation[] {
  const found: Variation[] = [];
  const subjects = subjectsOf(steps);
  for (const [step, planned] of steps.entries()) {
    if (planned.kind !== 'call') continue;
    const made = step === steps.length - 1 ? undefined : madeByFactory(model, planned);
    found.push(...(made === undefined ? ofInputs(model, planned, step, found) : ofFactory(model, made, { step, subjects })));
  }
  return found;
}

function ofFactory(model: TestModel, { resource, body }: MadeRow, { step, subjects }: { readonly step: number; readonly subjects: ReadonlySet<string> }): readonly Variation[] {
  return madeUp(model, resource, body, { isNew: () => true, subjects }).flatMap((name) => {
    const value = body[name];
    const property = resource.factory?.input?.object?.properties.find((each) => each.name === name);
    const schema = property === undefined ? undefined : resolveSchema(model.application, property.schema);
    if (schema === undefined || (typeof value !== 'string' && typeof value !== 'number')) return [];
    return [variation(model, schema, { step, key: name, name, value, entity: resource.entity }, { attribute: name, source: new Reference(step, `/${name}`) })];
  });
}

function ofInputs(model: TestModel, { call }: PlannedCall, step: number, before: readonly Variation[]): readonly Variation[] {
  const endpoint = indexOf(model.application).endpoint(call.endpoint);
  if (endpoint === undefined) return [];
  return variedInputs(model, endpoint).flatMap(({ path, name, entity, attribute, schema }) => placesIn(call.body, path).flatMap(({ key, value }) => {
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    const isPlain = before.every((other) => other.value !== value && (typeof value !== 'string' || typeof other.value !== 'string' || withReplaced(value, [[other.value, '']]) === value));
    const owner = model.resources.get(entity)?.entity;
    return isPlain && owner !== undefined ? [variation(model, schema, { step, key, name, value, entity: owner }, { attribute, source: new Reference(step, `${sentPointer}${key}`) })] : [];
  }));
}

function variation(model: TestModel, schema: ResolvedSchema, place: Place, { attribute, source }: Pick<Variation, 'attribute' | 'source'>): Variation {
  const { step, key, name, value, entity } = place;
  let others: readonly [Json, Json] | undefined;
  return {
    step, key, name, value, attribute, source,
    entity: entity.name,
    isText: isFreeText(schema, value),
    get others() {
      return (others ??= otherValues(model, schema, place));
    },
  };
}

function isFreeText(schema: ResolvedSchema, value: string | number): boolean {
  return schema.kind === 'string' && (schema.format === undefined || schema.format === 'email' || schema.format === 'uri' || schema.format === 'uuid') && String(value).length > 3;
}

interface Place {
  readonly key: string;
  readonly name: string;
  readonly value: string | number;
  readonly entity: Entity;
  readonly step: number;
}

/** Two values like those that the test may make up, and unlike those of the other steps. */
function otherValues(model: TestModel, schema: ResolvedSchema, { key, name, value, entity, step }: Place): readonly [Json, Json] {
  if (schema.kind === 'integer' || schema.kind === 'number' || schema.kind === 'decimal') return otherNumbers(schema, step);
  const label = attributeOf(entity, name)?.name ?? name;
  const place = step * 3 + Number(/\d+/.exec(key)?.[0] ?? 0) * 100;
  const samples = [71, 72, 73].flatMap((n) => {
    const sample = sampleOf(schema, schemaContext(model.application), n + place, { name: label });
    return 'value' in sample && sample.value !== value ? [sample.value] : [];
  });
  const [first = value, second = first] = samples;
  return [first, second];
}

/** Two neighbours far from the planned ones, which are small. */
function otherNumbers(schema: IntegerSchema | NumberSchema | DecimalSchema, step: number): readonly [Json, Json] {
  const unit = schema.kind === 'decimal' ? 10 ** -schema.scale : (schema.multipleOf ?? 1);
  const [low, high] = numberRange(schema);
  const middle = low + ((Math.floor((high - low) * 0.4) + 3 * step) % Math.max(1, high - low));
  const show = (count: number): Json => (schema.kind === 'decimal' ? (count * unit).toFixed(schema.scale) : count * unit);
  return [show(middle), show(middle + 1)];
}

function mapped(value: Template, change: (leaf: Template) => Template): Template {
  if (value === null || typeof value !== 'object' || value instanceof Reference || value instanceof Generated) return change(value);
  if (Array.isArray(value)) return (value as readonly Template[]).map((item) => mapped(item, change));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item, change)]));
}
