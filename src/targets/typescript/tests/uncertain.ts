import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, Step } from '../../../ir/behavior.ts';
import type { Expression } from '../../../ir/expression.ts';
import { modelOf } from '../../../semantics/model.ts';
import { allSteps, reachableSteps } from '../../../semantics/scenarios/flowFacts.ts';
import { type FlowCase, Generated, type PlannedCall, type Template } from '../../../semantics/types.ts';
import { expressionsOf, namesWritten, writtenBy } from '../behavior/reads.ts';
import { visit } from '../behavior/repositoryUses.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { flowOf, isShared } from './crowd.ts';
import { objectTemplate } from './madeRows.ts';
import type { TestModel } from './testModel.ts';

/** Attributes as `Order.total`. */
type Attributes = ReadonlySet<string>;

/** The body of the case without what is computed from rows of others: nobody knows what rows there are when the test runs. */
export function withoutOthers({ application }: TestModel, { steps, call }: FlowCase, body: Template): Template {
  const flow = flowOf(application, call);
  const attributes = uncertainAttributes(application, [...steps, call]);
  if (flow === undefined) return withoutAttributes(body, rowOf(application, call), attributes);
  const names = uncertainNames(application, flow);
  if (names.size === 0 && attributes.size === 0) return body;
  const values = allSteps(flow.steps).flatMap((step) => (step.kind === 'return' && step.value !== undefined ? [step.value] : []));
  const isUncertain = (value: Expression): boolean => isRead(value, names) || showsAny(value, attributes);
  const fields = objectTemplate(body);
  if (fields === undefined || values.some((value) => value.kind !== 'record')) {
    const [first] = values;
    if (values.length === 1 && first?.type.kind === 'entity' && !isRead(first, names)) return withoutAttributes(body, first.type.entity, attributes);
    return values.some(isUncertain) ? new Generated('any') : body;
  }
  const free = new Set(values.flatMap((value) => (value.kind === 'record' ? value.fields.flatMap(({ name, value: field }) => (isUncertain(field) ? [name] : [])) : [])));
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, free.has(name) ? new Generated('any') : value]));
}

/** The attributes that flows of these steps write with values that follow from rows of others. */
export function uncertainAttributes(application: ApplicationIR, steps: FlowCase['steps']): Attributes {
  const flows = steps.flatMap((step) => (step.kind === 'call' ? (flowOf(application, step) ?? []) : []));
  return new Set(flows.flatMap((flow) => [...attributesOf(application, flow)]));
}

/** The attributes that event handlers write with values that follow from rows of others. */
export function uncertainInHandlers(application: ApplicationIR): Attributes {
  return new Set(application.flows.flatMap((flow) => (flow.trigger.kind === 'event' ? [...attributesOf(application, flow)] : [])));
}

/** The changes without values that are uncertain. */
export function certainOf<Change extends { readonly entity: string; readonly values: Readonly<Record<string, Template>> }>(changes: readonly Change[], attributes: Attributes): readonly Change[] {
  return changes.map((change) => ({ ...change, values: objectTemplate(withoutAttributes(change.values, change.entity, attributes)) ?? {} }));
}

function withoutAttributes(values: Template, entity: string | undefined, attributes: Attributes): Template {
  const fields = objectTemplate(values);
  if (fields === undefined || entity === undefined || attributes.size === 0) return values;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, attributes.has(`${entity}.${name}`) ? new Generated('any') : value]));
}

/** The entity of the row that an endpoint without a flow answers. */
function rowOf(application: ApplicationIR, { call }: PlannedCall): string | undefined {
  const implementation = indexOf(application).endpoint(call.endpoint)?.implementation;
  return implementation?.kind === 'crud' ? implementation.entity : undefined;
}

const known = new WeakMap<Flow, Attributes>();

function attributesOf(application: ApplicationIR, flow: Flow): Attributes {
  const before = known.get(flow);
  if (before !== undefined) return before;
  const found = new Set<string>();
  known.set(flow, found);
  collect(application, flow.steps, { names: uncertainNames(application, flow), found, isOpen: false });
  return found;
}

interface Collecting {
  readonly names: ReadonlySet<string>;
  readonly found: Set<string>;
  /** Whether the steps run as often as rows of others ask for. */
  readonly isOpen: boolean;
}

function collect(application: ApplicationIR, steps: readonly Step[], at: Collecting): void {
  const model = modelOf(application);
  for (const step of steps) {
    const isOpen = at.isOpen || (step.when !== undefined && isRead(step.when, at.names));
    if (step.kind === 'forEach') collect(application, step.steps, { ...at, isOpen: isOpen || isRead(step.in, at.names) });
    if (step.kind === 'create' || step.kind === 'update') for (const { attribute, value } of step.values) if (isOpen || isRead(value, at.names)) at.found.add(`${step.entity}.${attribute}`);
    if (step.kind === 'transition' && isOpen) at.found.add(`${step.entity}.${model.machines.get(step.machine)?.attribute ?? ''}`);
    const called = step.kind === 'call' ? model.flows.get(step.flow) : undefined;
    if (step.kind !== 'call' || called === undefined) continue;
    const follows = isOpen || step.arguments.some(({ value }) => isRead(value, at.names));
    if (follows) collect(application, reachableSteps(model, called), { ...at, isOpen: true });
    else for (const attribute of attributesOf(application, called)) at.found.add(attribute);
  }
}

/** The names of the flow whose values follow from rows that nothing ties to one of the flow's own. */
function uncertainNames(application: ApplicationIR, flow: Flow): ReadonlySet<string> {
  const model = modelOf(application);
  const isOpen = (step: Step): boolean => isShared(application, step) && !step.conditions.some(({ attribute, operator }) => operator === '==' && model.entities.get(step.entity)?.references.some((reference) => reference.attribute === attribute) === true);
  const names = new Set<string>();
  const steps = allSteps(flow.steps);
  for (let size = -1; size < names.size;) {
    size = names.size;
    for (const step of steps) {
      const called = step.kind === 'call' ? model.flows.get(step.flow) : undefined;
      const brings = isOpen(step) || (called !== undefined && reachableSteps(model, called).some(isOpen));
      const follows = step.kind === 'forEach' ? isRead(step.in, names) : expressionsOf(step).some((expression) => isRead(expression, names));
      if (!brings && !follows) continue;
      for (const name of step.kind === 'forEach' ? [step.item, ...namesWritten(step.steps)] : writtenBy(step)) names.add(name);
    }
  }
  return names;
}

function isRead(expression: Expression, names: ReadonlySet<string>): boolean {
  let found = false;
  visit(expression, (part) => {
    found ||= part.kind === 'name' && names.has(part.name);
  });
  return found;
}

/** Whether the value shows one of the attributes, in a whole row or by itself. */
function showsAny(expression: Expression, attributes: Attributes): boolean {
  const entities = new Set([...attributes].map((attribute) => attribute.split('.')[0]));
  const parts: Expression[] = [];
  visit(expression, (part) => parts.push(part));
  const shown = expression.type.kind === 'list' ? expression.type.items : expression.type;
  return (shown.kind === 'entity' && entities.has(shown.entity))
    || parts.some((part) => part.kind === 'select' && part.target.type.kind === 'entity' && attributes.has(`${part.target.type.entity}.${part.member}`));
}
