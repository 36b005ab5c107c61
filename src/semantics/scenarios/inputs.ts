import type { Json } from '../../base/json.ts';
import type { RowValues } from '../types.ts';
import type { FlowCall } from './planner.ts';

/** What a call gives, path, query and body side by side. */
export function inputsOf({ path, query, body }: FlowCall['call']): Readonly<Record<string, Json>> {
  return { ...path, ...query, ...(typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as RowValues) : {}) };
}

/** The call with other values in the place of inputs. */
export function withOverrides(call: FlowCall['call'], overrides: Readonly<Record<string, Json>>): FlowCall['call'] {
  const path = { ...call.path };
  const query = { ...call.query };
  const body: Record<string, Json> = typeof call.body === 'object' && call.body !== null && !Array.isArray(call.body) ? { ...(call.body as RowValues) } : {};
  for (const [name, value] of Object.entries(overrides)) {
    if (Object.hasOwn(path, name)) path[name] = value;
    else if (Object.hasOwn(query, name)) query[name] = value;
    else body[name] = value;
  }
  return { ...call, path, query, ...(call.body === undefined ? {} : { body }) };
}

/** The value with the key in that place; in lists, in each item. */
export function replacedAt(value: Json, path: readonly string[], key: Json): Json {
  const [head, ...rest] = path;
  if (head === undefined) return key;
  if (head === '*') return Array.isArray(value) ? (value as readonly Json[]).map((item) => replacedAt(item, rest, key)) : value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const record = value as RowValues;
  return head in record ? { ...record, [head]: replacedAt(record[head] ?? null, rest, key) } : value;
}
