import * as ts from 'typescript';
import { keyOf } from './readKey.ts';
import type { Reader } from './reader.ts';
import type { Pattern, PatternEntry, PatternItem } from './syntax.ts';

/** What a declaration binds: a name, or the names in an object or array pattern. */
export function patternOf(reader: Reader, node: ts.BindingName): Pattern {
  const at = reader.at(node);
  if (ts.isIdentifier(node)) return { kind: 'name', ...at, name: node.text };
  if (ts.isArrayBindingPattern(node)) {
    return { kind: 'arrayPattern', ...at, items: node.elements.map((element) => ts.isOmittedExpression(element) ? undefined : itemOf(reader, element)) };
  }
  const rest = node.elements.find((element) => element.dotDotDotToken !== undefined);
  return {
    kind: 'objectPattern', ...at,
    entries: node.elements.filter((element) => element !== rest).map((element) => entryOf(reader, element)),
    rest: rest === undefined ? undefined : patternOf(reader, rest.name),
  };
}

function itemOf(reader: Reader, node: ts.BindingElement): PatternItem {
  return { ...reader.at(node), pattern: patternOf(reader, node.name), default: defaultOf(reader, node), rest: node.dotDotDotToken !== undefined };
}

function entryOf(reader: Reader, node: ts.BindingElement): PatternEntry {
  const name = node.propertyName ?? node.name;
  const key = ts.isBindingName(name) && !ts.isIdentifier(name) ? { ...reader.at(node), name: '' } : keyOf(reader, name);
  return { ...reader.at(node), key, pattern: patternOf(reader, node.name), default: defaultOf(reader, node) };
}

function defaultOf(reader: Reader, node: ts.BindingElement): PatternItem['default'] {
  return node.initializer === undefined ? undefined : reader.expression(node.initializer);
}
