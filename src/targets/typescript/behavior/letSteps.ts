import type { LetStep, Step } from '../../../ir/behavior.ts';
import type { ExpressionType } from '../../../ir/expression.ts';
import type { Code } from '../expressions/code.ts';
import { orNull } from '../expressions/operands.ts';
import type { Variable } from '../expressions/scope.ts';
import { toTypescript } from '../expressions/toTypescript.ts';
import { assign } from './bindings.ts';
import { bind, type Binding, type FlowContext, type Place, type Written } from './flowContext.ts';
import { letKnowledge } from './letKnowledge.ts';
import { allSteps } from './repositoryUses.ts';
import { typeOfName } from './wordsSteps.ts';
import { typeText } from './typeText.ts';

/** Names a value; a name that a step before has bound gets the new value. */
export function writeLet(step: LetStep, place: Place, context: FlowContext): Written {
  const code = toTypescript(step.value, place.scope);
  const known = place.bindings.has(step.name);
  if (!place.later.has(step.name)) return { lines: [], place };
  const values = typesOf(step.name, context);
  if (!known && values.length < 2) return writeConstant(step, code, place);
  const type = commonType(values);
  const value = type.nullable ? orNull(code) : code;
  const variable: Omit<Variable, 'text'> = { absent: type.nullable ? 'null' : code.absent, ...letKnowledge(step.name, code, context.flow, context.application) };
  if (known) {
    const old = place.scope.variables.get(step.name);
    return assign(place, step.name, value.text, { ...variable, ...(old?.scale === undefined ? {} : { scale: old.scale }), ...(old?.range === undefined ? {} : { range: old.range }) });
  }
  const binding: Binding = { text: place.scope.local(step.name), isAssigned: false };
  const annotation = needsAnnotation(type, code) ? `: ${typeText(type, context.file)}` : '';
  const line = (): string => `${binding.isAssigned ? 'let' : 'const'} ${binding.text}${annotation} = ${value.text};`;
  return { lines: [line], place: bind(place, step.name, binding, variable) };
}

function writeConstant(step: LetStep, code: Code, place: Place): Written {
  const binding: Binding = { text: place.scope.local(step.name), isAssigned: false };
  const { absent, values, range, scale } = code;
  const variable = { absent, ...(values === undefined ? {} : { values }), ...(range === undefined ? {} : { range }), ...(scale === undefined ? {} : { scale }) };
  return { lines: [() => `${binding.isAssigned ? 'let' : 'const'} ${binding.text} = ${code.text};`], place: bind(place, step.name, binding, variable) };
}

/** The types of all values that `let` steps of the flow give the name. */
function typesOf(name: string, { flow }: FlowContext): readonly ExpressionType[] {
  return allSteps(flow.steps).flatMap((step) => (step.kind === 'let' && step.name === name ? [step.value.type] : []));
}

/** The type that holds all values which `let` steps give a name. */
function commonType(types: readonly ExpressionType[]): ExpressionType {
  const typed = types.find((type) => type.kind !== 'null' && !(type.kind === 'list' && type.items.kind === 'null')) ?? types.find(({ kind }) => kind !== 'null') ?? types[0] ?? { kind: 'null', nullable: true };
  return { ...typed, nullable: types.some(({ nullable }) => nullable) };
}

/** Where TypeScript would infer a type from the first value that does not hold the later ones. */
function needsAnnotation(type: ExpressionType, code: Code): boolean {
  if (type.nullable || type.kind === 'list' || type.kind === 'record' || type.kind === 'json') return true;
  return code.values !== undefined && code.path !== undefined && type.kind === 'string';
}

/** Type of what a step binds, null aside. */
export function declaredType(step: Step, context: FlowContext): string {
  switch (step.kind) {
    case 'load':
    case 'create':
      return context.file.use(`row:${step.entity}`);
    case 'loadMany':
      return `${context.file.use(`row:${step.entity}`)}[]`;
    case 'let':
      return typeText({ ...commonType(typesOf(step.name, context)), nullable: step.value.type.nullable }, context.file);
    case 'call': {
      const result = context.application.flows.find(({ name }) => name === step.flow)?.result;
      return result === undefined ? 'undefined' : typeText(result, context.file);
    }
    case 'words':
      return step.as === undefined ? 'unknown' : typeText(typeOfName(step.as, context.flow), context.file);
    case 'require':
    case 'forEach':
    case 'update':
    case 'delete':
    case 'transition':
    case 'emit':
    case 'return':
      return 'unknown';
  }
}
