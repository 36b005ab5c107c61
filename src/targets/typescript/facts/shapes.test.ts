import assert from 'node:assert/strict';
import { parseModule } from '../../../ast/parseModule.ts';
import type { ShapeFact } from '../../facts/appFacts.ts';
import { Evaluator } from './evaluator.ts';
import { AppModule } from './moduleScope.ts';
import { Program } from './program.ts';
import { Reading } from './reading.ts';
import { shapeKey } from './shapeFacts.ts';
import { ShapeReader } from './shapes.ts';
import * as make from './values.ts';

const support = `import { z } from "zod";
export function decimal(options) { return z.string().regex(new RegExp("^-?\\\\d{1," + String(options.precision - options.scale) + "}$")).refine((value) => options.minimum === undefined || value >= options.minimum); }
export const integerText = z.string().regex(/^-?\\d{1,16}$/u, "Expected an integer").transform(Number);
export function hasUniqueItems(items) { return new Set(items).size === items.length; }
export function repeated(items) { return z.preprocess((value) => [value], items); }
export function anyBody(schemas) { return z.unknown().transform((body, context) => Object.entries(schemas)[0][1].parse(body)); }
export const state = { name: "order", states: ["OPEN", "PAID"] };
`;

type Files = Readonly<Record<string, string>>;

function shapeIn(code: string, shared: readonly string[], more: Files = {}): { readonly shape: ShapeFact; readonly text: (span: ShapeFact['at']) => string } {
  const head = 'import { z } from "zod";\nimport { anyBody, decimal, hasUniqueItems, integerText, repeated, state } from "./support.ts";\n';
  const files: Files = { 'src/schema.ts': code.startsWith('import ') ? code : `${head}${code.includes('export ') ? '' : 'export const schema = '}${code};\n`, 'src/support.ts': support, ...more };
  const program = new Program();
  for (const [path, text] of Object.entries(files)) program.update(path, AppModule.of(parseModule(path, text)), text);
  const evaluator = new Evaluator(program, { follow: (id) => !shared.includes(id), rename: (id) => id });
  const shapes = new ShapeReader(new Reading(evaluator, (path) => files[path], new Map()));
  const at = { file: 'src/schema.ts', start: 0, end: 0 };
  return { shape: shapes.shape(make.symbol('app#schema', at)), text: ({ file, start, end }) => files[file]?.slice(start, end) ?? '' };
}

const helpers = ['decimal', 'integerText', 'hasUniqueItems', 'repeated', 'anyBody', 'state'];

/** All that a schema says, as text. */
function read(code: string, more: Files = {}): string {
  return shapeKey(shapeIn(code, helpers, more).shape);
}

/** The same, where both apps have the names. */
function readShared(code: string, shared: readonly string[]): string {
  return shapeKey(shapeIn(code, [...helpers, ...shared]).shape);
}

/** What a schema is read as, and other ways to write it. */
const spellings: Readonly<Record<string, readonly (string | Files)[]>> = {
  'string maxLength 9 minLength 2': [
    'z.string().min(2).max(9)', 'z.string().max(9).min(2)', 'z.string().min(2, "too short").max(9, { error: "too long" })', 'z.string({ error: "no" }).min(1).min(2).max(9).describe("a name").brand()',
    'z.string().check(z.minLength(2), z.maxLength(9))', 'z.string().min(0).min(2).max(9).meta({ title: "x" }).readonly()',
    'const base = z.string().min(2); export const schema = base.max(9)',
    'const text = (low, high) => z.string().min(low).max(high); export const schema = text(2, 9)',
    'function text({ low, high = 9 }) { return z.string().min(low).max(high); } export const schema = text({ low: 2 })',
    'const limits = { name: { low: 1 + 1, high: 9 } } as const; export const schema = z.string().min(limits.name.low).max(limits["name"].high)',
    'import * as zod from "zod"; const s = zod.string; export const schema = s().min(2).max(9);',
    'import { string as text } from "zod/v4"; export const schema = text().min(2).max(9);',
    { 'src/schema.ts': 'import { name } from "./all.ts"; export const schema = name;', 'src/all.ts': 'export { nameSchema as name } from "./other.ts";', 'src/other.ts': 'import { z } from "zod"; import { most } from "./limits.ts"; export const nameSchema = z.string().min(2).max(most);', 'src/limits.ts': 'export const most = 9;' },
  ],
  'string maxLength 5 minLength 5': ['z.string().length(5)', 'z.string().min(5).max(5)'],
  'string maxLength 9 minLength 1': ['z.string().min(1).max(9)', 'z.string().refine((text) => text.length > 0 && text.length <= 9)', 'z.string().refine((text) => text.length >= 1).refine((text) => 10 > text.length, "no")', 'z.preprocess((value) => value, z.string().min(1).max(9))'],
  'integer maximum 9 multipleOf 2': ['z.int().max(9).multipleOf(2)', 'z.int().refine((value) => value <= 9).refine((value) => value % 2 === 0)', 'z.number().refine((value) => Number.isInteger(value)).max(9).multipleOf(2)'],
  'enum other:transform => {return ("true" === param#1.0)} ("false", "true")': ['z.enum(["true", "false"]).transform((text) => text === "true")', 'z.stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive" })'],
  'string minLength 1': ['z.string().nonempty()', 'z.string().min(1)', 'z.string().nonempty("needed")'],
  'string format email maxLength 9': ['z.email().max(9)', 'z.string().email().max(9)', 'z.string().max(9).email("no")', 'z.email({ error: "no" }).max(9)', 'z.email("no").max(9)'],
  'string format uuid': ['z.uuid()', 'z.string().uuid()', 'z.string().uuid({ message: "no" })'],
  'string format guid': ['z.guid()', 'z.string().guid()'],
  'string format url': ['z.url()', 'z.string().url()'],
  'string format datetime {"offset":true}': ['z.iso.datetime({ offset: true })', 'z.string().datetime({ offset: true, message: "no" })', 'const { iso } = z; export const schema = iso.datetime({ local: false, offset: true })'],
  'string format date': ['z.iso.date()', 'z.string().date()'],
  'string pattern ^[A-Z]/[0-9]+$': ['z.string().regex(/^[A-Z]\\/[0-9]{1,}$/u)', 'z.string().refine((text) => /^[A-Z]\\/\\d+$/.test(text), "no")', 'z.string().regex(/^[A-Z]\\/\\d+$/u)', 'z.string().regex(/^[A-Z]\\/\\d+$/, "no")', 'z.string().regex(new RegExp("^[A-Z]/\\\\d+$", "u"))', 'const pattern = /^[A-Z]\\/\\d+$/u; export const schema = z.string().regex(pattern)'],
  'integer format int32 maximum 9 minimum 0': ['z.int32().min(0).max(9)', 'z.int32().max(9).nonnegative()', 'z.int32().gte(0).lte(9)', 'z.int32().check(z.gte(0), z.lte(9))', 'z.int32().min(-4).min(0).max(9).max(20)'],
  'integer exclusiveMinimum 0': ['z.int().positive()', 'z.int().gt(0)', 'z.number().int().gt(0)', 'z.number().gt(0).int()', 'z.number().positive().safe()', 'z.number().positive().step(1)'],
  'number exclusiveMaximum 0 multipleOf 0.5': ['z.number().negative().multipleOf(0.5)', 'z.number().step(0.5).lt(0).finite()'],
  'string null ?': ['z.string().nullish()', 'z.string().nullable().optional()', 'z.string().optional().nullable()', 'z.nullish(z.string())', 'z.optional(z.nullable(z.string()))', 'z.string().or(z.null()).optional()', 'z.union([z.string(), z.null(), z.undefined()])'],
  'integer =20 maximum 100 minimum 1 other:coerced': [
    'integerText.pipe(z.int().min(1).max(100)).default(20)', 'z.string().regex(/^-?\\d{1,16}$/u).transform(Number).pipe(z.int().min(1).max(100)).default(20)', 'z.coerce.number().int().min(1).max(100).default(20)',
    'integerText.pipe(z.int().min(1).max(100)).optional().default(20)', 'z.coerce.number().int().min(1).max(100).prefault(20)', 'z.coerce.number().int().min(1).max(100).default(() => 20)',
    'z.string().transform((text) => Number(text)).pipe(z.number().int().min(1).max(100)).default(20)',
  ],
  'enum ("A", "B", "C")': [
    'z.enum(["A", "B", "C"])', 'z.enum(["C", "B", "A"])', 'z.literal(["A", "B", "C"])', 'z.union([z.literal("A"), z.literal("B"), z.literal("C")])', 'z.literal("A").or(z.enum(["B", "C"]))', 'z.enum({ A: "A", B: "B", C: "C" })',
    'const values = ["A", "B", "C"] as const; export const schema = z.enum(values)', 'const rest = ["B", "C"]; export const schema = z.enum(["A", ...rest])', 'z.enum(["A", "B", "C", "D"]).exclude(["D"])', 'z.enum(["A", "B", "C", "D"]).extract(["A", "B", "C"])',
    'const Kind = { first: "A", second: "B", third: "C" } as const; export const schema = z.enum(Kind)', 'z.nativeEnum({ a: "A", b: "B", c: "C" })', 'z.enum(Object.keys({ A: 1, B: 2, C: 3 }))', 'z.object({ A: z.any(), B: z.any(), C: z.any() }).keyof()',
  ],
  'enum ("OPEN", "PAID")': ['z.enum(["OPEN", "PAID"])', 'z.enum(state.states)'],
  'array maxItems 9 minItems 1 [string]': ['z.array(z.string()).min(1).max(9)', 'z.string().array().max(9).nonempty()', 'z.array(z.string()).max(9).check(z.minLength(1))'],
  'array maxItems 2 minItems 2 [boolean]': ['z.array(z.boolean()).length(2)', 'z.boolean().array().min(2).max(2)'],
  'object {a: string minLength 1, b: number ?} refused': [
    'z.strictObject({ a: z.string().min(1), b: z.number().optional() })', 'z.object({ b: z.number().optional(), a: z.string().min(1) }).strict()', 'z.looseObject({ a: z.string().min(1) }).extend({ b: z.number().optional() }).strict()',
    'z.object({ a: z.string().min(1), b: z.number().optional() }).catchall(z.never())',
    'const base = z.object({ a: z.string().min(1), c: z.date() }); export const schema = base.omit({ c: true }).extend({ b: z.number().optional() }).strict()',
    'const base = z.object({ a: z.string().min(1), c: z.date() }); export const schema = z.strictObject({ ...base.shape, b: z.number().optional() }).omit({ c: true })',
    'const base = z.object({ a: z.string().min(1), c: z.date() }); const { c, ...others } = base.shape; export const schema = z.strictObject({ ...others, b: z.number().optional() })',
    'const { c, ...others } = { a: z.string().min(1), b: z.number().optional(), c: z.date() }; export const schema = z.strictObject(others)',
    'const base = z.object({ a: z.string().min(1), c: z.date() }); export const schema = z.strictObject({ a: base.shape.a, b: z.number().optional() })',
    'const base = z.object({ a: z.string().min(1), c: z.date() }); const { a } = base.shape; export const schema = z.strictObject({ a, b: z.number().optional() })',
    'const fields = { a: z.string().min(1) }; export const schema = z.strictObject({ ...fields, ...{ b: z.number().optional() } })',
    'const fields = { a: z.string() }; export const schema = z.strictObject({ ...fields, a: fields.a.min(1), b: z.optional(z.number()) })',
    'z.object({ a: z.string().min(1) }).merge(z.object({ b: z.number().optional() }).strict())', 'z.strictObject({ a: z.string().min(1), b: z.number() }).partial({ b: true })',
    'z.strictObject({ a: z.string().min(1), b: z.number(), c: z.any() }).pick({ a: true, b: true }).partial().required({ a: true })', 'z.strictObject({ a: z.string().min(1).optional(), b: z.number().optional() }).required({ a: true })',
    'const key = "a"; export const schema = z.strictObject({ [key]: z.string().min(1), "b": z.number().optional() })', 'z.strictObject({ get a() { return z.string().min(1); }, b: z.lazy(() => z.number()).optional() })',
    'const strict = (fields) => z.object(fields).strict(); export const schema = strict({ a: z.string().min(1), b: z.number().optional() })',
    'const maybe = (inner) => inner.optional(); export const schema = z.strictObject({ a: z.string().min(1), b: maybe(z.number()) })',
    { 'src/schema.ts': 'import { z } from "zod"; import { fields } from "./a.ts"; export const schema = z.strictObject(fields);', 'src/a.ts': 'import { z } from "zod"; import { b } from "./b.ts"; export const fields = { a: z.string().min(1), b: b };', 'src/b.ts': 'import { z } from "zod"; export const b = z.number().optional();' },
  ],
  'object {a: string} kept': ['z.looseObject({ a: z.string() })', 'z.object({ a: z.string() }).passthrough()', 'z.object({ a: z.string() }).loose()', 'z.object({ a: z.string() }).catchall(z.unknown())', 'z.strictObject({ a: z.string() }).loose()'],
  'object {a: string} dropped': ['z.object({ a: z.string() })', 'z.strictObject({ a: z.string() }).strip()'],
  'object {a: string} ...integer': ['z.object({ a: z.string() }).catchall(z.int())', 'z.strictObject({ a: z.string() }).catchall(z.number().int())'],
  'record [integer]': ['z.record(z.string(), z.int())', 'z.record(z.int())'],
  'union [integer, string minLength 2]': ['z.union([z.string().min(2), z.int()])', 'z.int().or(z.string().min(2))', 'z.union([z.int(), z.union([z.string().min(2), z.int()])])'],
  'union other:discriminator "kind" [object {a: string, kind: enum ("a")} dropped, object {b: integer, kind: enum ("b")} dropped]': [
    'z.discriminatedUnion("kind", [z.object({ kind: z.literal("a"), a: z.string() }), z.object({ kind: z.literal("b"), b: z.int() })])',
    'const a = z.object({ kind: z.enum(["a"]), a: z.string() }); const b = z.object({ b: z.int() }).extend({ kind: z.literal("b") }); export const schema = z.discriminatedUnion("kind", [b, a])',
  ],
  'other:intersection [object {a: string} dropped, object {b: string} dropped]': ['z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() }))', 'z.object({ b: z.string() }).and(z.object({ a: z.string() }))'],
  'tuple [string, integer]': ['z.tuple([z.string(), z.int()])'],
  'string exclusiveMinimum 0 format decimal precision 12 scale 2': [
    'decimal({ precision: 12, scale: 2, exclusiveMinimum: 0 })', 'decimal({ exclusiveMinimum: 0, scale: 2, precision: 12, minimum: undefined })', 'const money = { precision: 12, scale: 2 }; export const schema = decimal({ ...money, exclusiveMinimum: 0 })',
    'const price = (options = {}) => decimal({ precision: 12, scale: 2, exclusiveMinimum: 0 }); export const schema = price()', { 'src/schema.ts': 'import { decimal as number } from "./support.ts"; export const schema = number({ precision: 10 + 2, scale: 2, exclusiveMinimum: 0 });' },
  ],
  'array uniqueItems true [string]': ['z.array(z.string()).refine(hasUniqueItems)', 'z.array(z.string()).refine(hasUniqueItems, "Items must differ from each other")', 'z.array(z.string()).refine((items) => hasUniqueItems(items), { error: "no" })'],
  'array other:repeated [string]': ['repeated(z.array(z.string()))', 'const list = z.array(z.string()); export const schema = repeated(list)'],
  'other:anyBody {text/csv: string, text/plain: string maxLength 9}': ['anyBody({ "text/csv": z.string(), "text/plain": z.string().max(9) })'],
  'string =a': ['z.string().default("a")', 'z.string().optional().default("a")', 'const value = "a"; export const schema = z.string().default(value)', 'z._default(z.string(), "a")'],
};

for (const [expected, ways] of Object.entries(spellings)) {
  it(`reads ${expected}`, () => {
    for (const way of ways) {
      const wanted = expected.replace(/=a$/, '="a"');
      if (typeof way === 'string') assert.equal(read(way), wanted, way);
      else assert.equal(read(way['src/schema.ts'] ?? '', way), wanted, way['src/schema.ts']);
    }
  });
}

it('tells apart what accepts something else', () => {
  const different = [
    'z.string()', 'z.string().min(1)', 'z.string().min(2)', 'z.string().max(2)', 'z.string().optional()', 'z.string().nullable()', 'z.string().nullish()', 'z.string().default("a")', 'z.string().default("b")', 'z.email()', 'z.uuid()', 'z.guid()',
    'z.uuid({ version: "v7" })', 'z.iso.datetime()', 'z.iso.datetime({ offset: true })', 'z.iso.date()', 'z.string().regex(/a/)', 'z.string().regex(/a/i)', 'z.string().regex(/b/)', 'z.string().trim()', 'z.string().toLowerCase()', 'z.string().startsWith("a")',
    'z.number()', 'z.int()', 'z.int32()', 'z.number().gt(1)', 'z.number().gte(1)', 'z.number().lt(1)', 'z.number().lte(1)', 'z.number().multipleOf(2)', 'z.coerce.number()', 'z.boolean()', 'z.null()', 'z.any()', 'z.never()', 'z.date()', 'z.bigint()',
    'z.enum(["a"])', 'z.enum(["a", "b"])', 'z.literal(1)', 'z.literal("1")', 'z.array(z.string())', 'z.array(z.int())', 'z.array(z.string()).min(1)', 'z.array(z.string().min(1))', 'z.array(z.string().nullable())', 'z.array(z.string()).nullable()', 'z.array(z.string()).refine(hasUniqueItems)',
    'z.object({ a: z.string() })', 'z.strictObject({ a: z.string() })', 'z.looseObject({ a: z.string() })', 'z.object({ b: z.string() })', 'z.object({ a: z.string().optional() })', 'z.object({ a: z.string(), b: z.string() })', 'z.object({ a: z.string() }).catchall(z.string())',
    'z.object({ a: z.string() }).refine((value) => value.a !== "")', 'z.object({ a: z.string() }).refine((value) => value.a === "")', 'z.record(z.string(), z.string())', 'z.record(z.enum(["a"]), z.string())', 'z.union([z.string(), z.int()])', 'z.xor([z.string(), z.int()])', 'z.tuple([z.string()])',
    'z.tuple([z.string(), z.string()])', 'z.string().transform((text) => text.length)', 'z.string().transform((text) => text.trim())', 'z.preprocess((value) => String(value), z.string())', 'z.string().nullish().refine((text) => text.length > 0)', 'z.string().refine((text) => /a/g.test(text))', 'z.stringbool({ truthy: ["true"], falsy: ["false"] })', 'z.string().catch("a")', 'z.string().pipe(z.email())', 'decimal({ precision: 12, scale: 2 })', 'decimal({ precision: 12, scale: 3 })',
    'decimal({ precision: 12, scale: 2, minimum: 0 })', 'repeated(z.string())', 'z.instanceof(Buffer)', 'z.stringbool()', 'unknown(z)',
  ];
  const texts = new Map<string, string>();
  for (const code of different) {
    const text = read(code);
    assert.equal(texts.get(text), undefined, `${code} is read like ${texts.get(text) ?? ''}: ${text}`);
    texts.set(text, code);
  }
});

it('reads helpers of the app the same in all ways when they are not known by name', () => {
  const price = (code: string): string => shapeKey(shapeIn(code, []).shape);
  assert.equal(price('decimal({ precision: 12, scale: 2 })'), price('const two = 2; export const schema = decimal({ scale: two, precision: 12 })'));
  assert.notEqual(price('decimal({ precision: 12, scale: 2 })'), price('decimal({ precision: 12, scale: 1 })'));
  assert.equal(price('integerText.pipe(z.int())'), read('integerText.pipe(z.int())'));
});

it('reads schemas that contain themselves', () => {
  const tree = 'export const schema = z.object({ name: z.string(), get children() { return z.array(schema); } })';
  assert.equal(read(tree), 'object {children: array [other:app#schema], name: string} dropped');
  const two = 'export const other = z.object({ get back() { return schema.optional(); } }); export const schema = z.object({ other: z.lazy(() => other), again: z.lazy(() => other) })';
  assert.equal(read(two), 'object {again: object {back: other:app#schema ?} dropped, other: object {back: other:app#schema ?} dropped} dropped');
});

it('reads a circle of schemas from wherever it begins: those in it are names in each other', () => {
  const circle = 'export const a = z.object({ get b() { return b; } }); export const b = z.object({ get c() { return z.array(c); }, d }); export const c = z.object({ get a() { return a; } }); export const d = z.object({ e: z.string() });';
  const from = (name: string): string => readShared(`${circle} export const schema = z.array(${name})`, ['schema', 'a', 'b', 'c', 'd']);
  assert.equal(from('a'), 'array [object {b: other:app#b} dropped]');
  assert.equal(from('b'), 'array [object {c: array [other:app#c], d: object {e: string} dropped} dropped]');
  assert.equal(from('c'), 'array [object {a: other:app#a} dropped]');
});

it('reads a property that is taken from a schema of the same circle', () => {
  const code = (same: string): string => `export const a = z.strictObject({ get b() { return b; }, n: ${same} }); export const b = z.object({ get a() { return a; }, n: z.int() }); export const c = z.object({ a }); export const schema = z.array(a)`;
  const shared = ['schema', 'a', 'b', 'c'];
  assert.equal(readShared(code('b.shape.n'), shared), readShared(code('z.int()'), shared));
  const apart = (same: string): string => `export const a = z.object({ n: ${same} }); export const b = z.object({ a, n: z.int() }); export const schema = z.array(b)`;
  assert.equal(readShared(apart('b.shape.n'), shared), 'array [object {a: object {n: integer} dropped, n: integer} dropped]');
});

it('reads schemas that all contain each other, and chains that double at each link', () => {
  const names = Array.from({ length: 40 }, (_, index) => `s${String(index)}`);
  const shared = ['schema', ...names];
  const circle = names.map((name) => `export const ${name} = z.object({ ${names.map((other) => `get ${other}() { return ${other}.optional(); }`).join(', ')} });`).join('\n');
  assert.match(readShared(`${circle}\nexport const schema = z.array(s0);`, shared), /^array \[#/);
  const chain = names.map((name, index) => `export const ${name} = z.object({ a: ${names[index + 1] ?? 'z.string()'}, b: ${names[index + 1] ?? 'z.string()'} });`).reverse().join('\n');
  assert.match(readShared(`${chain}\nexport const schema = z.union([s0, s1]);`, shared), /^union \[#/);
});

it('knows where the parts of a schema stand', () => {
  const code = 'const name = z.string().min(2); export const schema = z.strictObject({\n  name: name // comment\n    .max(9)\n    .default("x"),\n  price: decimal({ precision: 12, scale: 2 }),\n})';
  const { shape, text } = shapeIn(code, helpers);
  const [name, price] = shape.properties;
  assert.deepEqual([name?.at, ...(name?.shape.constraints ?? []).map(({ at }) => at), name?.shape.defaultAt, price?.at, ...(price?.shape.constraints ?? []).map(({ at }) => at)].map((at) => at && text(at)), [
    'name: name // comment\n    .max(9)\n    .default("x")', '.max(9)', '.min(2)', '.default("x")', 'price: decimal({ precision: 12, scale: 2 })', 'decimal', 'precision: 12', 'scale: 2',
  ]);
});

it('reads every beginning of a file', () => {
  const code = 'import { z } from "zod"; const base = z.object({ a: z.string().min(1), get b() { return base; } }); export const schema = z.strictObject({ ...base.shape, c: z.enum(["A"]).or(base).array(), d: z.lazy(() => schema) });';
  for (let end = 0; end <= code.length; end += 1) shapeIn(`import ${code.slice(6, end)}`, helpers);
  assert.equal(shapeIn(code, helpers).shape.type, 'object');
});
