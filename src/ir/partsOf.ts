import type { Expression } from './expression.ts';

/** The expressions that stand directly in another. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'select':
      return [expression.target];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, expression.then, expression.otherwise];
    case 'call':
      return expression.arguments;
    case 'macro':
      return [expression.target, expression.body];
    case 'list':
      return expression.items;
    case 'record':
      return expression.fields.map(({ value }) => value);
  }
}
