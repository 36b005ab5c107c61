import { camelCase, isName, plural, snakeCase } from '../../base/names.ts';
import type { Step } from '../../ir/behavior.ts';
import type { Entity } from '../../ir/entity.ts';
import type { Expression, ExpressionType } from '../../ir/expression.ts';
import { assign } from '../cel/celAssign.ts';
import { atRest } from '../cel/celCoerce.ts';
import { factsStated } from '../cel/compileCel.ts';
import { type Scope, withFacts, withVariable } from '../cel/celScope.ts';
import { isEmptyList, nullableAs, nullType, scalar, showType, unknownType } from '../cel/celTypes.ts';
import { asBoolean, asString, asText, entriesOf, itemsOf, valueOf, type SourceNode } from '../source.ts';
import { didYouMean } from './context.ts';
import { readConditions } from './conditions.ts';
import { resolveEntity } from './drafts.ts';
import { attributeFor, attributeNames } from './attributeNames.ts';
import { readFailure } from './failures.ts';
import { readSchema } from './schemas.ts';
import { type ReadStep, type StepAt, stepKinds, type StepSetting } from './stepContext.ts';
import { typeOfSchema } from './typeOfSchema.ts';
import { readCondition, readValue } from './values.ts';
import { readCall, readCreate, readDelete, readEmit, readTransition, readUpdate } from './writeSteps.ts';

/** Reads a list of steps; each sees what those before it have bound. */
export function readSteps(nodes: readonly SourceNode[], scope: Scope, setting: StepSetting): ReadStep {
  const steps: Step[] = [];
  let current = scope;
  let ended = false;
  for (const node of nodes) {
    if (ended) setting.context.report('DM1164', node.span, {});
    const read = readStep(node, current, setting);
    setting.context.observer?.step(node, current, read.scope);
    steps.push(...read.steps);
    current = read.scope;
    ended = read.steps.some((step) => step.kind === 'return' && step.when === undefined);
  }
  return { steps, scope: current };
}

function readStep(node: SourceNode, scope: Scope, setting: StepSetting): ReadStep {
  const given = stepKinds.filter((kind) => valueOf(node, kind) !== undefined);
  const [kind, second] = given;
  const subject = kind === undefined ? undefined : valueOf(node, kind);
  if (kind === undefined || subject === undefined || second !== undefined) {
    // What is wrong has been told by the check of the shape.
    return { steps: [], scope };
  }
  const whenNode = valueOf(node, 'when');
  const when = whenNode === undefined ? undefined : readCondition(whenNode, '`when`', scope, setting.context);
  const at: StepAt = { node, kind, subject, scope: withFacts(scope, when?.factsWhenTrue ?? (whenNode?.kind === 'scalar' ? factsStated(whenNode) : [])), base: { span: node.span, ...(when === undefined ? {} : { when: when.expression }) } };
  const read = dispatch(at, setting);
  return whenNode === undefined ? read : { steps: read.steps, scope: afterOptional(scope, read.scope) };
}

/** After a step that may have been skipped its new bindings may be null, and what it required is not known. */
function afterOptional(before: Scope, after: Scope): Scope {
  const variables = [...after.variables].map(([name, type]) => [name, before.variables.has(name) ? type : nullableAs(type, true)] as const);
  return { ...after, variables: new Map(variables), facts: new Set([...before.facts].filter((fact) => after.facts.has(fact))) };
}

function dispatch(at: StepAt, setting: StepSetting): ReadStep {
  switch (at.kind) {
    case 'load': return readLoad(at, setting);
    case 'require': return readRequire(at, setting);
    case 'forEach': return readForEach(at, setting);
    case 'let': return readLet(at, setting);
    case 'create': return readCreate(at, setting);
    case 'update': return readUpdate(at, setting);
    case 'delete': return readDelete(at, setting);
    case 'transition': return readTransition(at, setting);
    case 'emit': return readEmit(at, setting);
    case 'call': return readCall(at, setting);
    case 'return': return readReturn(at, setting);
    case 'do': return readWords(at, setting);
  }
}

/** The name that a step binds, checked; reports one that is reserved or no identifier. */
function bindingName(node: SourceNode | undefined, standard: string, setting: StepSetting): string {
  const name = asString(node) ?? standard;
  const reserved = ['input', 'caller', 'now', 'self', 'true', 'false', 'null'].includes(name);
  if (node !== undefined && (reserved || !isName(name))) {
    setting.context.report('DM1105', node.span, { name, what: 'the name of a binding', advice: reserved ? 'That name has a meaning already.' : 'Use letters, digits and _, beginning with a letter.' });
  }
  return name;
}

function readLoad(at: StepAt, setting: StepSetting): ReadStep {
  const { node, scope, base } = at;
  const name = resolveEntity(at.subject, setting.entities.map((entity) => entity.name), setting.context);
  const entity = setting.entities.find((candidate) => candidate.name === name);
  const many = asBoolean(valueOf(node, 'many')) === true;
  const as = bindingName(valueOf(node, 'as'), camelCase(many ? plural(name ?? 'row') : (name ?? 'row')), setting);
  if (entity === undefined) return { steps: [], scope: withVariable(scope, as, unknownType) };
  const lock = asBoolean(valueOf(node, 'lock')) ?? false;
  const anyOwner = asBoolean(valueOf(node, 'anyOwner')) ?? false;
  const row: ExpressionType = { kind: 'entity', entity: entity.name, nullable: false };
  const conditions = readConditions(valueOf(node, 'where'), entity, scope, setting.context);
  if (many) {
    const orderBy = readOrder(valueOf(node, 'orderBy'), entity, setting);
    return { steps: [{ ...base, kind: 'loadMany', as, entity: entity.name, conditions, ...(orderBy === undefined ? {} : { orderBy }), lock, anyOwner }], scope: withVariable(scope, as, { kind: 'list', items: row, nullable: false }) };
  }
  const optional = asBoolean(valueOf(node, 'optional')) === true;
  const failure = readFailure(valueOf(node, 'otherwise'), { status: 404, code: 'not_found', message: `There is no such ${camelCase(entity.name)}.` });
  const after = withVariable(scope, as, { ...row, nullable: optional });
  const by = valueOf(node, 'by');
  if (by === undefined && valueOf(node, 'where') === undefined) {
    setting.context.report('DM1102', at.subject.span, { place: 'A load step', key: 'by', reason: 'the key of the row, or `where`, or `many: true` for all rows' });
    return { steps: [], scope: after };
  }
  const key = by === undefined ? undefined : readKey(by, entity, scope, setting);
  if (by !== undefined && key === undefined) return { steps: [], scope: after };
  return {
    steps: [{ ...base, kind: 'load', as, entity: entity.name, by: key === undefined ? { kind: 'where', conditions } : { kind: 'key', value: key }, lock, missing: optional ? { kind: 'null' } : { kind: 'fail', failure }, anyOwner }],
    scope: after,
  };
}

function readKey(node: SourceNode, entity: Entity, scope: Scope, setting: StepSetting): Expression | undefined {
  const value = readValue(node, scope, setting.context);
  const key = entity.attributes.find(({ primaryKey }) => primaryKey);
  return value === undefined || key === undefined ? undefined : assign(value, typeOfSchema(key.schema), `The key of ${entity.name}`, setting.context.diagnostics);
}

function readOrder(node: SourceNode | undefined, entity: Entity, setting: StepSetting): { readonly attribute: string; readonly direction: 'asc' | 'desc' } | undefined {
  const text = asString(node);
  if (node === undefined || text === undefined) return undefined;
  const attribute = attributeFor(text.replace(/^-/, ''), entity.attributes, entity.relations);
  if (attribute !== undefined) return { attribute: attribute.name, direction: text.startsWith('-') ? 'desc' : 'asc' };
  const sign = text.startsWith('-') ? '-' : '';
  const { advice, extras } = didYouMean(text, attributeNames(entity.attributes, entity.relations).map((name) => sign + name), node.span);
  setting.context.report('DM1121', node.span, { entity: entity.name, kind: 'attribute', name: text, advice }, extras);
  return undefined;
}

function readRequire(at: StepAt, setting: StepSetting): ReadStep {
  const condition = readCondition(at.subject, '`require`', at.scope, setting.context);
  if (condition === undefined) return { steps: [], scope: at.scope };
  const standard = { status: 422, code: `${snakeCase(setting.flow.name)}_refused`, message: 'This is not possible now.' };
  const failure = readFailure(valueOf(at.node, 'otherwise'), standard);
  return { steps: [{ ...at.base, kind: 'require', condition: condition.expression, failure }], scope: withFacts(at.scope, condition.factsWhenTrue) };
}

function readForEach(at: StepAt, setting: StepSetting): ReadStep {
  const list = readValue(at.subject, at.scope, setting.context);
  const item = bindingName(valueOf(at.node, 'as'), 'item', setting);
  if (list !== undefined && list.type.kind !== 'list') {
    setting.context.report('DM1101', at.subject.span, { place: '`forEach`', expected: 'a list', actual: showType(list.type) });
    return { steps: [], scope: at.scope };
  }
  if (list?.type.nullable === true) {
    setting.context.report('DM1151', at.subject.span, { name: 'forEach', problem: 'the list may be null; write `x != null ? x : []`, or `when: x != null`' });
    return { steps: [], scope: at.scope };
  }
  const type: ExpressionType = list?.type.kind === 'list' ? list.type.items : unknownType;
  const inner = readSteps(itemsOf(valueOf(at.node, 'steps')), withVariable(at.scope, item, type), setting);
  // Facts that a step of the body has made untrue are untrue for the next item too.
  const facts = new Set([...at.scope.facts].filter((fact) => inner.scope.facts.has(fact)));
  // A list that was empty before is what the body makes of it.
  const filled = [...at.scope.variables].map(([name, before]) => [name, isEmptyList(before) ? (inner.scope.variables.get(name) ?? before) : before] as const);
  const scope = { ...at.scope, variables: new Map(filled), facts };
  return list === undefined ? { steps: [], scope } : { steps: [{ ...at.base, kind: 'forEach', item, in: list, steps: inner.steps }], scope };
}

function readLet(at: StepAt, setting: StepSetting): ReadStep {
  let { scope } = at;
  const steps: Step[] = [];
  for (const entry of entriesOf(at.subject)) {
    const name = bindingName({ kind: 'scalar', value: entry.key, text: entry.key, span: entry.keySpan }, entry.key, setting);
    const before = scope.variables.get(name);
    const read = readValue(entry.value, scope, setting.context);
    const becomes = before !== undefined && isEmptyList(before) && read?.type.kind === 'list';
    const value = read === undefined || before === undefined || becomes ? read : assign(read, before, `"${name}"`, setting.context.diagnostics);
    if (value === undefined) scope = before === undefined ? withVariable(scope, name, unknownType) : scope;
    else {
      steps.push({ ...at.base, kind: 'let', name, value });
      scope = withVariable(scope, name, before !== undefined && !becomes ? before : (value.type.kind === 'null' ? { kind: 'json', nullable: true } : value.type));
    }
  }
  return { steps, scope };
}

function readReturn(at: StepAt, setting: StepSetting): ReadStep {
  const empty = at.subject.kind === 'scalar' && at.subject.value === null;
  const given = empty ? undefined : readValue(at.subject, at.scope, setting.context);
  const value = given === undefined ? undefined : atRest(given);
  if (value !== undefined || empty) setting.results.push({ type: value?.type ?? nullType, node: at.subject });
  return { steps: [{ ...at.base, kind: 'return', ...(value === undefined ? {} : { value }) }], scope: at.scope };
}

function readWords(at: StepAt, setting: StepSetting): ReadStep {
  const asNode = valueOf(at.node, 'as');
  const returns = valueOf(at.node, 'returns');
  const bindings = [...at.scope.variables].map(([name, type]) => ({ name, type }));
  const step: Step = { ...at.base, kind: 'words', text: asText(at.subject) ?? '', bindings, ...(asNode === undefined ? {} : { as: bindingName(asNode, 'result', setting) }) };
  if (step.as === undefined) return { steps: [step], scope: at.scope };
  const type = returns === undefined ? { kind: 'json' as const, nullable: true } : resultType(returns, setting);
  return { steps: [step], scope: withVariable(at.scope, step.as, type) };
}

/** The type that `returns` names: an entity, a list of them, or a schema. */
export function resultType(node: SourceNode, setting: Pick<StepSetting, 'entities' | 'reader'>): ExpressionType {
  if (node.kind === 'seq') {
    const [item] = node.items;
    return { kind: 'list', items: item === undefined ? scalar('json') : resultType(item, setting), nullable: false };
  }
  const entity = setting.entities.find(({ name }) => name === asString(node));
  if (entity !== undefined) return { kind: 'entity', entity: entity.name, nullable: false };
  const fields = node.kind === 'map' && valueOf(node, 'type') === undefined && valueOf(node, 'enum') === undefined;
  return fields ? { kind: 'record', nullable: false, fields: node.entries.map((entry) => ({ name: entry.key, type: resultType(entry.value, setting) })) } : typeOfSchema(readSchema(node, setting.reader));
}
