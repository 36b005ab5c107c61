import type { SupportName } from './zodScope.ts';

interface Support {
  readonly text: string;
  readonly needs?: readonly SupportName[];
  /** What it imports, by module of the app. */
  readonly imports?: readonly string[];
}

/** Declarations of `src/models/schemas/support.ts`; only those that an app uses are emitted. */
export const supportDeclarations: Readonly<Record<SupportName, Support>> = {
  decimal: {
    imports: ['compare', 'remainder', 'toScale'],
    text: `export interface DecimalOptions {
  /** All digits. */
  readonly precision: number;
  /** Digits after the point. */
  readonly scale: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** An exact decimal as text, such as "12.50"; digits that are left out, as in "12.5", are filled up. */
export function decimal(options: DecimalOptions) {
  const { precision, scale, minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = options;
  const digits = String(precision - scale);
  const whole = precision === scale ? "0" : \`0*\\\\d{1,\${digits}}\`;
  const fraction = scale === 0 ? "" : \`(\\\\.\\\\d{1,\${String(scale)}})?\`;
  return z
    .string()
    .regex(new RegExp(\`^-?\${whole}\${fraction}$\`), { abort: true, message: \`Expected a decimal with at most \${digits}.\${String(scale)} digits\` })
    .refine((value) => minimum === undefined || compare(value, minimum) >= 0, \`Must be at least \${String(minimum)}\`)
    .refine((value) => exclusiveMinimum === undefined || compare(value, exclusiveMinimum) > 0, \`Must be greater than \${String(exclusiveMinimum)}\`)
    .refine((value) => maximum === undefined || compare(value, maximum) <= 0, \`Must be at most \${String(maximum)}\`)
    .refine((value) => exclusiveMaximum === undefined || compare(value, exclusiveMaximum) < 0, \`Must be less than \${String(exclusiveMaximum)}\`)
    .refine((value) => multipleOf === undefined || compare(remainder(value, multipleOf), 0) === 0, \`Must be a multiple of \${String(multipleOf)}\`)
    .overwrite((value) => toScale(value, scale));
}`,
  },
  hasUniqueItems: {
    text: `/** Whether no two items are equal as JSON. */
export function hasUniqueItems(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item, sortKeys))).size === items.length;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}`,
  },
  discriminated: {
    text: `/** One of several objects, chosen by the text in one of their properties. */
export function discriminated<Choices extends Record<string, z.ZodType>>(property: string, choices: Choices): z.ZodType<z.output<Choices[keyof Choices]>> {
  return z.looseObject({ [property]: z.enum(Object.keys(choices)) }).transform((value, context) => {
    const parsed = choices[String(value[property])]?.safeParse(value);
    if (parsed?.success === true) return parsed.data as z.output<Choices[keyof Choices]>;
    for (const issue of parsed?.error.issues ?? []) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}`,
  },
  ownProperties: {
    text: `/** The object without what it inherits, so that a missing key such as "constructor" is missing. */
export function ownProperties(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.assign(Object.create(null), value);
}`,
  },
  time: {
    text: `/** A time of the day as RFC 3339 writes it; the offset may be left out. */
export const time = z.string().regex(/^(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?(?:Z|[+-](?:[01]\\d|2[0-3]):?[0-5]\\d)?$/u, "Expected a time");`,
  },
  integerText: {
    text: `/** A whole number as text, in a URL or a form. */
export const integerText = z.string().regex(/^-?\\d{1,16}$/u, "Expected an integer").transform(Number);`,
  },
  numberText: {
    text: `/** A number as text, in a URL or a form. */
export const numberText = z.string().regex(/^-?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?$/u, "Expected a number").transform(Number);`,
  },
  booleanText: {
    text: `/** \`true\` or \`false\` as text, in a URL or a form. */
export const booleanText = z.enum(["true", "false"]).transform((text) => text === "true");`,
  },
  anyBody: {
    imports: ['TypedBody'],
    text: `/** A body in one of several media types, each with its schema; no body is checked by the first. */
export function anyBody<Schemas extends Readonly<Record<string, z.ZodType>>>(schemas: Schemas): z.ZodType<z.output<Schemas[keyof Schemas]>> {
  const takers = Object.entries(schemas);
  return z.unknown().transform((body, context) => {
    const { mediaType, value } = body instanceof TypedBody ? body : { mediaType: "", value: body };
    const [, schema] = takers.find(([type]) => type === mediaType) ?? takers.find(([type]) => takes(type, mediaType)) ?? takers[0] ?? [];
    const parsed = schema?.safeParse(value);
    if (parsed?.success === true) return parsed.data as z.output<Schemas[keyof Schemas]>;
    for (const issue of parsed?.error.issues ?? []) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}

/** Whether a media type such as \`image/*\` means the given one too. */
function takes(type: string, mediaType: string): boolean {
  return type === "*/*" || (type.endsWith("/*") && mediaType.startsWith(type.slice(0, -1)));
}`,
  },
  nothing: {
    text: `/** What no value can be: the parts of its schema contradict each other. */
export const nothing = z.unknown().refine(() => false, "No value is allowed here");`,
  },
  noQuery: {
    text: `/** The query of operations that take none. */
export const noQuery = z.strictObject({});`,
  },
  listText: {
    text: `/** A list as one text, its items apart by the separator. */
export function listText<Items extends z.ZodType>(separator: string, items: Items) {
  return z.preprocess((value) => (typeof value === "string" ? (value === "" ? [] : value.split(separator)) : value), items);
}`,
  },
  repeated: {
    text: `/** A list as a repeated key; a key that stands once is a list of one. */
export function repeated<Items extends z.ZodType>(items: Items) {
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), items);
}`,
  },
  jsonText: {
    text: `/** JSON as text. */
export function jsonText<Value extends z.ZodType>(value: Value) {
  return z.preprocess((text, context) => {
    if (typeof text !== "string") return text;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "Expected JSON", input: text });
      return z.NEVER;
    }
  }, value);
}`,
  },
  pairsText: {
    text: `/** An object as one text of keys and values by turns: \`a,1,b,2\`. */
export function pairsText<Value extends z.ZodType>(value: Value) {
  return z.preprocess((text) => {
    if (typeof text !== "string") return text;
    const parts = text.split(",");
    return Object.fromEntries(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1]] as const] : [])));
  }, value);
}`,
  },
  deepObject: {
    text: `/** Gathers \`name[key]=value\` into one object for each of the names. */
export function deepObject<Query extends z.ZodType>(names: readonly string[], query: Query) {
  return z.preprocess((value) => {
    const gathered: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
      const [, name, inner] = /^([^[\\]]+)\\[([^[\\]]+)\\]$/u.exec(key) ?? [];
      if (name === undefined || inner === undefined || !names.includes(name)) gathered[key] = item;
      else gathered[name] = { ...(gathered[name] as Record<string, unknown> | undefined), [inner]: item };
    }
    return gathered;
  }, query);
}`,
  },
  explodedObject: {
    text: `/** Gathers the keys of an object that stand in the query by themselves. */
export function explodedObject<Query extends z.ZodType>(name: string, keys: readonly string[], query: Query): z.ZodType<z.output<Query>> {
  return z.unknown().transform((value, context) => {
    const input = value as Record<string, unknown>;
    const entries = Object.entries(input);
    const inner = entries.filter(([key]) => keys.includes(key));
    const outer = entries.filter(([key]) => !keys.includes(key));
    const parsed = query.safeParse(Object.fromEntries(inner.length === 0 ? outer : [...outer, [name, Object.fromEntries(inner)]]));
    if (outer.some(([key]) => key === name)) context.addIssue({ code: "unrecognized_keys", keys: [name], input });
    for (const issue of parsed.error?.issues ?? []) context.issues.push({ ...issue, input } as z.core.$ZodRawIssue);
    return parsed.success ? parsed.data : z.NEVER;
  });
}`,
  },
};

/** The declarations that the used ones need, themselves included, in the order of the table. */
export function neededSupport(used: ReadonlySet<SupportName>): readonly SupportName[] {
  const needed = new Set<SupportName>();
  const visit = (name: SupportName): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const other of supportDeclarations[name].needs ?? []) visit(other);
  };
  for (const name of used) visit(name);
  return (Object.keys(supportDeclarations) as SupportName[]).filter((name) => needed.has(name));
}
