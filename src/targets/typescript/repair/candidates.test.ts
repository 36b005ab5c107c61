import assert from 'node:assert/strict';
import { allPieces, type Piece, piecesOf } from '../../../ast/pieces.ts';
import type { AppTexts } from '../../facts/repairer.ts';
import { removeItem } from './listEdit.ts';
import { Source } from './source.ts';
import { typescriptRepairer } from './typescriptRepairer.ts';
import { applyEdits } from '../../../base/textEdit.ts';

const files: Readonly<Record<string, string>> = {
  'src/models/product.ts': `import { sql } from "drizzle-orm";
import { check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { categories } from "./category.ts";

/** Something that can be bought. */
export const products = pgTable(
  "products",
  {
    sku: text("sku").notNull(),
    stock: integer("stock").notNull().default(0),
    category: text("category").references(() => categories.id),
  },
  (table) => [
    check("products__stock__minimum", sql\`"stock" >= 0\`),
    check("products__sku__length", sql\`char_length("sku") >= 3\`),
  ],
);

export type ProductRow = typeof products.$inferSelect;
`,
  'src/models/category.ts': `import { pgTable, text } from "drizzle-orm/pg-core";

export const categories = pgTable("categories", { id: text("id").primaryKey() });
`,
  'src/workflows/pay.ts': `import { failure, notFound } from "../http/problem.ts";
import { orders } from "../repositories/orders.ts";
import type { CallContext } from "../shared/context.ts";

/** Records a payment. */
export async function pay(
  context: CallContext,
  input: { readonly id: string; readonly amount: number },
): Promise<void> {
  const order = await orders.findForUpdate(context, input.id);
  if (order === undefined) throw notFound("Order", input.id);
  if (input.amount !== order.total) {
    throw failure(422, "amount_differs", "The amount is not the total.");
  }
  await orders.update(context, order, { status: "PAID" });
  await orders.log(context, "paid", { orderId: order.id });
}
`,
};

function textsOf(of: Readonly<Record<string, string>>): AppTexts {
  return { read: (path) => of[path], paths: Object.keys(of) };
}

function itemsIn(path: string): readonly Piece[] {
  const root = piecesOf(path, files[path] ?? '');
  assert.ok(root);
  return [...allPieces(root)].filter((piece) => piece.list !== undefined && piece.list !== 'names' && piece.list !== 'arguments' && piece.list !== 'parameters' && piece.kind !== 'ImportDeclaration');
}

for (const path of Object.keys(files)) {
  for (const piece of itemsIn(path)) {
    const original = files[path] ?? '';
    it(`puts back what was taken out of ${path}: ${original.slice(piece.start, piece.end).replaceAll(/\s+/g, ' ').slice(0, 60)}`, () => {
      const source = Source.of(path, original);
      const own = source.root === undefined ? undefined : [...allPieces(source.root)].find((other) => other.start === piece.start && other.end === piece.end && other.list === piece.list);
      assert.ok(own);
      const edit = removeItem(source, own);
      const broken = applyEdits(original, [edit]);
      const at = { file: path, start: Math.max(0, edit.start - 1), end: Math.max(0, edit.start - 1) };
      const request = { kind: 'missing', expected: { file: path, start: piece.start, end: piece.end }, actual: undefined, at } as const;
      const candidates = [...typescriptRepairer.candidates(request, textsOf(files), textsOf({ ...files, [path]: broken }))];
      const found = candidates.slice(0, 3).map((candidate) => candidate.files.get(path));
      const squeeze = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, '').replaceAll(/,([)\]}])/g, '$1');
      assert.ok(found.some((text) => squeeze(text) === squeeze(original)), `After the removal:\n${broken}\nThe first way to mend it:\n${String(found[0])}`);
    });
  }
}

it('puts a lost constraint back into a chain that a person changed', () => {
  const path = 'src/models/product.ts';
  const original = files[path] ?? '';
  const start = original.indexOf('integer("stock").notNull().default(0)');
  const end = start + 'integer("stock").notNull()'.length;
  const broken = original.replace('integer("stock").notNull().default(0)', 'integer("stock", { mode: "number" }).default(0)');
  const at = { file: path, start: broken.indexOf('stock:'), end: broken.indexOf('stock:') + 10 };
  const [first] = typescriptRepairer.candidates({ kind: 'partial', expected: { file: path, start, end }, actual: undefined, at }, textsOf(files), textsOf({ ...files, [path]: broken }));
  assert.match(first?.files.get(path) ?? '', /stock: integer\("stock", \{ mode: "number" \}\)\.notNull\(\)\.default\(0\),/);
});

it('writes what is put back with the names that the function has there, and imports what it needs', () => {
  const path = 'src/workflows/pay.ts';
  const original = files[path] ?? '';
  const start = original.indexOf('if (order === undefined)');
  const end = original.indexOf('\n', start);
  const broken = original.replace('  if (order === undefined) throw notFound("Order", input.id);\n', '').replaceAll(/\border\b(?!s)/g, 'found').replaceAll(/\binput\b/g, 'wish').replace('import { failure, notFound }', 'import { failure }');
  const at = { file: path, start: broken.indexOf('export'), end: broken.length };
  const request = { kind: 'missing', expected: { file: path, start, end }, actual: undefined, at } as const;
  const found = [...typescriptRepairer.candidates(request, textsOf(files), textsOf({ ...files, [path]: broken }))].map((candidate) => candidate.files.get(path) ?? '');
  const sound = found.filter((text) => typescriptRepairer.isSound(path, broken, text));
  assert.match(sound[0] ?? '', /const found = await orders\.findForUpdate\(context, wish\.id\);\n {2}if \(found === undefined\) throw notFound\("Order", wish\.id\);\n/);
  assert.match(sound[0] ?? '', /import \{ failure, notFound \} from "\.\.\/http\/problem\.ts";/);
});

it('takes out what nobody asked for, with the import that only it used', () => {
  const path = 'src/models/product.ts';
  const original = files[path] ?? '';
  const start = original.indexOf('category: text');
  const [first] = typescriptRepairer.candidates({ kind: 'unrequested', expected: undefined, actual: { file: path, start, end: original.indexOf(',\n  },', start) }, at: { file: path, start, end: start } }, textsOf({}), textsOf(files));
  const text = first?.files.get(path) ?? '';
  assert.doesNotMatch(text, /category/);
  assert.match(text, /default\(0\),\n {2}\},/);
});

it('takes a property out of the rest of a row', () => {
  const there = 'export function present(row) {\n  const { version, ...rest } = row;\n  return { ...rest, at: row.at.toISOString() };\n}\n';
  const start = there.indexOf('...rest, at');
  const at = { file: 'src/present.ts', start, end: start + 7 };
  const [first] = typescriptRepairer.candidates({ kind: 'unrequested', key: 'User.pin', expected: undefined, actual: at, at }, textsOf({}), textsOf({ 'src/present.ts': there }));
  assert.equal(first?.files.get('src/present.ts'), there.replace('{ version, ...rest }', '{ version, pin, ...rest }'));
});

it('does without a condition that should not be there', () => {
  const there = 'export function routes(app) {\n  if (process.env["FLAG"]) {\n    app.route(one);\n    app.route(two);\n  }\n}\n';
  const start = there.indexOf('process');
  const at = { file: 'src/routes.ts', start, end: there.indexOf(')') };
  const wanted = 'export function routes(app) {\n  app.route(one);\n  app.route(two);\n}\n';
  const request = { kind: 'contradicts', expected: { file: 'src/routes.ts', start: wanted.indexOf('one'), end: wanted.indexOf('one') + 3 }, actual: at, at } as const;
  const ways = [...typescriptRepairer.candidates(request, textsOf({ 'src/routes.ts': wanted }), textsOf({ 'src/routes.ts': there }))].map(({ files: made }) => made.get('src/routes.ts'));
  assert.equal(ways.includes(wanted), true);
});

it('brings a whole file back', () => {
  const path = 'src/workflows/pay.ts';
  const { [path]: gone, ...rest } = files;
  const candidates = [...typescriptRepairer.candidates({ kind: 'missing', expected: { file: path, start: 0, end: 10 }, actual: undefined, at: { file: path, start: 0, end: 0 } }, textsOf(files), textsOf(rest))];
  assert.equal(candidates.at(-1)?.files.get(path), gone);
});
