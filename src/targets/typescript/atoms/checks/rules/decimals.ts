import type { Expression } from '../../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import type { ApplicationIR } from '../../../../../ir/application.ts';
import type { Candidate } from '../candidate.ts';
import { excerpt, finding, type Check } from '../check.ts';

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '**']);
const compound: ReadonlySet<string> = new Set(['+=', '-=', '*=', '/=', '%=', '**=']);

/** Decimals that are made binary numbers and calculated with. Comparing and showing them so is left alone. */
export const checkDecimals: Check = (candidate, { application }) => {
  const attributes = decimalNames(application);
  const counted = countedNames(candidate);
  return candidate.nodes.flatMap(({ node, around }) => {
    const attribute = convertedDecimal(node, attributes);
    if (attribute === undefined || !isCalculated(node as Expression, around, counted)) return [];
    return [finding(candidate, 'conventions', 'DM5059', { found: excerpt(candidate.textOf(around.at(-1) ?? node), 60), attribute }, node.start)];
  });
};

const known = new WeakMap<ApplicationIR, ReadonlySet<string>>();

/** Names of attributes that are decimals wherever they occur. */
function decimalNames(application: ApplicationIR): ReadonlySet<string> {
  const before = known.get(application);
  if (before !== undefined) return before;
  const all = application.entities.flatMap(({ attributes }) => attributes);
  const others = new Set(all.filter(({ schema }) => schema.kind !== 'decimal').map(({ name }) => name));
  const names = new Set(all.filter(({ name, schema }) => schema.kind === 'decimal' && !others.has(name)).map(({ name }) => name));
  known.set(application, names);
  return names;
}

/** The decimal that `Number(x.price)`, `parseFloat(x.price)` or `+x.price` makes a binary number. */
function convertedDecimal(node: SyntaxNode, attributes: ReadonlySet<string>): string | undefined {
  const operand = node.kind === 'unary' && node.operator === '+' ? node.operand
    : node.kind !== 'call' ? undefined
      : (node.callee.kind === 'identifier' && ['Number', 'parseFloat', 'parseInt'].includes(node.callee.name)) || (node.callee.kind === 'member' && node.callee.name === 'parseFloat') ? node.args[0] : undefined;
  const value = operand?.kind === 'binary' && operand.operator === '??' ? operand.left : operand;
  return value?.kind === 'member' && attributes.has(value.name) ? value.name : undefined;
}

function isCalculated(node: Expression, around: readonly SyntaxNode[], counted: ReadonlySet<string>): boolean {
  const parent = around.at(-1);
  if (parent?.kind === 'binary') return arithmetic.has(parent.operator) || (['??', '||'].includes(parent.operator) && isCalculated(parent, around.slice(0, -1), counted));
  if (parent?.kind === 'assign') return compound.has(parent.operator);
  if (parent?.kind === 'call') return parent.callee.kind === 'member' && parent.callee.object.kind === 'identifier' && parent.callee.object.name === 'Math' && parent.args.includes(node);
  if (parent?.kind === 'member') return parent.name === 'toFixed';
  return parent?.kind === 'variables' && parent.declarations.some(({ init, pattern }) => init === node && pattern.kind === 'name' && counted.has(pattern.name));
}

/** Variables that are calculated with. */
function countedNames({ nodes }: Candidate): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (node: Expression): void => { if (node.kind === 'identifier') names.add(node.name); };
  for (const { node } of nodes) {
    if (node.kind === 'binary' && arithmetic.has(node.operator)) [node.left, node.right].forEach(note);
    else if (node.kind === 'assign' && compound.has(node.operator)) [node.target, node.value].forEach(note);
    else if (node.kind === 'member' && node.name === 'toFixed') note(node.object);
    else if (node.kind === 'call' && node.callee.kind === 'member' && node.callee.object.kind === 'identifier' && node.callee.object.name === 'Math') node.args.forEach(note);
  }
  return names;
}
