import * as ts from 'typescript';
import type { Reader } from './reader.ts';
import type { PropertyKeyNode } from './syntax.ts';

/** A property's name; a computed one that is a literal counts as if it were written plainly. */
export function keyOf(reader: Reader, node: ts.PropertyName): PropertyKeyNode {
  const at = reader.at(node);
  if (!ts.isComputedPropertyName(node)) return { ...at, name: ts.isNumericLiteral(node) ? String(Number(node.text)) : node.text };
  const computed = reader.expression(node.expression);
  return { ...at, name: computed.kind === 'literal' ? String(computed.value) : computed };
}
