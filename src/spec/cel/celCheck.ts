import type { ASTNode } from '@marcbachmann/cel-js';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Expression, ExpressionType } from '../../ir/expression.ts';
import type { SourceScalar } from '../source.ts';
import { celCatalogue } from './catalogue.ts';
import { checkCall } from './celCalls.ts';
import { asTime, atRest, coerce } from './celCoerce.ts';
import { type CelContext, replaceWith, suggestion } from './celContext.ts';
import { factsOf, pathOf } from './celFacts.ts';
import { checkBinary, checkCondition, checkLogical, nullProblem } from './celOperators.ts';
import { spanWithin } from './celPosition.ts';
import { type Scope, withFacts } from './celScope.ts';
import { constantOf } from './celConstant.ts';
import { defaultOf, isNumeric, nothing, nullableAs, nullType, scalar, showType, unify, unknownType } from './celTypes.ts';

/** Checks a parsed expression against the names in scope; undefined when it has errors, which are reported. */
export function checkCel(ast: ASTNode, scalarNode: SourceScalar, source: string, scope: Scope, diagnostics: Diagnostic[]): Expression | undefined {
  const context: CelContext = {
    source,
    quote: scalarNode.text.startsWith('"') ? "'" : '"',
    spanOf: (node) => spanWithin(scalarNode, node.start, node.end),
    spanOfMember(node, member) {
      const at = source.indexOf(member, node.op === '.' || node.op === 'rcall' ? Math.max(node.pos, node.start) : node.start);
      return at === -1 || at + member.length > node.end ? this.spanOf(node) : spanWithin(scalarNode, at, at + member.length);
    },
    report(code, span, parameters, extras) {
      const diagnostic = celCatalogue.report(code, span, parameters, extras);
      diagnostics.push(diagnostic);
      return diagnostic;
    },
    check: (node, inner) => checkNode(context, node, inner),
  };
  return context.check(ast, scope);
}

function checkNode(context: CelContext, node: ASTNode, scope: Scope): Expression | undefined {
  const span = context.spanOf(node);
  switch (node.op) {
    case 'value': return checkLiteral(context, node);
    case 'id': return checkName(context, node, scope);
    case '.': return checkSelect(context, node, node.args[0], node.args[1], scope);
    case '[]': return checkIndex(context, node, scope);
    case 'call':
    case 'rcall': return checkCall(context, node, scope);
    case 'list': return checkList(context, node, scope);
    case 'map': return checkRecord(context, node, scope);
    case '?:': return checkConditional(context, node, scope);
    case '&&':
    case '||': return checkLogical(context, node, scope);
    case '!_': {
      const operand = checkCondition(context, node.args, scope, 'What stands after !');
      return operand === undefined ? undefined : { kind: 'unary', operator: '!', operand, type: scalar('bool'), span };
    }
    case '-_': return checkNegative(context, node, scope);
    case '.?':
    case '[?]':
      context.report('DM1310', span, { what: 'Optional selection', advice: 'Compare with null instead.' });
      return undefined;
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%': return checkBinary(context, node, scope);
  }
}

function checkLiteral(context: CelContext, node: ASTNode & { readonly op: 'value' }): Expression | undefined {
  const span = context.spanOf(node);
  const value = node.args;
  if (value === null) return { kind: 'literal', value, type: nullType, span };
  if (typeof value === 'string') return { kind: 'literal', value, type: scalar('string'), span };
  if (typeof value === 'boolean') return { kind: 'literal', value, type: scalar('bool'), span };
  if (typeof value === 'number') return { kind: 'literal', value, type: scalar('double'), span };
  if (typeof value === 'bigint') {
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return { kind: 'literal', value: Number(value), type: scalar('int'), span };
    context.report('DM1313', span, { value: String(value) });
    return undefined;
  }
  context.report('DM1310', span, { what: 'A literal of bytes or of an unsigned integer', advice: 'Write a text or a plain integer.' });
  return undefined;
}

function checkName(context: CelContext, node: ASTNode & { readonly op: 'id' }, scope: Scope): Expression | undefined {
  const span = context.spanOf(node);
  const type = scope.variables.get(node.args);
  if (type !== undefined) return { kind: 'name', name: node.args, type: nullableAs(type, type.nullable && !scope.facts.has(node.args)), span };
  const quoted = /^[A-Z][A-Z0-9_]*$/.test(node.args);
  const known = [...scope.variables.keys()];
  const isAlone = context.source.trim() === node.args;
  const owner = known.find((name) => {
    const held = scope.variables.get(name);
    return held?.kind === 'entity' && scope.model.attribute(held.entity, node.args) !== undefined;
  });
  const otherwise = owner !== undefined && !isAlone ? `An attribute is read from its row: \`${owner}.${node.args}\`.` : isAlone && !quoted && known.length > 0 ? `Known here: ${known.join(', ')}. A literal text has quotes of its own: '"${node.args}"'.` : quoted ? `A text stands in quotes: "${node.args}".` : `Known here: ${known.join(', ') || 'nothing'}.`;
  const { advice, fixes } = suggestion(node.args, quoted ? [] : known, span, otherwise);
  context.report('DM1301', span, { name: node.args, advice }, { fixes: quoted ? [replaceWith(span, `${context.quote}${node.args}${context.quote}`)] : fixes });
  return undefined;
}

function checkSelect(context: CelContext, node: ASTNode, targetNode: ASTNode, member: string, scope: Scope): Expression | undefined {
  const target = context.check(targetNode, scope);
  if (target === undefined) return undefined;
  if (target.type === unknownType) return target;
  if (target.type.nullable) return nullProblem(context, target, `"${context.source.slice(targetNode.start, targetNode.end)}"`);
  const type = memberType(context, node, target, member, scope);
  if (type === undefined) return undefined;
  const path = pathOf(node);
  const known = path !== undefined && scope.facts.has(path);
  const span = context.spanOf(node);
  const usual = defaultOf(type);
  const selected: Expression = { kind: 'select', target, member, type: nullableAs(type, type.nullable && !known), span };
  return usual === undefined || known ? selected : orDefault(selected, usual);
}

/** A part of a stored object with its default in the place of what is missing. */
function orDefault(selected: Expression, usual: string | number | boolean): Expression {
  const { span } = selected;
  const type = nullableAs(selected.type, false);
  const isThere: Expression = { kind: 'binary', operator: '!=', left: selected, right: { kind: 'literal', value: null, type: nullType, span }, type: scalar('bool'), span };
  return { kind: 'conditional', condition: isThere, then: { ...selected, type }, otherwise: constantOf(usual, type, span), type, span };
}

function memberType(context: CelContext, node: ASTNode, target: Expression, member: string, scope: Scope): ExpressionType | undefined {
  const { type } = target;
  const span = context.spanOfMember(node, member);
  if (type.kind === 'record') {
    const field = type.fields.find(({ name }) => name === member);
    if (field !== undefined) return field.type;
    const names = type.fields.map(({ name }) => name);
    return unknownMember(context, span, `"${context.source.slice(node.start, node.end).split('.')[0] ?? ''}"`, member, names);
  }
  if (type.kind !== 'entity') {
    const isSize = member === 'length' || member === 'size' || member === 'count';
    const advice = isSize ? `Write \`size(${context.source.slice(node.start, node.end).replace(/\.\w+$/, '')})\`.` : 'Only rows and objects have members.';
    context.report('DM1302', span, { owner: capital(showType(type)), name: member, advice });
    return undefined;
  }
  const attribute = scope.model.attribute(type.entity, member);
  if (attribute !== undefined) return attribute;
  const relation = scope.model.relation(type.entity, member);
  if (relation === undefined) return unknownMember(context, span, type.entity, member, scope.model.attributes(type.entity));
  if (relation.kind === 'hasMany' && !relation.single && target.kind === 'name' && target.name === 'self' && scope.relationsOfSelf === 'readable') {
    return { kind: 'list', items: { kind: 'entity', entity: relation.target, nullable: false }, nullable: false };
  }
  const owner = context.source.slice(node.start, span.start - context.spanOf(node).start + node.start - 1);
  const hasSteps = target.kind !== 'name' || target.name !== 'self';
  const advice = !hasSteps
    ? `${relation.kind === 'belongsTo' ? `Read its key, \`self.${relation.attribute}\`, or state` : 'State'} in words what must hold of ${relation.target}: \`do: "..."\`.`
    : relation.kind === 'belongsTo'
    ? `Read its key, \`${owner}.${relation.attribute}\`, or load the row before: \`load: ${relation.target}\`, \`by: ${owner}.${relation.attribute}\`.`
    : `Load its rows before: \`load: ${relation.target}\`, \`many: true\`.`;
  context.report('DM1303', span, { name: member, advice });
  return undefined;
}

function unknownMember(context: CelContext, span: Expression['span'], owner: string, name: string, names: readonly string[]): Expression['type'] | undefined {
  const { advice, fixes } = suggestion(name, names, span, `It has ${names.join(', ') || 'nothing'}.`);
  context.report('DM1302', span, { owner, name, advice }, { fixes });
  return undefined;
}

function checkIndex(context: CelContext, node: ASTNode & { readonly op: '[]' }, scope: Scope): Expression | undefined {
  const [target, key] = node.args;
  if (key.op === 'value' && typeof key.args === 'string') return checkSelect(context, node, target, key.args, scope);
  context.report('DM1310', context.spanOf(node), { what: 'Access by index', advice: 'One row is loaded by a step: `load: Entity`, without `many`, with `where` and `orderBy`.' });
  return undefined;
}

function checkList(context: CelContext, node: ASTNode & { readonly op: 'list' }, scope: Scope): Expression | undefined {
  const items = node.args.map((item) => context.check(item, scope)).filter((item) => item !== undefined);
  if (items.length < node.args.length) return undefined;
  return listOf(context, items.map(atRest), context.spanOf(node));
}

function listOf(context: CelContext, items: readonly Expression[], span: Expression['span']): Expression | undefined {
  let type: ExpressionType = nothing;
  for (const item of items) {
    const joined = unify(type, item.type);
    if (joined === undefined) {
      context.report('DM1304', item.span, { what: 'A list', left: showType(type), right: showType(item.type), advice: 'All items of a list have one type.' });
      return undefined;
    }
    type = items.some((other) => other.type.kind === 'null') ? joined : nullableAs(joined, items.some((other) => other.type.nullable));
  }
  return { kind: 'list', items: items.map((item) => coerce(item, type)), type: { kind: 'list', items: type, nullable: false }, span };
}

function checkRecord(context: CelContext, node: ASTNode & { readonly op: 'map' }, scope: Scope): Expression | undefined {
  const fields: { name: string; value: Expression }[] = [];
  for (const [key, valueNode] of node.args) {
    const value = context.check(valueNode, scope);
    if (key.op !== 'value' || typeof key.args !== 'string') context.report('DM1310', context.spanOf(key), { what: 'A key that is not a text', advice: 'Write {"name": value}.' });
    else if (value !== undefined) fields.push({ name: key.args, value: atRest(value) });
  }
  if (fields.length < node.args.length) return undefined;
  return { kind: 'record', fields, type: { kind: 'record', fields: fields.map(({ name, value }) => ({ name, type: value.type })), nullable: false }, span: context.spanOf(node) };
}

function checkConditional(context: CelContext, node: ASTNode & { readonly op: '?:' }, scope: Scope): Expression | undefined {
  const [conditionNode, thenNode, otherwiseNode] = node.args;
  const condition = checkCondition(context, conditionNode, scope, 'What stands before ?');
  const then = context.check(thenNode, withFacts(scope, factsOf(conditionNode, 'true')));
  const otherwise = context.check(otherwiseNode, withFacts(scope, factsOf(conditionNode, 'false')));
  if (condition === undefined || then === undefined || otherwise === undefined) return undefined;
  const meets = ({ kind }: ExpressionType) => kind === 'decimal' || kind === 'duration' || kind === 'timestamp';
  const literalMeetsDecimal = meets(then.type) ? coerce(otherwise, then.type) : otherwise;
  const other = meets(otherwise.type) ? coerce(then, otherwise.type) : then;
  const type = unify(other.type, literalMeetsDecimal.type);
  if (type === undefined) {
    context.report('DM1304', context.spanOf(node), { what: '"? :"', left: showType(then.type), right: showType(otherwise.type), advice: 'Both results have one type.' });
    return undefined;
  }
  return { kind: 'conditional', condition, then: other, otherwise: literalMeetsDecimal, type, span: context.spanOf(node) };
}

function checkNegative(context: CelContext, node: ASTNode & { readonly op: '-_' }, scope: Scope): Expression | undefined {
  const checked = context.check(node.args, scope);
  if (checked === undefined) return undefined;
  const operand = asTime(checked);
  const span = context.spanOf(node);
  if (operand.kind === 'literal' && typeof operand.value === 'number') return { ...operand, value: -operand.value, span };
  if (!isNumeric(operand.type) && operand.type.kind !== 'duration') {
    context.report('DM1305', span, { what: 'What stands after -', expected: 'a number', actual: showType(operand.type), advice: '' });
    return undefined;
  }
  return operand.type.nullable ? nullProblem(context, operand, 'What stands after -') : { kind: 'unary', operator: '-', operand, type: operand.type, span };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
