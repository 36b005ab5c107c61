import { textMemo } from '../../../base/textMemo.ts';
import { encodedPath } from '../../../base/urls.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, Parameter } from '../../../ir/endpoint.ts';

/** Source of a path: `'/products'` or `` `/products/${product.id}` ``. `valueOf` gives the source of each path parameter. */
export function pathSource(application: ApplicationIR, endpoint: Endpoint, valueOf: (parameter: string) => string, query = ''): string {
  const parts = partsOf(application, endpoint).map((part, index) => (index % 2 === 0 ? part : embedded(valueOf(part))));
  const isTemplate = query.includes('${') || parts.some((part) => typeof part !== 'string');
  const text = parts.map((part) => (typeof part === 'string' ? escapeText(part, isTemplate ? '`' : "'") : `\${${part.source}}`)).join('') + query;
  return isTemplate ? `\`${text}\`` : `'${text}'`;
}

const known = new WeakMap<Endpoint, readonly string[]>();

/** The fixed parts of the path, encoded, and between them the names of its parameters. An endpoint belongs to one application. */
function partsOf(application: ApplicationIR, endpoint: Endpoint): readonly string[] {
  const parts = known.get(endpoint) ?? (application.basePath + endpoint.path).split(/\{([^}]+)\}/).map((part, index) => (index % 2 === 0 ? encodedPath(part) : part));
  known.set(endpoint, parts);
  return parts;
}

/** Names of the path's parameters in their order. */
export function pathParameters(endpoint: Endpoint): readonly string[] {
  return namesIn(endpoint.path);
}

const namesIn = textMemo((path): readonly string[] => [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name));

/** The declaration of a parameter. */
export function parameterNamed(endpoint: Endpoint, name: string, place: Parameter['in']): Parameter | undefined {
  return endpoint.parameters.find((parameter) => parameter.name === name && parameter.in === place);
}

/** Whether every value of a path parameter can stand in a URL as it is. */
export function isSafe(schema: Parameter['schema'] | undefined): boolean {
  return schema?.kind === 'integer' || (schema?.kind === 'string' && (schema.format === 'uuid' || schema.format === 'date'));
}

/** A plain literal stands in the path as it is. */
function embedded(source: string): string | { readonly source: string } {
  const plain = /^'([\w.~%-]*)'$/.exec(source);
  return plain?.[1] ?? { source };
}

function escapeText(text: string, quote: string): string {
  if (!/[\\'`$]/.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('${', '\\${');
}
