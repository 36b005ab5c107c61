import type { Condition, LoadManyStep, LoadStep } from '../../../ir/behavior.ts';
import type { Expression } from '../../../ir/expression.ts';
import { capitalise } from '../../../base/names.ts';
import { quote } from '../expressions/code.ts';
import { needed, orNull } from '../expressions/operands.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import { toTypescript } from '../expressions/toTypescript.ts';
import { assign, declare } from './bindings.ts';
import { type Binding, type FlowContext, type Line, type Place, type Written } from './flowContext.ts';
import { refusal } from './refusal.ts';
import { checksOwner, loadFunction } from './repositoryUses.ts';
import { typeText } from './typeText.ts';

/** Reads one row. */
export function writeLoad(step: LoadStep, place: Place, context: FlowContext): Written {
  const { read, isList, key } = rowQuery(step, place.scope, context);
  const isNeeded = place.later.has(step.as);
  if (step.missing.kind === 'null') return writeOptional(step, place, context, { read, isList });
  const problem = failureOf(step, key, context);
  if (!isNeeded) return { lines: [refusal(isList ? `(${read}).length === 0` : `(${read}) === undefined`, problem)], place };
  return writeRequired(step, place, context, { read, isList, problem });
}

/** Reads rows. */
export function writeLoadMany(step: LoadManyStep, place: Place, context: FlowContext): Written {
  const options = [
    ...(step.orderBy === undefined ? [] : [`orderBy: { attribute: ${quote(step.orderBy.attribute)}, direction: ${quote(step.orderBy.direction)} }`]),
    ...(step.lock ? ['lock: true'] : []),
    ...ownerOption(step, context),
  ];
  const read = whereCall(step.entity, step.conditions, options, place.scope, context);
  if (!place.later.has(step.as)) return { lines: [`${read};`], place };
  return declare(place, step.as, read, {}, () => `${context.file.use(`row:${step.entity}`)}[]`);
}

function writeOptional(step: LoadStep, place: Place, context: FlowContext, { read, isList }: Omit<Query, 'problem'>): Written {
  if (!place.later.has(step.as)) return { lines: [`${read};`], place };
  const type = (): string => `${context.file.use(`row:${step.entity}`)} | undefined`;
  const variable = { absent: 'undefined' } as const;
  if (!isList) return declare(place, step.as, read, variable, type);
  if (place.own.has(step.as)) return assign(place, step.as, `(${read})[0]`, variable);
  const binding: Binding = { text: place.scope.local(step.as), isAssigned: false };
  const line = (): string => `${binding.isAssigned ? 'let' : 'const'} [${binding.text}] = ${read};`;
  return { lines: [line], place: declare(place, step.as, read, variable, type, binding).place };
}

interface Query {
  readonly read: string;
  readonly isList: boolean;
  readonly problem: string;
}

/** Reads a row that must be there; `row` in the check is what TypeScript then knows to be there. */
function writeRequired(step: LoadStep, place: Place, context: FlowContext, query: Query): Written {
  const { read, isList, problem } = query;
  const isAgain = place.own.has(step.as);
  const name = place.scope.local(step.as);
  const found = `found${capitalise(name)}`;
  const check = (variable: string): string => refusal(`${variable} === undefined`, problem);
  const pattern = (variable: string): string => (isList ? `[${variable}]` : variable);
  if (isAgain) {
    const { lines, place: after } = assign(place, step.as, found, {});
    return { lines: ['{', `const ${pattern(found)} = ${read};`, check(found), ...lines, '}'], place: after };
  }
  const binding: Binding = { text: name, isAssigned: false };
  const isCaptured = context.captured.has(step.as);
  const declaration: Line = () => {
    if (!binding.isAssigned) return `const ${pattern(name)} = ${read};\n${check(name)}`;
    if (isCaptured) return `const ${pattern(found)} = ${read};\n${check(found)}\nlet ${name} = ${found};`;
    return `let ${pattern(name)} = ${read};\n${check(name)}`;
  };
  return { lines: [declaration], place: declare(place, step.as, read, {}, () => typeText({ kind: 'entity', entity: step.entity, nullable: false }, context.file), binding).place };
}

function rowQuery(step: LoadStep, scope: ExpressionScope, context: FlowContext): { readonly read: string; readonly isList: boolean; readonly key?: string } {
  const repository = context.file.use(`repository:${step.entity}`);
  if (step.by.kind === 'key') {
    const key = needed(toTypescript(step.by.value, scope), scope).text;
    return { read: `await ${repository}.${loadFunction(step, context.application)}(context, ${key})`, isList: false, key };
  }
  const options = ['limit: 1', ...(step.lock ? ['lock: true'] : []), ...ownerOption(step, context)];
  return { read: whereCall(step.entity, step.by.conditions, options, scope, context), isList: true };
}

function ownerOption(step: LoadStep | LoadManyStep, context: FlowContext): readonly string[] {
  const isOwned = checksOwner({ ...step, anyOwner: false }, context.application);
  return isOwned && step.anyOwner ? ['anyOwner: true'] : [];
}

function whereCall(entity: string, conditions: readonly Condition[], options: readonly string[], scope: ExpressionScope, context: FlowContext): string {
  const list = conditions.map(({ attribute, operator, value }) => `[${quote(attribute)}, ${quote(operator)}, ${orNull(conditionValue(value, scope)).text}]`);
  const rest = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
  return `await ${context.file.use(`repository:${entity}`)}.where(context, [${list.join(', ')}]${rest})`;
}

function conditionValue(value: Expression, scope: ExpressionScope): ReturnType<typeof toTypescript> {
  return toTypescript(value, scope);
}

function failureOf(step: LoadStep, key: string | undefined, context: FlowContext): string {
  if (step.missing.kind === 'null') throw new Error('A load that may find nothing has no failure.');
  const { status, code, message } = step.missing.failure;
  if (key !== undefined && status === 404 && code === 'not_found') return `${context.file.use('runtime:notFound')}(${quote(step.entity)}, ${key})`;
  return `${context.file.use('runtime:failure')}(${String(status)}, ${quote(code)}, ${quote(message)})`;
}
