import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Span } from '../../base/span.ts';
import type { ObjectSchema, Schema } from '../../ir/schema.ts';
import { toJson, type SourceMap, type SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import { violationOf } from './checkValue.ts';
import { shortJson } from './readEnum.ts';

type Resolve = (name: string) => Schema | undefined;

/** Reports the first place where an example breaks its schema. */
export function checkExample(node: SourceNode, schema: Schema, resolve: Resolve, diagnostics: Diagnostic[]): void {
  const found = findViolation(node, schema, resolve, 0);
  if (found !== undefined) diagnostics.push(openApiCatalogue.report('DM1250', found.span, { value: found.value, reason: found.reason }));
}

interface Found {
  readonly span: Span;
  readonly value: string;
  readonly reason: string;
}

/** Goes down to the innermost value that is wrong. */
function findViolation(node: SourceNode, schema: Schema, resolve: Resolve, depth: number): Found | undefined {
  if (depth > 20) return undefined;
  if (schema.kind === 'ref') {
    const target = resolve(schema.name);
    return target === undefined || (schema.nullable && isNull(node)) ? undefined : findViolation(node, target, resolve, depth + 1);
  }
  if (schema.kind === 'object' && node.kind === 'map') return objectViolation(node, schema, resolve, depth);
  if (schema.kind === 'array' && node.kind === 'seq' && schema.items.kind !== 'any') {
    for (const item of node.items) {
      const found = findViolation(item, schema.items, resolve, depth + 1);
      if (found !== undefined) return found;
    }
  }
  if (schema.kind === 'union' || schema.kind === 'intersection' || schema.kind === 'any' || schema.kind === 'binary') return undefined;
  const value = toJson(node);
  const reason = violationOf(value, schema, () => undefined);
  return reason === undefined ? undefined : { span: node.span, value: shortJson(value), reason };
}

function objectViolation(node: SourceMap, schema: ObjectSchema, resolve: Resolve, depth: number): Found | undefined {
  const given = new Map(node.entries.map((entry) => [entry.key, entry.value]));
  for (const property of schema.properties) {
    const item = given.get(property.name);
    // What is sent in one direction only is absent in the other.
    if (item === undefined && property.required && !property.readOnly && !property.writeOnly) return { span: node.span, value: shortJson(toJson(node)), reason: `"${property.name}" is missing` };
    const found = item === undefined ? undefined : findViolation(item, property.schema, resolve, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isNull(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}
