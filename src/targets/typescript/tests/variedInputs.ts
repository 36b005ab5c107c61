import type { Flow, Step } from '../../../ir/behavior.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Expression } from '../../../ir/expression.ts';
import { allSteps } from '../../../semantics/scenarios/flowFacts.ts';
import { resolveSchema } from '../resolveSchema.ts';
import type { Imports } from './imports.ts';
import { objectOf, requestSchema, type TestModel, writableProperties } from './testModel.ts';
import { uniqueValue } from './uniqueValue.ts';

/** An input of a flow that must differ between tests, which share one database, and how a test makes one. */
export interface VariedInput {
  readonly name: string;
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
  const flow = model.application.flows.find(({ trigger }) => trigger.kind === 'http' && trigger.endpoint === endpoint.key);
  const names = flow === undefined ? new Set<string>() : inputsOf(model, flow, new Set());
  return writableProperties(objectOf(model.application, requestSchema(endpoint))).flatMap(({ name, schema }) => {
    const resolved = names.has(name) ? resolveSchema(model.application, schema) : undefined;
    return resolved?.kind === 'string' ? [{ name, source: (file: Imports) => uniqueValue(file, resolved, name) }] : [];
  });
}

function inputsOf(model: TestModel, flow: Flow, seen: ReadonlySet<Flow>): ReadonlySet<string> {
  const steps = allSteps(flow.steps);
  const names = steps.flatMap((step) => writtenInputs(model, step, new Set([...seen, flow])));
  return new Set(names.filter((name) => !steps.some((step) => conditionsOf(step).some((condition) => mentions(condition, name)))));
}

function writtenInputs(model: TestModel, step: Step, seen: ReadonlySet<Flow>): readonly string[] {
  if (step.kind === 'create' || step.kind === 'update') {
    const entity = model.application.entities.find(({ name }) => name === step.entity);
    const unique = new Set(entity?.attributes.filter((attribute) => attribute.unique).map(({ name }) => name));
    return step.values.flatMap(({ attribute, value }) => (unique.has(attribute) ? inputName(value) : []));
  }
  const called = step.kind === 'call' ? model.application.flows.find(({ name }) => name === step.flow) : undefined;
  if (step.kind !== 'call' || called === undefined || seen.has(called)) return [];
  const inner = inputsOf(model, called, seen);
  return step.arguments.flatMap(({ name, value }) => (inner.has(name) ? inputName(value) : []));
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
