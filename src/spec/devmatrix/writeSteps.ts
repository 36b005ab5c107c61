import { camelCase } from '../../base/names.ts';
import type { Assignment } from '../../ir/behavior.ts';
import type { Attribute, Entity } from '../../ir/entity.ts';
import type { Expression } from '../../ir/expression.ts';
import { atRest } from '../cel/celCoerce.ts';
import { constantOf } from '../cel/celConstant.ts';
import { type Scope, withVariable } from '../cel/celScope.ts';
import { showType, unknownType } from '../cel/celTypes.ts';
import { asString, entriesOf, valueOf, type SourceNode } from '../source.ts';
import { didYouMean } from './context.ts';
import { resolveEntity } from './drafts.ts';
import { attributeFor, attributeNames } from './attributeNames.ts';
import type { ReadStep, StepAt, StepSetting } from './stepContext.ts';
import { typeOfSchema } from './typeOfSchema.ts';
import { readValue, readValueOf } from './values.ts';

/** Reads `create: Order`, `as`, `values`. Without `as` the row has the name of its entity, unless that name is taken. */
export function readCreate(at: StepAt, setting: StepSetting): ReadStep {
  const name = resolveEntity(at.subject, setting.entities.map((entity) => entity.name), setting.context);
  const entity = setting.entities.find((candidate) => candidate.name === name);
  const as = asString(valueOf(at.node, 'as')) ?? freeName(camelCase(name ?? ''), at.scope);
  const bound = as === undefined || name === undefined ? at.scope : withVariable(at.scope, as, { kind: 'entity', entity: name, nullable: false });
  if (entity === undefined) return { steps: [], scope: bound };
  const values = readAssignments(valueOf(at.node, 'values'), entity, 'create', at.scope, setting);
  const missing = entity.attributes.filter((attribute) => isNeeded(attribute, setting) && !values.given.includes(attribute.name)).map((attribute) => attribute.relation ?? attribute.name);
  if (missing.length > 0) setting.context.report('DM1152', at.subject.span, { entity: entity.name, names: missing.join(', ') });
  return { steps: [{ ...at.base, kind: 'create', entity: entity.name, ...(as === undefined ? {} : { as }), values: values.assignments }], scope: bound };
}

function freeName(name: string, scope: Scope): string | undefined {
  return name === '' || scope.variables.has(name) ? undefined : name;
}

/** True when a create step must give the attribute, because nobody else does. */
function isNeeded(attribute: Attribute, setting: StepSetting): boolean {
  if (attribute.schema.nullable || attribute.schema.default !== undefined) return false;
  if (attribute.generated === undefined || attribute.generated === 'flow') return true;
  return attribute.generated === 'owner' && setting.flow.trigger.kind !== 'http' && setting.flow.trigger.kind !== 'call';
}

function readAssignments(node: SourceNode | undefined, entity: Entity, mode: 'create' | 'update', scope: Scope, setting: StepSetting): { readonly assignments: readonly Assignment[]; readonly given: readonly string[] } {
  const given: string[] = [];
  const assignments = entriesOf(node).flatMap((entry): readonly Assignment[] => {
    const attribute = attributeFor(entry.key, entity.attributes, entity.relations);
    if (attribute === undefined) {
      const { advice, extras } = didYouMean(entry.key, attributeNames(entity.attributes, entity.relations), entry.keySpan);
      setting.context.report('DM1121', entry.keySpan, { entity: entity.name, kind: 'attribute or relation', name: entry.key, advice }, extras);
      return [];
    }
    given.push(attribute.name);
    const problem = writeProblem(attribute, mode);
    if (problem !== undefined) {
      setting.context.report('DM1153', entry.keySpan, { name: entry.key, entity: entity.name, problem });
      return [];
    }
    const value = readValueOf(entry.value, typeOfSchema(attribute.schema), `"${entry.key}" of ${entity.name}`, scope, setting.context);
    return value === undefined ? [] : [{ attribute: attribute.name, value, span: entry.keySpan }];
  });
  return { assignments, given };
}

/** Why a step may not write an attribute; undefined when it may. */
export function writeProblem(attribute: Attribute, mode: 'create' | 'update'): string | undefined {
  const by = attribute.generated ?? 'request';
  switch (by) {
    case 'state': return 'a state changes by events only; use a `transition` step';
    case 'uuid':
    case 'identity':
    case 'createdAt':
    case 'updatedAt': return 'the server sets it';
    case 'owner': return mode === 'update' ? 'the owner of a row stays' : undefined;
    case 'request': return mode === 'update' && !attribute.updatable ? 'it is immutable' : undefined;
    case 'flow': return undefined;
  }
}

/** The entity of a bound row; reports a name that is none. */
function target(at: StepAt, setting: StepSetting): { readonly name: string; readonly entity: Entity } | undefined {
  const name = asString(at.subject) ?? '';
  const type = at.scope.variables.get(name);
  if (type === undefined) {
    const { advice, extras } = didYouMean(name, [...at.scope.variables.keys()], at.subject.span);
    setting.context.report('DM1163', at.subject.span, { name, advice }, extras);
    return undefined;
  }
  if (type.kind === 'json') return undefined;
  const missing = type.nullable && !at.scope.facts.has(name);
  const entity = type.kind === 'entity' ? setting.entities.find((candidate) => candidate.name === type.entity) : undefined;
  if (entity !== undefined && !missing) return { name, entity };
  const problem = entity === undefined ? `it is ${showType(type)}` : `it may be null; guard it with \`when: ${name} != null\` or \`require: ${name} != null\``;
  setting.context.report('DM1151', at.subject.span, { name, problem });
  return undefined;
}

/** After a row was written, what was known of the attributes written is not known any more; those that got a value have one. */
function afterWrite(scope: Scope, name: string, written: readonly { readonly attribute: string; readonly value?: Expression }[]): Scope {
  const paths = written.map(({ attribute }) => `${name}.${attribute}`);
  const kept = [...scope.facts].filter((fact) => !paths.some((path) => fact === path || fact.startsWith(`${path}.`)));
  const known = written.filter(({ value }) => value !== undefined && !value.type.nullable && value.type.kind !== 'json').map(({ attribute }) => `${name}.${attribute}`);
  return { ...scope, facts: new Set([...kept, ...known]) };
}

/** Reads `update: order`, `set`. */
export function readUpdate(at: StepAt, setting: StepSetting): ReadStep {
  const row = target(at, setting);
  if (row === undefined) return { steps: [], scope: at.scope };
  const { assignments } = readAssignments(valueOf(at.node, 'set'), row.entity, 'update', at.scope, setting);
  return { steps: [{ ...at.base, kind: 'update', target: row.name, entity: row.entity.name, values: assignments }], scope: afterWrite(at.scope, row.name, assignments) };
}

/** Reads `delete: order`. */
export function readDelete(at: StepAt, setting: StepSetting): ReadStep {
  const row = target(at, setting);
  return row === undefined ? { steps: [], scope: at.scope } : { steps: [{ ...at.base, kind: 'delete', target: row.name, entity: row.entity.name }], scope: at.scope };
}

/** Reads `transition: order`, `event`. */
export function readTransition(at: StepAt, setting: StepSetting): ReadStep {
  const row = target(at, setting);
  const eventNode = valueOf(at.node, 'event');
  const event = asString(eventNode);
  if (row === undefined || eventNode === undefined || event === undefined) return { steps: [], scope: at.scope };
  const candidates = setting.machines.filter((machine) => machine.entity === row.entity.name);
  const machine = candidates.find((candidate) => candidate.transitions.some((transition) => transition.event === event));
  if (machine === undefined) {
    const events = [...new Set(candidates.flatMap(({ transitions }) => transitions.map((transition) => transition.event)))];
    const { advice, extras } = didYouMean(event, events, eventNode.span);
    if (candidates.length === 0) setting.context.report('DM1140', at.subject.span, { name: row.entity.name, advice: `${row.entity.name} has no attribute with a state.` });
    else setting.context.report('DM1145', eventNode.span, { machine: candidates.map(({ name }) => name).join(' or '), name: event, advice }, extras);
    return { steps: [], scope: at.scope };
  }
  return { steps: [{ ...at.base, kind: 'transition', target: row.name, entity: row.entity.name, machine: machine.name, event }], scope: afterWrite(at.scope, row.name, [machine]) };
}

/** Reads `emit: order.placed`, `payload`. */
export function readEmit(at: StepAt, setting: StepSetting): ReadStep {
  const event = asString(at.subject) ?? '';
  const payload = readNamed(valueOf(at.node, 'payload'), at.scope, setting);
  setting.emitted.push({ event, payload: payload.map(({ name, value, span }) => ({ name, type: value.type, span })), span: at.subject.span });
  return { steps: [{ ...at.base, kind: 'emit', event, payload }], scope: at.scope };
}

function readNamed(node: SourceNode | undefined, scope: Scope, setting: StepSetting) {
  return entriesOf(node).flatMap((entry) => {
    const value = readValue(entry.value, scope, setting.context);
    return value === undefined ? [] : [{ name: entry.key, value: atRest(value), span: entry.keySpan }];
  });
}

/** Reads `call: flow`, `with`, `as`. */
export function readCall(at: StepAt, setting: StepSetting): ReadStep {
  const specName = asString(at.subject) ?? '';
  const name = camelCase(specName);
  const flow = setting.callable.get(name);
  const as = asString(valueOf(at.node, 'as'));
  if (flow === undefined) {
    const { advice, extras } = didYouMean(specName, [...setting.callable.keys()], at.subject.span);
    setting.context.report('DM1155', at.subject.span, { name: specName, advice }, extras);
    return { steps: [], scope: as === undefined ? at.scope : withVariable(at.scope, as, unknownType) };
  }
  const given = entriesOf(valueOf(at.node, 'with'));
  const meant = new Set<string | undefined>();
  const args = given.flatMap((entry) => {
    const input = flow.inputs.find((candidate) => candidate.name === entry.key);
    if (input === undefined) {
      const { advice, extras, guess } = didYouMean(entry.key, flow.inputs.map((known) => known.name), entry.keySpan);
      setting.context.report('DM1159', entry.keySpan, { flow: name, problem: `has no argument "${entry.key}"`, advice }, extras);
      meant.add(guess);
      return [];
    }
    const value = readValueOf(entry.value, input.type, `The argument "${entry.key}"`, at.scope, setting.context);
    return value === undefined ? [] : [{ name: entry.key, value, span: entry.keySpan }];
  });
  const leftOut = flow.inputs.filter((input) => !given.some((entry) => entry.key === input.name) && !meant.has(input.name));
  const missing = leftOut.filter((input) => !input.type.nullable && !flow.defaults.has(input.name)).map((input) => input.name);
  const standard = leftOut.flatMap((input) => {
    const value = flow.defaults.get(input.name);
    return value === undefined ? [] : [{ name: input.name, value: constantOf(value, input.type, at.subject.span), span: at.subject.span }];
  });
  if (missing.length > 0) setting.context.report('DM1159', at.subject.span, { flow: name, problem: `needs ${missing.join(', ')} in \`with\``, advice: '' });
  if (as !== undefined && flow.result === undefined) setting.context.report('DM1159', at.subject.span, { flow: name, problem: 'returns nothing that could be bound', advice: '' });
  const scope = as === undefined ? at.scope : withVariable(at.scope, as, flow.result ?? { kind: 'json', nullable: true });
  return { steps: [{ ...at.base, kind: 'call', flow: name, ...(as === undefined ? {} : { as }), arguments: [...args, ...standard] }], scope };
}
