import type { Json } from '../../base/json.ts';
import { valueAt } from '../../semantics/pointers.ts';
import { type Call, Generated, Reference, type Template } from '../../semantics/types.ts';

/** The template with references replaced by what stands in the earlier answers; undefined where nothing stands. */
export function resolveTemplate(template: Template, bodies: readonly (Json | undefined)[]): Json | undefined {
  if (template instanceof Reference) return valueAt(bodies[template.step], template.pointer) as Json | undefined;
  if (template instanceof Generated) return undefined;
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return (template as readonly Template[]).map((item) => resolveTemplate(item, bodies) ?? null);
  return resolveRecord(template as Readonly<Record<string, Template>>, bodies);
}

/** The call with all references replaced. */
export function resolveCall(call: Call<Template>, bodies: readonly (Json | undefined)[]): Call {
  const body = call.body === undefined ? undefined : resolveTemplate(call.body, bodies);
  return {
    endpoint: call.endpoint,
    caller: call.caller,
    path: resolveRecord(call.path, bodies),
    query: resolveRecord(call.query, bodies),
    headers: resolveRecord(call.headers, bodies),
    ...(body === undefined ? {} : { body }),
  };
}

function resolveRecord(record: Readonly<Record<string, Template>>, bodies: readonly (Json | undefined)[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(record).flatMap(([name, value]) => {
    const resolved = resolveTemplate(value, bodies);
    return resolved === undefined ? [] : [[name, resolved]];
  }));
}
