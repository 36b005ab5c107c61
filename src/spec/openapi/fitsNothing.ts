import type { ObjectSchema, Schema } from '../../ir/schema.ts';

type Scalar = string | number | boolean;

/** One way in which a value may fit: its type in JSON, and what is known of it. */
interface Way {
  readonly type: 'string' | 'number' | 'boolean' | 'array' | 'object';
  /** The only values; undefined: any. */
  readonly values?: readonly Scalar[];
  /** Of an object: the properties that it must have, each with its only values. */
  readonly tags?: ReadonlyMap<string, readonly Scalar[]>;
}

/** With more ways than these nothing is said. */
const mostWays = 200;

/** Whether surely no value but null fits the schema, because its members want different types, or different constants in one place. */
export function fitsNothing(schema: Schema, named: ReadonlyMap<string, Schema>): boolean {
  return waysOf(schema, named, [])?.length === 0;
}

/** All ways to fit the schema; undefined when there is no telling. */
function waysOf(schema: Schema, named: ReadonlyMap<string, Schema>, inside: readonly string[]): readonly Way[] | undefined {
  switch (schema.kind) {
    case 'string': case 'decimal': case 'binary': return [{ type: 'string' }];
    case 'integer': case 'number': return [{ type: 'number' }];
    case 'boolean': return [{ type: 'boolean' }];
    case 'array': return [{ type: 'array' }];
    case 'object': return [{ type: 'object', tags: tagsOf(schema, named) }];
    case 'enum': return (['string', 'number', 'boolean'] as const).flatMap((type): readonly Way[] => {
      const values = schema.values.filter((value) => typeof value === type);
      return values.length === 0 ? [] : [{ type, values }];
    });
    case 'union': return few(schema.variants.map((variant) => waysOf(variant, named, inside)).reduce((all, ways) => (all === undefined || ways === undefined ? undefined : [...all, ...ways]), []));
    case 'intersection': return schema.members.map((member) => waysOf(member, named, inside)).reduce(meet, undefined);
    case 'ref': {
      const target = inside.includes(schema.name) ? undefined : named.get(schema.name);
      return target === undefined ? undefined : waysOf(target, named, [...inside, schema.name]);
    }
    case 'any': return undefined;
  }
}

function few(ways: readonly Way[] | undefined): readonly Way[] | undefined {
  return ways === undefined || ways.length > mostWays ? undefined : ways;
}

/** The ways that fit both. */
function meet(left: readonly Way[] | undefined, right: readonly Way[] | undefined): readonly Way[] | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.length * right.length > mostWays) return undefined;
  return left.flatMap((one) => right.flatMap((other) => both(one, other)));
}

function both(left: Way, right: Way): readonly Way[] {
  if (left.type !== right.type) return [];
  const values = common(left.values, right.values);
  if (values?.length === 0) return [];
  const tags = new Map(left.tags);
  for (const [name, allowed] of right.tags ?? []) {
    const shared = common(tags.get(name), allowed) ?? allowed;
    if (shared.length === 0) return [];
    tags.set(name, shared);
  }
  return [{ type: left.type, tags, ...(values === undefined ? {} : { values }) }];
}

function common(left: readonly Scalar[] | undefined, right: readonly Scalar[] | undefined): readonly Scalar[] | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left.filter((value) => right.includes(value));
}

function tagsOf({ properties }: ObjectSchema, named: ReadonlyMap<string, Schema>): ReadonlyMap<string, readonly Scalar[]> {
  const tags = new Map<string, readonly Scalar[]>();
  for (const { name, schema, required, readOnly, writeOnly } of properties) {
    const resolved = schema.kind === 'ref' ? named.get(schema.name) : schema;
    if (required && !readOnly && !writeOnly && resolved?.kind === 'enum' && !schema.nullable && !resolved.nullable) tags.set(name, resolved.values);
  }
  return tags;
}
