import type { ASTNode } from '@marcbachmann/cel-js';
import type { Expression, ExpressionType, FunctionName, Macro } from '../../ir/expression.ts';
import { asTime, atRest, coerce } from './celCoerce.ts';
import { type CelContext, suggestion } from './celContext.ts';
import { pathOf } from './celFacts.ts';
import { celFunctions, type CelFunction } from './celFunctions.ts';
import { checkCondition, nullProblem } from './celOperators.ts';
import { type Scope, withVariable } from './celScope.ts';
import { nullableAs, scalar, showType, unknownType } from './celTypes.ts';

const macros: Readonly<Record<string, Macro>> = { all: 'all', exists: 'exists', existsOne: 'existsOne', exists_one: 'existsOne', map: 'map', filter: 'filter' };

/** Checks `f(a, b)` and `a.f(b)`, macros included. */
export function checkCall(context: CelContext, node: ASTNode & { readonly op: 'call' | 'rcall' }, scope: Scope): Expression | undefined {
  const name = node.args[0];
  const macro = Object.hasOwn(macros, name) ? macros[name] : undefined;
  if (node.op === 'rcall' && macro !== undefined) return checkMacro(context, node, macro, scope);
  const definition = Object.hasOwn(celFunctions, name) ? celFunctions[name as FunctionName] : undefined;
  if (definition === undefined) return unknownFunction(context, node, name);
  const given = node.op === 'rcall' ? [node.args[1], ...node.args[2]] : node.args[1];
  if (given.length < definition.parameters.length - definition.optional || given.length > definition.parameters.length) {
    context.report('DM1309', context.spanOf(node), { name, expected: countOf(definition), actual: given.length });
    return undefined;
  }
  if (name === 'has') return checkHas(context, node, given, scope);
  const checked = given.map((argument) => context.check(argument, scope));
  const known = checked.filter((argument) => argument !== undefined);
  return known.length < checked.length ? undefined : finishCall(context, node, definition, known);
}

function finishCall(context: CelContext, node: ASTNode & { readonly op: 'call' | 'rcall' }, definition: CelFunction, given: readonly Expression[]): Expression | undefined {
  const name = node.args[0] as FunctionName;
  for (const [index, argument] of given.entries()) {
    const wanted = definition.parameters[index];
    if (wanted === undefined || argument.type === unknownType) continue;
    if (!wanted.accepts(argument.type)) {
      context.report('DM1305', argument.span, { what: `Argument ${index + 1} of ${name}`, expected: wanted.words, actual: showType(argument.type), advice: '' });
      return undefined;
    }
    if (argument.type.nullable) return nullProblem(context, argument, `Argument ${index + 1} of ${name}`);
  }
  const problem = definition.literalProblem?.(given);
  if (problem !== undefined) {
    context.report('DM1312', problem.at.span, { what: name, example: problem.example, value: problem.value });
    return undefined;
  }
  const aligned = name === 'min' || name === 'max' ? alignArguments(given) : given;
  const type = definition.result(aligned.map((argument) => argument.type));
  if (type === undefined) {
    context.report('DM1304', context.spanOf(node), { what: name, left: given.map((argument) => showType(argument.type)).join(', '), right: 'these together', advice: 'Give both in one type.' });
    return undefined;
  }
  const span = context.spanOf(node);
  return { kind: 'call', function: name, arguments: aligned, type, span };
}

/** `min(price, 50.00)`: both are decimals when one is. */
function alignArguments(stated: readonly Expression[]): readonly Expression[] {
  const given = stated.map(asTime);
  const leading = given.find(({ type }) => type.kind === 'decimal' || type.kind === 'timestamp') ?? given.find(({ type }) => type.kind === 'date' || type.kind === 'duration');
  return leading === undefined ? given : given.map((argument) => coerce(argument, nullableAs(leading.type, false)));
}

function checkHas(context: CelContext, node: ASTNode, given: readonly ASTNode[], scope: Scope): Expression | undefined {
  const [argument] = given;
  if (argument === undefined || pathOf(argument) === undefined) {
    context.report('DM1310', context.spanOf(node), { what: 'has() of anything but a name or a member', advice: 'Write `has(order.note)`.' });
    return undefined;
  }
  const checked = context.check(argument, scope);
  // What reads as its default where it is missing is asked itself.
  const asked = checked?.kind === 'conditional' ? checked.then : checked;
  return asked === undefined ? undefined : { kind: 'call', function: 'has', arguments: [asked], type: scalar('bool'), span: context.spanOf(node) };
}

function checkMacro(context: CelContext, node: ASTNode & { readonly op: 'rcall' }, macro: Macro, scope: Scope): Expression | undefined {
  const [, targetNode, [variable, body, extra]] = node.args;
  const target = context.check(targetNode, scope);
  if (variable?.op !== 'id' || body === undefined || extra !== undefined) {
    context.report('DM1309', context.spanOf(node), { name: macro, expected: 'a variable and an expression, `items.map(item, item.price)`', actual: node.args[2].length });
    return undefined;
  }
  if (target === undefined || target.type === unknownType) return undefined;
  if (target.type.kind !== 'list') {
    context.report('DM1305', target.span, { what: `What ${macro} runs over`, expected: 'a list', actual: showType(target.type), advice: '' });
    return undefined;
  }
  if (target.type.nullable) return nullProblem(context, target, `What ${macro} runs over`);
  const inner = withVariable(scope, variable.args, target.type.items);
  const mapped = macro === 'map' ? context.check(body, inner) : undefined;
  const checked = macro === 'map' ? mapped && atRest(mapped) : checkCondition(context, body, inner, `The body of ${macro}`);
  if (checked === undefined) return undefined;
  return { kind: 'macro', macro, target, variable: variable.args, body: checked, type: macroType(macro, target.type, checked.type), span: context.spanOf(node) };
}

function macroType(macro: Macro, target: ExpressionType, body: ExpressionType): ExpressionType {
  if (macro === 'map') return { kind: 'list', items: body, nullable: false };
  return macro === 'filter' ? nullableAs(target, false) : scalar('bool');
}

const oneRow = 'One row is loaded by a step: `load: Entity`, without `many`, with `where` and `orderBy`.';
const inWords = 'Expressions cannot do this; a step can say it in words, `do: ...`.';

/** What functions of other languages are here. */
const habits: Readonly<Record<string, string>> = {
  today: 'Write `date(now)`.', now: '`now` is a name: write it without parentheses.', length: 'Write `size(x)`.', len: 'Write `size(x)`.', count: 'Write `size(x)`.', any: 'Write `list.exists(x, condition)`.', some: 'Write `list.exists(x, condition)`.', every: 'Write `list.all(x, condition)`.',
  find: 'Write `list.filter(x, condition)`, or load the row by a step.', includes: 'Write `value in list`, or `contains(text, part)`.', push: 'Write `list + [item]`.', append: 'Write `list + [item]`.', concat: 'Lists and texts are joined with `+`.', toString: 'Write `string(x)`.', coalesce: 'Write `x != null ? x : other`.',
  first: oneRow, last: oneRow, head: oneRow, at: oneRow, findFirst: oneRow, reduce: 'Write `sum(list.map(x, value))`, or rebind a name by `let` inside of `forEach`.', fold: 'Write `sum(list.map(x, value))`, or rebind a name by `let` inside of `forEach`.',
  days: 'Several days are `duration("24h") * n`.', hours: 'Several hours are `duration("1h") * n`.', minutes: 'Several minutes are `duration("1m") * n`.', format: 'Texts are joined with `+`: `"No. " + string(n)`.', join: 'Texts are joined with `+`.',
  substring: inWords, substr: inWords, slice: inWords, split: inWords, replace: inWords, getFullYear: inWords, year: inWords, month: inWords, random: inWords,
};

function unknownFunction(context: CelContext, node: ASTNode & { readonly op: 'call' | 'rcall' }, name: string): Expression | undefined {
  const span = context.spanOfMember(node, name);
  const habit = Object.hasOwn(habits, name) ? habits[name] : undefined;
  const near = suggestion(name, [...Object.keys(celFunctions), ...(node.op === 'rcall' ? Object.keys(macros) : [])], span, 'See the table of functions in docs/language.md.');
  const { advice, fixes } = habit === undefined ? near : { advice: habit, fixes: [] };
  context.report('DM1308', span, { name, advice }, { fixes });
  return undefined;
}

function countOf(definition: CelFunction): string {
  const most = definition.parameters.length;
  const least = most - definition.optional;
  return `${least === most ? most : `${least} or ${most}`} argument${most === 1 ? '' : 's'}`;
}
