import type { TsFile } from '../code/tsFile.ts';

/** A declaration of a file that all repositories share; emitted only when one of them uses it. */
export interface SharedDeclaration {
  readonly name: string;
  readonly kind: 'value' | 'type';
  readonly needs: readonly string[];
  text(file: TsFile): string;
}

/** Declarations of `src/repositories/lists.ts`. */
export const listDeclarations: readonly SharedDeclaration[] = [
  {
    name: 'Page',
    kind: 'type',
    needs: [],
    text: () => `/** One page of a list; \`nextCursor\` leads to the next one and is null on the last. */
export interface Page<Row> {
  readonly rows: Row[];
  readonly nextCursor: string | null;
}`,
  },
  {
    name: 'ListOrder',
    kind: 'type',
    needs: [],
    text: (file) => `/** The order of a list: by an attribute and then by key, both in the same direction. */
export interface ListOrder {
  readonly sort: string;
  readonly attribute: string;
  readonly column: ${file.importFrom('drizzle-orm/pg-core', 'PgColumn', 'type')};
  readonly key: string;
  readonly keyColumn: PgColumn;
  readonly descending: boolean;
}`,
  },
  {
    name: 'listOrder',
    kind: 'value',
    needs: ['ListOrder'],
    text: (file) => {
      file.importFrom('drizzle-orm/pg-core', 'PgTable', 'type');
      return `/** The order that \`sort\` names, \`price\` or \`-price\`; without it the order of keys. */
export function listOrder(table: PgTable, options: { readonly key: string; readonly sort?: string | undefined; readonly sortable?: readonly string[] }): ListOrder {
  const { key, sort = key, sortable = [] } = options;
  const descending = sort.startsWith("-");
  const attribute = descending ? sort.slice(1) : sort;
  const columns: Readonly<Record<string, PgColumn>> = ${file.importFrom('drizzle-orm', 'getTableColumns')}(table);
  const column = columns[attribute];
  const keyColumn = columns[key];
  if (column === undefined || keyColumn === undefined || (attribute !== key && !sortable.includes(attribute))) {
    throw ${file.use('runtime:badRequest')}("invalid_parameter", \`The list cannot be sorted by \${attribute}.\`);
  }
  return { sort, attribute, column, key, keyColumn, descending };
}`;
    },
  },
  {
    name: 'orderBy',
    kind: 'value',
    needs: ['ListOrder'],
    text: (file) => {
      file.importFrom('drizzle-orm', 'asc');
      file.importFrom('drizzle-orm', 'desc');
      return `/** The order as SQL: null comes last when ascending and first when descending. */
export function orderBy({ column, keyColumn, descending }: ListOrder): ${file.importFrom('drizzle-orm', 'SQL', 'type')}[] {
  const direction = descending ? desc : asc;
  return column === keyColumn ? [direction(keyColumn)] : [direction(column), direction(keyColumn)];
}`;
    },
  },
  {
    name: 'afterCursor',
    kind: 'value',
    needs: ['ListOrder'],
    text: (file) => {
      for (const name of ['and', 'gt', 'gte', 'isNotNull', 'isNull', 'lt', 'lte', 'or']) file.importFrom('drizzle-orm', name);
      return `/** The rows after the one that the cursor was made of; a cursor of another list or order is refused with 400. */
export function afterCursor(order: ListOrder, cursor: string | undefined): ${file.importFrom('drizzle-orm', 'SQL', 'type')} | undefined {
  if (cursor === undefined) return undefined;
  const [sort, value, key] = ${file.use('runtime:decodeCursor')}(cursor);
  const { column, keyColumn, descending } = order;
  if (sort !== order.sort) throw ${file.use('runtime:invalidCursor')}();
  const [beyond, atLeast] = descending ? [lt, lte] : [gt, gte];
  const laterKey = beyond(keyColumn, cursorValue(keyColumn, key));
  if (column === keyColumn) return laterKey;
  if (value === null) return descending ? or(isNotNull(column), laterKey) : and(isNull(column), laterKey);
  const start = cursorValue(column, value);
  const later = and(atLeast(column, start), or(beyond(column, start), laterKey));
  return descending || column.notNull ? later : or(later, isNull(column));
}

/** The value as the column takes it. */
function cursorValue(column: PgColumn, value: unknown): unknown {
  if (column.dataType === "date") {
    const instant = new Date(String(value));
    if (typeof value === "string" && !Number.isNaN(instant.getTime())) return instant;
  } else if (column.columnType === "PgUUID") {
    if (typeof value === "string" && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value;
  } else if (column.columnType === "PgNumeric") {
    if (typeof value === "string" && /^-?\\d+(?:\\.\\d+)?$/.test(value)) return value;
  } else if (column.columnType === "PgDateString") {
    if (typeof value === "string" && /^\\d{4}-\\d{2}-\\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  } else if (typeof value === column.dataType) {
    return value;
  }
  throw invalidCursor();
}`;
    },
  },
  {
    name: 'pageOf',
    kind: 'value',
    needs: ['ListOrder', 'Page'],
    text: (file) => `/** The page of these rows, of which one more than \`limit\` were read. */
export function pageOf<Row extends Readonly<Record<string, unknown>>>(rows: Row[], limit: number, order: ListOrder): Page<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (last === undefined || rows.length <= limit) return { rows: page, nextCursor: null };
  return { rows: page, nextCursor: ${file.use('runtime:encodeCursor')}([order.sort, plain(last[order.attribute]), plain(last[order.key])]) };
}

/** The value as a cursor carries it. */
function plain(value: unknown): string | number | boolean | null {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "number" || typeof value === "boolean" || value === null ? value : String(value);
}`,
  },
  {
    name: 'containing',
    kind: 'value',
    needs: ['escapedPattern'],
    text: () => `/** The pattern of texts that contain this one. */
export function containing(text: string): string {
  return \`%\${escapedPattern(text)}%\`;
}`,
  },
  {
    name: 'startingWith',
    kind: 'value',
    needs: ['escapedPattern'],
    text: () => `/** The pattern of texts that start with this one. */
export function startingWith(text: string): string {
  return \`\${escapedPattern(text)}%\`;
}`,
  },
  {
    name: 'escapedPattern',
    kind: 'value',
    needs: [],
    text: () => `function escapedPattern(text: string): string {
  return text.replaceAll(/[\\\\%_]/g, "\\\\$&");
}`,
  },
];

/** Declarations of `src/repositories/patch.ts`. */
export const patchDeclarations: readonly SharedDeclaration[] = [
  {
    name: 'Patch',
    kind: 'type',
    needs: [],
    text: () => `/** Attributes to change; what is undefined stays as it is. */
export type Patch<Values> = { readonly [Attribute in keyof Values]?: Values[Attribute] | undefined };`,
  },
];

/** Declarations of `src/repositories/conditions.ts`. */
export const conditionDeclarations: readonly SharedDeclaration[] = [
  {
    name: 'Condition',
    kind: 'type',
    needs: [],
    text: () => `type Comparable<Value> = Value extends string ? string : Value;

/** What must hold for a row: \`["quantity", ">=", 2]\`. */
export type Condition<Row> = {
  [Attribute in keyof Row & string]:
    | readonly [Attribute, "==" | "!=" | "<" | "<=" | ">" | ">=", Comparable<Row[Attribute]> | null]
    | readonly [Attribute, "in", readonly (Comparable<Row[Attribute]> | null)[]];
}[keyof Row & string];`,
  },
  {
    name: 'allOf',
    kind: 'value',
    needs: ['Condition'],
    text: (file) => {
      for (const name of ['and', 'eq', 'getTableColumns', 'gt', 'gte', 'inArray', 'isNotNull', 'isNull', 'lt', 'lte', 'ne', 'or', 'sql']) file.importFrom('drizzle-orm', name);
      for (const name of ['PgColumn', 'PgTable']) file.importFrom('drizzle-orm/pg-core', name, 'type');
      file.importFrom('drizzle-orm', 'SQL', 'type');
      return `const comparisons = { "<": lt, "<=": lte, ">": gt, ">=": gte };

/** All conditions as SQL. Null equals null and nothing else; it is in no order with anything. */
export function allOf<Row>(table: PgTable, conditions: readonly Condition<Row>[]): SQL | undefined {
  const columns: Readonly<Record<string, PgColumn>> = getTableColumns(table);
  return and(
    ...conditions.map(([attribute, operator, value]) => {
      const column = columns[attribute];
      if (column === undefined) throw new Error(\`There is no attribute \${attribute}.\`);
      return toSql(column, operator, value);
    }),
  );
}

function toSql(column: PgColumn, operator: Condition<Record<string, unknown>>[1], value: unknown): SQL | undefined {
  if (operator === "in") return oneOf(column, value as readonly unknown[]);
  if (operator === "==") return value === null ? isNull(column) : eq(column, value);
  if (operator === "!=") return value === null ? isNotNull(column) : or(ne(column, value), isNull(column));
  return value === null ? sql\`false\` : comparisons[operator](column, value);
}

function oneOf(column: PgColumn, values: readonly unknown[]): SQL | undefined {
  const present = values.filter((value) => value !== null);
  const among = inArray(column, present);
  return present.length === values.length ? among : or(among, isNull(column));
}`;
    },
  },
];
