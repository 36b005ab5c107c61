/**
 * Parameters between JSON and text.
 *
 * `serialiseParameter(parameter, value)` gives the entries that go into `Call.query` (or `path`, `headers`);
 * `readParameter(parameter, raw, context)` reads them back as the app does.
 */
import type { Json } from '../base/json.ts';
import type { Parameter } from '../ir/endpoint.ts';
import type { Schema } from '../ir/schema.ts';
import { isCursorPlaceholder, isIntegerPlaceholder } from './placeholders.ts';
import { isValid } from './matches.ts';
import { type SchemaContext, resolveSchema } from './schemaContext.ts';

/** What a call carries for one parameter, by the names that stand in the URL. */
export type RawValues = Readonly<Record<string, Json>>;

/** The text form of a parameter's value, by the style that the spec gives it. */
export function serialiseParameter(parameter: Parameter, value: Json): RawValues {
  if (parameter.style === 'json') return { [parameter.name]: JSON.stringify(value) };
  if (Array.isArray(value)) return { [parameter.name]: serialiseList(parameter, (value as readonly Json[]).map(text)) };
  if (typeof value === 'object' && value !== null) return serialiseObject(parameter, value as RawValues);
  return { [parameter.name]: text(value) };
}

function serialiseList(parameter: Parameter, items: readonly string[]): Json {
  if (parameter.in === 'query' && parameter.style === 'form' && parameter.explode) return items.length === 1 ? (items[0] ?? '') : items;
  return items.join(parameter.style === 'spaceDelimited' ? ' ' : parameter.style === 'pipeDelimited' ? '|' : ',');
}

function serialiseObject(parameter: Parameter, value: RawValues): RawValues {
  const entries = Object.entries(value).map(([key, item]) => [key, text(item)] as const);
  if (parameter.style === 'deepObject') return Object.fromEntries(entries.map(([key, item]) => [`${parameter.name}[${key}]`, item]));
  if (parameter.in === 'query' && parameter.explode) return Object.fromEntries(entries);
  return { [parameter.name]: entries.flat().join(',') };
}

function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What of a parameter says how its values are written. */
type Style = Pick<Parameter, 'name' | 'in' | 'style' | 'explode'>;

export type ReadParameter = { readonly kind: 'value'; readonly value: Json } | { readonly kind: 'absent' } | { readonly kind: 'broken' };

/** The value that the app reads from the raw values, its default when it is absent, or that it breaks its schema. */
export function readParameter(parameter: Parameter, raw: RawValues, context: SchemaContext): ReadParameter {
  const given = rawOf(parameter, raw, context);
  if (given === undefined) {
    if (parameter.required) return { kind: 'broken' };
    return parameter.schema.default === undefined ? { kind: 'absent' } : { kind: 'value', value: parameter.schema.default };
  }
  const value = coerced(given, parameter.schema, context, parameter);
  if (isIntegerPlaceholder(value) || isCursorPlaceholder(value)) return { kind: 'value', value };
  return isValid(value, parameter.schema, context, 'request') ? { kind: 'value', value } : { kind: 'broken' };
}

/** The keys under which a parameter can stand in a query: its name, or those of an object that is spread. */
export function queryNames(parameter: Parameter, context: SchemaContext): readonly string[] {
  const resolved = resolveSchema(parameter.schema, context);
  const isSpread = resolved?.kind === 'object' && parameter.style === 'form' && parameter.explode;
  return isSpread ? resolved.properties.map(({ name }) => name) : [parameter.name];
}

/** What the app reads from the fields of a form; a field that stands once is text, a repeated one a list of texts. */
export function coercedText(fields: RawValues, schema: Schema, context: SchemaContext): Json {
  return coerced(fields, schema, context, { name: '', in: 'query', style: 'form', explode: true });
}

function rawOf(parameter: Parameter, raw: RawValues, context: SchemaContext): Json | undefined {
  const resolved = resolveSchema(parameter.schema, context);
  if (resolved?.kind === 'object' && parameter.in === 'query' && parameter.style === 'form' && parameter.explode) {
    const own = Object.entries(raw).filter(([key]) => resolved.properties.some(({ name }) => name === key));
    return own.length === 0 ? undefined : Object.fromEntries(own);
  }
  if (parameter.style === 'deepObject') {
    const prefix = `${parameter.name}[`;
    const entries = Object.entries(raw).filter(([key]) => key.startsWith(prefix) && key.endsWith(']'));
    return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length, -1), value]));
  }
  const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
  const given = Object.hasOwn(raw, name) ? raw[name] : undefined;
  return resolved?.kind === 'object' && parameter.style !== 'json' && typeof given === 'string' ? pairsOf(given) : given;
}

/** An object as one text: `a,1,b,2`. */
function pairsOf(text: string): RawValues {
  const parts = text.split(',');
  return Object.fromEntries(parts.flatMap((part, index) => (index % 2 === 0 && parts[index + 1] !== undefined ? [[part, parts[index + 1] ?? '']] : [])));
}

const deepestText = 6;

function coerced(raw: Json, schema: Schema, context: SchemaContext, parameter: Style, depth = 0): Json {
  // Text has no way to hold a value that holds itself.
  if (depth > deepestText) return raw;
  const resolved = resolveSchema(schema, context);
  if (parameter.style === 'json' && typeof raw === 'string') return parsedJson(raw);
  switch (resolved?.kind) {
    case 'integer':
    case 'number':
      return typeof raw === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(raw) ? Number(raw) : raw;
    case 'boolean':
      return raw === 'true' ? true : raw === 'false' ? false : raw;
    case 'decimal':
    case 'string':
      return typeof raw === 'number' ? String(raw) : raw;
    case 'enum':
      return resolved.values.find((member) => String(member) === raw || member === raw) ?? raw;
    case 'array':
      return listOf(raw, parameter).map((item) => coerced(item, resolved.items, context, parameter, depth + 1));
    case 'object': {
      // Inside another value an object is JSON.
      if (typeof raw === 'string') return parsedJson(raw);
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
      const record = raw as RawValues;
      return Object.fromEntries(Object.entries(record).map(([key, item]) => {
        const schemaOfKey = resolved.properties.find((candidate) => candidate.name === key)?.schema ?? (typeof resolved.additional === 'object' ? resolved.additional : undefined);
        return [key, schemaOfKey === undefined ? item : coerced(item, schemaOfKey, context, parameter, depth + 1)];
      }));
    }
    case 'union':
      return resolved.variants.map((variant) => coerced(raw, variant, context, parameter, depth + 1)).find((value, index) => isValid(value, resolved.variants[index] ?? schema, context, 'request')) ?? raw;
    case 'intersection':
    case 'any':
    case 'binary':
    case undefined:
      return raw;
  }
}

function listOf(raw: Json, parameter: Style): readonly Json[] {
  if (Array.isArray(raw)) return raw as readonly Json[];
  if (typeof raw !== 'string') return [raw];
  if (parameter.in === 'query' && parameter.style === 'form' && parameter.explode) return [raw];
  return raw.split(parameter.style === 'spaceDelimited' ? ' ' : parameter.style === 'pipeDelimited' ? '|' : ',');
}

function parsedJson(raw: string): Json {
  try {
    return JSON.parse(raw) as Json;
  } catch {
    return raw;
  }
}
