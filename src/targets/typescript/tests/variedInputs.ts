import type { Flow, Step } from '../../../ir/behavior.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { Expression } from '../../../ir/expression.ts';
import { allSteps } from '../../../semantics/scenarios/flowFacts.ts';
import { type ResolvedSchema, resolveSchema } from '../resolveSchema.ts';
import { type Imports, noImports } from './imports.ts';
import { objectOf, requestSchema, type TestModel, writableProperties } from './testModel.ts';
import { uniqueValue } from './uniqueValue.ts';

/** The attribute that a value of a request goes to, or is compared with. */
export interface WrittenTo {
  readonly entity: string;
  readonly attribute: string;
}

/** An input of a flow that must differ between tests, which share one database, and how a test makes one. */
export interface VariedInput extends WrittenTo {
  readonly name: string;
  readonly schema: ResolvedSchema;
  source(file: Imports): string | undefined;
}

const known = new WeakMap<Endpoint, readonly VariedInput[]>();

/** The inputs of the endpoint that its flow writes to unique attributes as they are, and asks nothing else of. */
export function variedInputs(model: TestModel, endpoint: Endpoint): readonly VariedInput[] {
  const found = known.get(endpoint) ?? findInputs(model, endpoint);
  known.set(endpoint, found);
  return found;
}

function findInputs(model: TestModel, endpoint: Endpoint): readonly VariedInput[] {
  const flow = flowAt(model, endpoint);
  const inputs = flow === undefined ? new Map<string, WrittenTo>() : inputsOf(model, flow, new Set());
  return writableProperties(objectOf(model.application, requestSchema(endpoint))).flatMap(({ name, schema }) => {
    const to = inputs.get(name);
    const resolved = to === undefined ? undefined : resolveSchema(model.application, schema);
    if (to === undefined || resolved === undefined || uniqueValue(noImports, resolved, name) === undefined) return [];
    return [{ ...to, name, schema: resolved, source: (file: Imports) => uniqueValue(file, resolved, name) }];
  });
}

const comparedOf = new WeakMap<Endpoint, ReadonlyMap<string, WrittenTo>>();

/** The inputs by which the flow of the endpoint looks up rows, with the attributes that they must equal. */
export function comparedInputs(model: TestModel, endpoint: Endpoint): ReadonlyMap<string, WrittenTo> {
  const found = comparedOf.get(endpoint) ?? findCompared(model, endpoint);
  comparedOf.set(endpoint, found);
  return found;
}

function findCompared(model: TestModel, endpoint: Endpoint): ReadonlyMap<string, WrittenTo> {
  const compared = new Map<string, WrittenTo>();
  for (const step of allSteps(flowAt(model, endpoint)?.steps ?? [])) {
    const conditions = step.kind === 'loadMany' ? step.conditions : step.kind === 'load' && step.by.kind === 'where' ? step.by.conditions : [];
    if (step.kind !== 'load' && step.kind !== 'loadMany') continue;
    for (const { attribute, operator, value } of conditions) {
      if (operator === '==') for (const name of inputName(value)) compared.set(name, { entity: step.entity, attribute });
    }
  }
  return compared;
}

function flowAt(model: TestModel, endpoint: Endpoint): Flow | undefined {
  return model.application.flows.find(({ trigger }) => trigger.kind === 'http' && trigger.endpoint === endpoint.key);
}

function inputsOf(model: TestModel, flow: Flow, seen: ReadonlySet<Flow>): ReadonlyMap<string, WrittenTo> {
  const steps = allSteps(flow.steps);
  const inputs = steps.flatMap((step) => writtenInputs(model, step, new Set([...seen, flow])));
  return new Map(inputs.filter(([name]) => !steps.some((step) => conditionsOf(step).some((condition) => mentions(condition, name)))));
}

function writtenInputs(model: TestModel, step: Step, seen: ReadonlySet<Flow>): readonly (readonly [name: string, to: WrittenTo])[] {
  if (step.kind === 'create' || step.kind === 'update') {
    const entity = model.application.entities.find(({ name }) => name === step.entity);
    const unique = entity === undefined ? new Set<string>() : aloneUnique(entity);
    return step.values.flatMap(({ attribute, value }) => (unique.has(attribute) ? inputName(value).map((name) => [name, { entity: step.entity, attribute }] as const) : []));
  }
  const called = step.kind === 'call' ? model.application.flows.find(({ name }) => name === step.flow) : undefined;
  if (step.kind !== 'call' || called === undefined || seen.has(called)) return [];
  const inner = inputsOf(model, called, seen);
  return step.arguments.flatMap(({ name, value }) => {
    const to = inner.get(name);
    return to === undefined ? [] : inputName(value).map((input) => [input, to] as const);
  });
}

/** The attributes whose values no other row may have, whatever rows these refer to. */
function aloneUnique(entity: Entity): ReadonlySet<string> {
  const plain = entity.uniques.filter(({ attributes }) => attributes.every((name) => entity.attributes.some((attribute) => attribute.name === name && attribute.relation === undefined && attribute.generated !== 'owner')));
  return new Set([...entity.attributes.filter(({ unique }) => unique).map(({ name }) => name), ...plain.flatMap(({ attributes }) => attributes)]);
}

/** The input that the expression is, trimmed or not. */
function inputName(e: Expression): readonly string[] {
  if (e.kind === 'call' && e.function === 'trim') return e.arguments.flatMap(inputName);
  return e.kind === 'select' && e.target.kind === 'name' && e.target.name === 'input' ? [e.member] : [];
}

function conditionsOf(step: Step): readonly Expression[] {
  const when = step.when === undefined ? [] : [step.when];
  return step.kind === 'require' ? [...when, step.condition] : when;
}

function mentions(part: unknown, input: string): boolean {
  if (typeof part !== 'object' || part === null) return false;
  const { kind, member, target } = part as { readonly kind?: unknown; readonly member?: unknown; readonly target?: { readonly name?: unknown } };
  if (kind === 'select' && member === input && target?.name === 'input') return true;
  return Object.values(part).some((inner) => mentions(inner, input));
}
