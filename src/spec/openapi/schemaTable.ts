import { pascalCase } from '../../base/names.ts';
import type { Span } from '../../base/span.ts';
import type { Schema } from '../../ir/schema.ts';
import { suffixed, typeName } from './names.ts';

/** The named schemas of an application, with the names that are taken. */
export class SchemaTable {
  readonly schemas = new Map<string, Schema>();
  readonly spans = new Map<string, Span>();
  readonly #taken = new Set<string>();
  readonly #inline = new Set<string>();
  readonly #byOrigin = new Map<Schema, string>();

  /** Whether the schema stands inside an operation instead of among the components. */
  isInline(name: string): boolean {
    return this.#inline.has(name);
  }

  /** Keeps a name for a definition that is added later. */
  take(name: string): void {
    this.#taken.add(name.toLowerCase());
  }

  /** Adds a definition of the document; the objects in its lists get names too. */
  define(name: string, schema: Schema, span: Span): void {
    this.add(name, schema, span);
    if (schema.kind === 'object') this.schemas.set(name, this.#withNamedLists(schema, name, name));
    else if (schema.kind === 'array') this.schemas.set(name, this.body(schema, name, name));
  }

  add(name: string, schema: Schema, span: Span): void {
    this.#taken.add(name.toLowerCase());
    this.schemas.set(name, schema);
    this.spans.set(name, span);
  }

  /**
   * The schema of a body, by name: inline objects and compositions, and those in an inline list, get the wanted name.
   * `identity` makes the name differ when it is taken.
   */
  body(schema: Schema, wanted: string, identity: string): Schema {
    if (schema.kind === 'array') {
      const items = this.body(schema.items, `${wanted}Item`, identity);
      return items === schema.items ? schema : { ...schema, items };
    }
    if (schema.kind !== 'object' && schema.kind !== 'union' && schema.kind !== 'intersection') return schema;
    const known = this.#byOrigin.get(schema);
    const name = known ?? this.#free(typeName(wanted), identity);
    if (known === undefined) {
      this.#byOrigin.set(schema, name);
      this.#inline.add(name);
      this.add(name, schema.kind === 'object' ? this.#withNamedLists(schema, name, identity) : schema, schema.span);
    }
    return { kind: 'ref', name, lazy: false, nullable: schema.nullable, span: schema.span };
  }

  /** The lists in an inline envelope get names for their items. */
  #withNamedLists(schema: Schema & { kind: 'object' }, name: string, identity: string): Schema {
    const properties = schema.properties.map((property) => {
      if (property.schema.kind !== 'array' || property.schema.items.kind !== 'object') return property;
      return { ...property, schema: this.body(property.schema, name + pascalCase(property.name), identity) };
    });
    return { ...schema, properties };
  }

  #free(name: string, identity: string): string {
    return this.#taken.has(name.toLowerCase()) ? suffixed(name, identity, this.#taken) : name;
  }
}
