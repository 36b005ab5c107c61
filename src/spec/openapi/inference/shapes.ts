import type { ObjectSchema, Property, Schema } from '../../../ir/schema.ts';

/** Looks through the names of schemas. */
export class Shapes {
  readonly #named: ReadonlyMap<string, Schema>;

  constructor(named: ReadonlyMap<string, Schema>) {
    this.#named = named;
  }

  /** The schema behind references; null at any of them counts. */
  resolve(schema: Schema): Schema {
    let current = schema;
    for (let steps = 0; current.kind === 'ref' && steps < 20; steps += 1) {
      const target = this.#named.get(current.name);
      if (target === undefined) return current;
      current = current.nullable && !target.nullable ? { ...target, nullable: true } : target;
    }
    return current;
  }

  /** The last name in a chain of references. */
  nameOf(schema: Schema | undefined): string | undefined {
    let name: string | undefined;
    let current = schema;
    for (let steps = 0; current?.kind === 'ref' && steps < 20; steps += 1) {
      name = current.name;
      current = this.#named.get(current.name);
    }
    return name;
  }

  /** The object that a schema is; of several variants with the same properties, what all of them have. */
  objectOf(schema: Schema | undefined): ObjectSchema | undefined {
    if (schema === undefined) return undefined;
    const resolved = this.resolve(schema);
    if (resolved.kind === 'object') return resolved;
    if (resolved.kind !== 'union') return undefined;
    const [first, ...others] = resolved.variants.map((variant) => this.resolve(variant));
    if (first?.kind !== 'object') return undefined;
    const names = namesOf(first);
    if (!others.every((other) => other.kind === 'object' && namesOf(other) === names)) return undefined;
    const requiredByAll = (name: string): boolean => [first, ...others].every((variant) => variant.kind === 'object' && variant.properties.some((property) => property.name === name && property.required));
    return { ...first, properties: first.properties.map((property) => ({ ...property, required: requiredByAll(property.name) })) };
  }

  /** Whether a value of the schema holds, inside, something that no answer may show. */
  hides(schema: Schema, seen = new Set<Schema>()): boolean {
    const resolved = this.resolve(schema);
    if (seen.has(resolved)) return false;
    seen.add(resolved);
    if (resolved.kind === 'object') {
      return resolved.properties.some((property) => property.writeOnly || this.hides(property.schema, seen)) || (typeof resolved.additional === 'object' && this.hides(resolved.additional, seen));
    }
    const parts = resolved.kind === 'array' ? [resolved.items] : resolved.kind === 'union' ? resolved.variants : resolved.kind === 'intersection' ? resolved.members : [];
    return parts.some((part) => this.hides(part, seen));
  }

  /** Why a stored value of one schema can break another, in a few words; undefined when it never does. */
  mismatch(stored: Schema, answered: Schema, depth = 0): string | undefined {
    if (depth > 6 || stored === answered) return undefined;
    if (stored.kind === 'ref' && answered.kind === 'ref' && this.nameOf(stored) === this.nameOf(answered)) return undefined;
    const from = this.resolve(stored);
    const to = this.resolve(answered);
    if (from === to || to.kind === 'any') return undefined;
    if (from.kind === 'enum') return enumMismatch(from, to);
    if (from.kind === 'integer' && to.kind === 'number') return undefined;
    if (from.kind !== to.kind) return `it is ${kindText(from)} in one place and ${kindText(to)} in another`;
    switch (from.kind) {
      case 'string': return to.kind === 'string' && to.format !== undefined && to.format !== from.format ? `its format is "${to.format}" in the answer only` : undefined;
      case 'array': return to.kind === 'array' ? this.mismatch(from.items, to.items, depth + 1) : undefined;
      case 'object': return to.kind === 'object' ? this.#objectMismatch(from, to, depth) : undefined;
      case 'union': case 'intersection': return outline(from) === outline(to) ? undefined : 'its variants differ from place to place';
      case 'binary': case 'boolean': case 'decimal': case 'integer': case 'number': case 'ref': return undefined;
    }
  }

  #objectMismatch(from: ObjectSchema, to: ObjectSchema, depth: number): string | undefined {
    for (const property of to.properties) {
      const source = from.properties.find(({ name }) => name === property.name);
      if (source === undefined ? property.required : property.required && !source.required) return `its "${property.name}" need not be given`;
      const reason = source === undefined ? undefined : this.mismatch(source.schema, property.schema, depth + 1);
      if (reason !== undefined) return `its "${property.name}" differs: ${reason}`;
    }
    const known = new Set(to.properties.map(({ name }) => name));
    const extra = to.additional === 'reject' ? from.properties.find(({ name }) => !known.has(name)) : undefined;
    return extra === undefined ? undefined : `its "${extra.name}" does not belong in the answer`;
  }
}

function namesOf(object: ObjectSchema): string {
  return object.properties.map(({ name }) => name).join('\n');
}

function enumMismatch(from: Schema & { kind: 'enum' }, to: Schema): string | undefined {
  if (to.kind === 'enum') {
    const extra = from.values.find((value) => !to.values.includes(value));
    return extra === undefined ? undefined : `the answer does not know its value ${JSON.stringify(extra)}`;
  }
  const allowed = from.values.every((value) => (to.kind === 'string' ? typeof value === 'string' : to.kind === 'integer' ? Number.isInteger(value) : to.kind === 'number' ? typeof value === 'number' : to.kind === 'boolean' && typeof value === 'boolean'));
  return allowed ? undefined : `it is an enum in one place and ${kindText(to)} in another`;
}

const articles: Partial<Readonly<Record<Schema['kind'], string>>> = { integer: 'an integer', array: 'a list', object: 'an object', enum: 'an enum', any: 'any value', intersection: 'a composition', string: 'text', binary: 'bytes' };

/** A kind for people: `a list`, `text`. */
export function kindText(schema: Schema): string {
  return articles[schema.kind] ?? `a ${schema.kind}`;
}

/** A schema as text without what does not matter for values. */
function outline(schema: Schema): string {
  return JSON.stringify(schema, (key, value: unknown) => (key === 'span' || key === 'description' || key === 'example' || key === 'default' ? undefined : value));
}

/** Names that mean the same in any style: `petId`, `pet_id`, `PetID`. */
export function loose(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/** Whether an answer shows the row, or a part of it: half of the smaller one's properties are in both. */
export function resembles(answer: ObjectSchema, row: ObjectSchema): boolean {
  const names = new Set(row.properties.map(({ name }) => name));
  const shared = answer.properties.filter(({ name }) => names.has(name)).length;
  return shared > 0 && shared * 2 >= Math.min(answer.properties.length, row.properties.length);
}

/** The property of that name, in any style. */
export function propertyLike(properties: readonly Property[], name: string): Property | undefined {
  const wanted = loose(name);
  return properties.find((property) => property.name === name) ?? properties.find((property) => loose(property.name) === wanted);
}
