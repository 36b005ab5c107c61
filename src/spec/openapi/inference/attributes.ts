import { snakeCase } from '../../../base/names.ts';
import type { Span } from '../../../base/span.ts';
import type { Attribute } from '../../../ir/entity.ts';
import type { Property, Schema } from '../../../ir/schema.ts';
import type { PropertyExtension } from '../extensions.ts';
import { fingerprint } from '../names.ts';
import { omit } from '../omit.ts';
import type { Action } from './resources.ts';
import type { Shapes } from './shapes.ts';
import { widen } from './widen.ts';

/** What the document says about one property of a row, by where it stands. */
export interface Facets {
  readonly name: string;
  readonly read?: Property;
  readonly create?: Property;
  readonly change?: Property;
  readonly nullable: boolean;
  /** Whether there is an operation that makes rows. */
  readonly creatable: boolean;
}

type Contribution = { readonly action: Action; readonly role: 'read' | 'write'; readonly properties: readonly Property[] };

/** Gathers the properties of all shapes of an entity, in the order in which they are first seen. */
export function gatherFacets(contributions: readonly Contribution[]): readonly Facets[] {
  const creatable = contributions.some(({ action, role }) => role === 'write' && action === 'create');
  const byName = new Map<string, Facets>();
  for (const { action, role, properties } of contributions) {
    const place = role === 'read' ? 'read' : action === 'create' ? 'create' : 'change';
    for (const property of properties) {
      if (role === 'write' ? property.readOnly : property.writeOnly) continue;
      const known = byName.get(property.name) ?? { name: property.name, nullable: false, creatable };
      byName.set(property.name, { ...known, [place]: together(known[place], property, place), nullable: known.nullable || property.schema.nullable });
    }
  }
  return [...byName.values()];
}

/** Of two sights of a property in one place: it is required only when it always is, and may be what either says. */
function together(known: Property | undefined, property: Property, place: keyof Facets): Property {
  if (known === undefined) return property;
  return { ...known, required: known.required && property.required, schema: place === 'read' ? known.schema : widen(known.schema, property.schema) };
}

export interface AttributeOptions {
  readonly shapes: Shapes;
  readonly isKey: boolean;
  /** A path compares this attribute with a placeholder. */
  readonly inPath: boolean;
  readonly extension: PropertyExtension | undefined;
}

/** The attribute that stores a property. Undefined for what cannot be stored: bytes. */
export function attributeOf(facets: Facets, { shapes, isKey, inPath, extension }: AttributeOptions): Attribute | undefined {
  const source = facets.create ?? facets.change ?? facets.read;
  if (source === undefined) return undefined;
  const first = storedSchema(source.schema, shapes);
  const schema = facets.create === undefined || facets.change === undefined ? first : widen(first, storedSchema(facets.change.schema, shapes));
  if (schema.kind === 'binary') return undefined;
  const generated = generatedBy(facets, schema, { isKey, extension });
  const fallback = [facets.create, facets.change, facets.read].map((property) => property?.schema.default).find((value) => value !== undefined);
  const nullable = !isKey && isNullable(facets, generated, fallback !== undefined);
  return {
    kind: 'attribute',
    name: facets.name,
    column: columnName(facets.name),
    id: facets.name,
    schema: { ...omit(schema, 'default'), nullable, ...(fallback === undefined || fallback === null ? {} : { default: fallback }) } as Schema,
    unique: !isKey && (inPath || (extension?.unique ?? false)),
    primaryKey: isKey,
    ...(generated === undefined ? {} : { generated }),
    requiredOnCreate: generated === undefined && !nullable && fallback === undefined,
    updatable: facets.change !== undefined && generated === undefined && !isKey && extension?.immutable !== true,
    secret: (extension?.secret ?? false) || facets.read === undefined,
    span: source.span,
  };
}

/** Scalars behind references are stored as they are; everything else keeps its name. */
function storedSchema(schema: Schema, shapes: Shapes): Schema {
  const resolved = shapes.resolve(schema);
  const scalar = !['object', 'array', 'union', 'intersection', 'any', 'ref'].includes(resolved.kind);
  return scalar ? resolved : schema;
}

const createdNames = /^(created|inserted)(at|on|date|time|timestamp|datetime)?$|^(date|time)created$|^creation(date|time|timestamp)$|^createtime$/;
const updatedNames = /^(updated|modified|changed|lastmodified|lastupdated|lastchanged)(at|on|date|time|timestamp|datetime)?$|^(date|time)(updated|modified)$|^(modification|update)(date|time)$/;

/** Who gives the value when the request does not. */
function generatedBy(facets: Facets, schema: Schema, { isKey, extension }: Pick<AttributeOptions, 'isKey' | 'extension'>): Attribute['generated'] {
  if (extension?.state !== undefined) return 'state';
  if (extension?.generated !== undefined) return extension.generated;
  if (isKey) return facets.create?.required === true ? undefined : keyGenerator(schema);
  const word = facets.name.replace(/[^\p{L}]/gu, '').toLowerCase();
  const moment = schema.kind === 'string' && schema.format === 'date-time';
  if (moment && facets.create?.required !== true && facets.read !== undefined) {
    if (createdNames.test(word)) return 'createdAt';
    if (updatedNames.test(word)) return 'updatedAt';
  }
  return facets.create === undefined && facets.change === undefined ? 'flow' : undefined;
}

function keyGenerator(schema: Schema): Attribute['generated'] {
  if (schema.kind === 'integer') return 'identity';
  const free = schema.kind === 'string' && (schema.format === 'uuid' || (schema.format === undefined && schema.pattern === undefined && (schema.maxLength ?? 36) >= 36 && (schema.minLength ?? 0) <= 36));
  return free ? 'uuid' : 'flow';
}

function isNullable({ read, create, nullable, creatable }: Facets, generated: Attribute['generated'], defaulted: boolean): boolean {
  if (generated === 'createdAt' || generated === 'updatedAt' || generated === 'state' || generated === 'owner') return false;
  if (nullable) return true;
  if (generated !== undefined || !creatable) return !(read?.required ?? create?.required ?? false) && !defaulted;
  return create?.required !== true && !defaulted;
}

/** A column name; `row_version` is taken by every table. */
export function columnName(name: string): string {
  const column = snakeCase(name);
  if (column === '' || /^\p{N}/u.test(column)) return `c_${column === '' ? fingerprint(name) : column}`;
  return column === 'row_version' ? 'row_version_value' : column;
}

/** The attributes with different column names: of those that share one, each but the exact owner gets a suffix of its own name. */
export function distinctColumns(attributes: readonly Attribute[]): readonly Attribute[] {
  const counts = new Map<string, number>();
  for (const { column } of attributes) counts.set(column, (counts.get(column) ?? 0) + 1);
  return attributes.map((attribute) => ((counts.get(attribute.column) ?? 0) < 2 || attribute.name === attribute.column ? attribute : { ...attribute, column: `${attribute.column}_${fingerprint(attribute.name)}` }));
}

/** A key that no answer shows, for rows that nothing else tells apart. */
export function hiddenKey(taken: readonly string[], span: Span): Attribute {
  const name = taken.includes('id') ? 'rowId' : 'id';
  return {
    kind: 'attribute', name, column: columnName(name), id: name, schema: { kind: 'string', format: 'uuid', nullable: false, span },
    unique: false, primaryKey: true, generated: 'uuid', requiredOnCreate: false, updatable: false, secret: true, span,
  };
}
