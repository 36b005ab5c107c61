import type { Expression } from '../../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import type { Candidate } from '../candidate.ts';
import { excerpt, finding, type Check } from '../check.ts';
import { DecimalValues } from '../decimalValues.ts';
import { Origins } from '../origins.ts';
import { Variables } from '../variables.ts';

const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '**']);
const compound: ReadonlySet<string> = new Set(['+=', '-=', '*=', '/=', '%=', '**=']);

/** Decimals that are made binary numbers and calculated with, and such that are compared or sorted as the texts that they are. Comparing and showing them as numbers is left alone. */
export const checkDecimals: Check = (candidate, context) => {
  const variables = new Variables(candidate);
  const decimals = new DecimalValues(context.application, variables);
  const origins = new Origins(candidate, context, variables);
  const counted = countedNames(candidate);
  // An object of the code's own may have numbers under the same names.
  const isText = (node: Expression, around: readonly SyntaxNode[]): boolean => decimals.is(node, around) && (node.kind !== 'member' || origins.of(node.object, around) === 'shared');
  return candidate.nodes.flatMap(({ node, around }) => {
    const decimal = converted(node);
    if (decimal !== undefined && decimals.is(decimal, around) && isCalculated(node as Expression, around, counted)) {
      return [finding(candidate, 'conventions', 'DM5059', { found: excerpt(candidate.textOf(around.at(-1) ?? node), 60), attribute: excerpt(candidate.textOf(decimal), 40) }, node.start)];
    }
    const compared = comparedAs(node).find((one) => (one.isList ? decimals.isList(one.value, around) : isText(one.value, around)));
    return compared === undefined ? [] : [finding(candidate, 'conventions', 'DM5068', { found: excerpt(candidate.textOf(node), 60), what: `\`${excerpt(candidate.textOf(compared.value), 40)}\`` }, node.start)];
  });
};

/** What `Number(x)`, `parseFloat(x)` or `+x` makes a binary number. */
function converted(node: SyntaxNode): Expression | undefined {
  if (node.kind === 'unary') return node.operator === '+' ? node.operand : undefined;
  if (node.kind !== 'call') return undefined;
  const { callee, args } = node;
  const converts = (callee.kind === 'identifier' && ['Number', 'parseFloat', 'parseInt'].includes(callee.name)) || (callee.kind === 'member' && callee.name === 'parseFloat');
  return converts ? args[0] : undefined;
}

/** What a comparison of texts, or a sort without a function, puts in order. */
function comparedAs(node: SyntaxNode): readonly { readonly value: Expression; readonly isList: boolean }[] {
  if (node.kind === 'binary') return /^[<>]=?$/.test(node.operator) ? [node.left, node.right].map((value) => ({ value, isList: false })) : [];
  if (node.kind !== 'call' || node.callee.kind !== 'member') return [];
  const { callee: { name, object }, args } = node;
  if (name === 'localeCompare') return args.length === 1 ? [{ value: object, isList: false }] : [];
  return (name === 'sort' || name === 'toSorted') && args.length === 0 ? [{ value: object, isList: true }] : [];
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
