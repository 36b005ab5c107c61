import { assertNever } from '../../../base/assertNever.ts';
import type { CallStep, CreateStep, EmitStep, ForEachStep, RequireStep, ReturnStep, Step, TransitionStep, UpdateStep } from '../../../ir/behavior.ts';
import { level, property, quote, within } from '../expressions/code.ts';
import { forget } from '../expressions/facts.ts';
import { needed, orNull } from '../expressions/operands.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import { after, condition, toTypescript, unless } from '../expressions/toTypescript.ts';
import { assign, declare } from './bindings.ts';
import { refusal } from './refusal.ts';
import { argumentsOf } from './flowCalls.ts';
import { bind, type Binding, entityOf, type FlowContext, type Line, type Place, settled, type Written } from './flowContext.ts';
import { declaredType, writeLet } from './letSteps.ts';
import { writeLoad, writeLoadMany } from './loadSteps.ts';
import { namesRead, namesWritten, writtenBy } from './reads.ts';
import { rowValues } from './values.ts';
import { writeWords } from './wordsSteps.ts';

/** Writes steps one after the other; what stands after an unconditional return can never run and is left out. */
export function writeSteps(steps: readonly Step[], place: Place, context: FlowContext): Written {
  const lines: Line[] = [];
  let current = place;
  const end = steps.findIndex((step) => step.kind === 'return' && step.when === undefined);
  const reachable = end === -1 ? steps : steps.slice(0, end + 1);
  for (const [index, step] of reachable.entries()) {
    const last = writeLast(step, reachable[index + 1], current, context);
    if (last !== undefined) return { lines: [...lines, last], place: current };
    const later = new Set([...place.later, ...namesRead(reachable.slice(index + 1))]);
    const written = writeStep(step, { ...current, later }, context);
    lines.push(...written.lines);
    current = { ...written.place, later: place.later };
  }
  return { lines, place: current };
}

/** A write whose new row is all that the flow returns: `return fireOrderStatus(...)`. */
function writeLast(step: Step, next: Step | undefined, place: Place, context: FlowContext): string | undefined {
  if ((step.kind !== 'update' && step.kind !== 'transition') || step.when !== undefined || place.lists.size > 0) return undefined;
  const isResult = next?.kind === 'return' && next.when === undefined && next.value?.kind === 'name' && next.value.name === step.target;
  const { lines } = isResult && context.result !== 'void' ? writePlain(step, { ...place, later: new Set() }, context) : { lines: [] };
  const [line] = lines;
  return typeof line === 'string' ? line.replace(/^await /, 'return ') : undefined;
}

function writeStep(step: Step, place: Place, context: FlowContext): Written {
  if (step.when === undefined) return writePlain(step, place, context);
  const inside: Place = { ...place, scope: after(step.when, true, place.scope) };
  const test = condition(step.when, place.scope);
  if (step.kind === 'return') {
    const { lines } = writePlain(step, inside, context);
    return { lines: [`if (${test}) ${settled(lines)}`], place: { ...place, scope: after(step.when, false, place.scope) } };
  }
  return writeConditional(step, test, place, inside, context);
}

/** A step under a condition; names that it binds exist before it, without a value. */
function writeConditional(step: Step, test: string, place: Place, inside: Place, context: FlowContext): Written {
  const fresh = writtenBy(step).filter((name) => isFresh(step, name, place) && place.later.has(name));
  const lines: Line[] = [];
  let [outer, inner] = [place, inside];
  for (const name of fresh) {
    const binding: Binding = { text: place.scope.local(name), isAssigned: true };
    lines.push(`let ${binding.text}: ${declaredType(step, context)} | undefined;`);
    outer = bind(outer, name, binding, { absent: 'undefined' });
    inner = bind(inner, name, binding, { absent: 'undefined' });
  }
  const written = writePlain(step, inner, context);
  lines.push(() => `if (${test}) {\n${settled(written.lines)}\n}`);
  const names = step.kind === 'forEach' ? [...namesWritten(step.steps)] : writtenBy(step);
  const facts = names.reduce(forget, outer.scope.facts);
  return { lines, place: { ...outer, scope: { ...outer.scope, facts } } };
}

function isFresh(step: Step, name: string, place: Place): boolean {
  return step.kind === 'update' || step.kind === 'transition' || step.kind === 'let' ? !place.bindings.has(name) : !place.own.has(name);
}

function writePlain(step: Step, place: Place, context: FlowContext): Written {
  switch (step.kind) {
    case 'load':
      return writeLoad(step, place, context);
    case 'loadMany':
      return writeLoadMany(step, place, context);
    case 'require':
      return writeRequire(step, place, context);
    case 'forEach':
      return writeForEach(step, place, context);
    case 'let':
      return writeLet(step, place, context);
    case 'create':
      return writeCreate(step, place, context);
    case 'update':
      return writeUpdate(step, place, context);
    case 'delete':
      return { lines: [`await ${context.file.use(`repository:${step.entity}`)}.remove(context, ${target(step.target, step.entity, place.scope)});`], place };
    case 'transition':
      return writeTransition(step, place, context);
    case 'emit':
      return writeEmit(step, place, context);
    case 'call':
      return writeCall(step, place, context);
    case 'return':
      return writeReturn(step, place, context);
    case 'words':
      return writeWords(step, place, context);
    default:
      return assertNever(step);
  }
}

function writeRequire(step: RequireStep, place: Place, context: FlowContext): Written {
  const { status, code, message } = step.failure;
  const problem = `${context.file.use('runtime:failure')}(${String(status)}, ${quote(code)}, ${quote(message)})`;
  const test = unless(step.condition, place.scope);
  if (test === 'false') return { lines: [], place };
  return { lines: [refusal(test, problem)], place: { ...place, scope: after(step.condition, true, place.scope) } };
}

function writeForEach(step: ForEachStep, place: Place, context: FlowContext): Written {
  const list = toTypescript(step.in, place.scope);
  const items = list.absent === 'never' ? list.text : `${within(list, level.or)} ?? []`;
  const written = namesWritten(step.steps);
  const inBody = namesRead(step.steps);
  const binding: Binding = { text: place.scope.local(step.item), isAssigned: false };
  const facts = [...written].reduce(forget, place.scope.facts);
  const outer: Place = { ...place, scope: { ...place.scope, facts } };
  const isKept = step.in.kind === 'name' && place.bindings.has(step.in.name) && written.has(step.item) && (place.later.has(step.in.name) || inBody.has(step.in.name));
  const again = [...inBody].filter((name) => place.bindings.has(name));
  const nullable = step.in.type.kind === 'list' && step.in.type.items.nullable;
  const body: Place = {
    ...bind(outer, step.item, binding, { absent: nullable ? 'null' : 'never' }),
    own: new Set([step.item]),
    later: new Set([...place.later, ...again].filter((name) => name !== step.item)),
    lists: isKept ? new Map(place.lists).set(step.item, `${items}[index]`) : new Map([...place.lists].filter(([name]) => name !== step.item)),
  };
  const { lines } = writeSteps(step.steps, body, context);
  const head = (): string => {
    if (isKept) return `for (const [index, element] of ${items}.entries()) {\n${binding.isAssigned ? 'let' : 'const'} ${binding.text} = element;`;
    if (!inBody.has(step.item)) return `for (let count = 0; count < ${within({ ...list, text: items }, level.member)}.length; count += 1) {`;
    return `for (${binding.isAssigned ? 'let' : 'const'} ${binding.text} of ${items}) {`;
  };
  return { lines: [() => `${head()}\n${settled(lines)}\n}`], place: outer };
}

function writeCreate(step: CreateStep, place: Place, context: FlowContext): Written {
  const entity = entityOf(context, step.entity);
  const { owner } = entity;
  const isOwnerGiven = owner?.kind !== 'attribute' || step.values.some(({ attribute }) => attribute === owner.attribute);
  const mine = isOwnerGiven ? [] : [property(owner.attribute, `${context.file.use('runtime:requireCaller')}(context).subject`)];
  const insert = `await ${context.file.use(`repository:${step.entity}`)}.insert(context, ${rowValues(step.values, entity, place.scope, mine)})`;
  if (step.as === undefined || !place.later.has(step.as)) return { lines: [`${insert};`], place };
  return declare(place, step.as, insert, {}, () => context.file.use(`row:${step.entity}`));
}

function writeUpdate(step: UpdateStep, place: Place, context: FlowContext): Written {
  if (step.values.length === 0) return { lines: [], place };
  const values = rowValues(step.values, entityOf(context, step.entity), place.scope);
  const call = `await ${context.file.use(`repository:${step.entity}`)}.update(context, ${target(step.target, step.entity, place.scope)}, ${values})`;
  return writeNewRow(step.target, call, place);
}

function writeTransition(step: TransitionStep, place: Place, context: FlowContext): Written {
  const call = `await ${context.file.use(`fire:${step.machine}`)}(context, ${target(step.target, step.entity, place.scope)}, ${quote(step.event)})`;
  return writeNewRow(step.target, call, place);
}

/** The binding of a written row holds the new row from here on, as far as something reads it. */
function writeNewRow(name: string, call: string, place: Place): Written {
  if (place.later.has(name)) return assign(place, name, call, {});
  const element = place.lists.get(name);
  return { lines: [`${element === undefined ? '' : `${element} = `}${call};`], place };
}

function target(name: string, entity: string, scope: ExpressionScope): string {
  const type = { kind: 'entity', entity, nullable: false } as const;
  return needed(toTypescript({ kind: 'name', name, type, span: { file: '', start: 0, end: 0 } }, scope), scope).text;
}

function writeEmit(step: EmitStep, place: Place, context: FlowContext): Written {
  const fields = step.payload.map(({ name, value }) => property(name, orNull(toTypescript(value, place.scope)).text));
  const payload = fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  return { lines: [`await ${context.file.use('runtime:emitEvent')}(context, ${quote(step.event)}, ${payload});`], place };
}

function writeCall(step: CallStep, place: Place, context: FlowContext): Written {
  const call = `await ${context.file.use(`flow:${step.flow}`)}(${argumentsOf(step, place.scope, context)})`;
  if (step.as === undefined || !place.later.has(step.as)) return { lines: [`${call};`], place };
  const result = context.application.flows.find(({ name }) => name === step.flow)?.result;
  const absent = result?.nullable === true ? ('both' as const) : ('never' as const);
  return declare(place, step.as, call, { absent }, () => declaredType(step, context));
}

function writeReturn(step: ReturnStep, place: Place, context: FlowContext): Written {
  if (context.result === 'void') return { lines: ['return;'], place };
  if (step.value === undefined) return { lines: ['return null;'], place };
  const code = toTypescript(step.value, place.scope);
  return { lines: [`return ${(context.flow.result?.nullable === true ? orNull(code) : needed(code, place.scope)).text};`], place };
}
