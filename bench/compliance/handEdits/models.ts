import type { Hand } from './hand.ts';

/** Tables, schemas, machines and migrations. */
export function changeModels(hand: Hand): void {
  const product = 'src/models/schemas/product.ts';
  // 1. What is said three times gets a name.
  hand.replaceAll(product, 'z.string().min(1).max(200)', 'productName');
  hand.replaceAll(product, 'decimal({ precision: 12, scale: 2, exclusiveMinimum: 0 })', 'money');
  hand.replace(product, '/** Something that can be bought. */\n', "/** Names are shown in the shop window, so keep them short. */\nconst productName = z.string().min(1).max(200);\nconst money = decimal({ precision: 12, scale: 2, exclusiveMinimum: 0 });\n\n/** Something that can be bought. */\n");
  // 2. A message that customers understand.
  hand.replaceAll(product, '.regex(/^[A-Z0-9-]{3,20}$/u)', '.regex(/^[A-Z0-9-]{3,20}$/u, "Three to twenty capital letters, digits or dashes")');
  // 3. Bounds in the words that we use elsewhere.
  hand.replace(product, '  stock: z.int32().min(0).optional(),\n', '  stock: z.int32().nonnegative().optional(),\n');
  // 4. Sort orders as a constant, for the documentation page.
  hand.replace(product, '    .enum(["name", "-name", "price", "-price", "createdAt", "-createdAt"])', '    .enum(productSortOrders)');
  hand.replace(product, 'export const listProductsQuerySchema', 'export const productSortOrders = [\n  "name",\n  "-name",\n  "price",\n  "-price",\n  "createdAt",\n  "-createdAt",\n] as const;\n\nexport const listProductsQuerySchema');

  const cartItem = 'src/models/schemas/cartItem.ts';
  // 5. One schema made of another.
  hand.replace(cartItem, 'export const cartItemReplaceSchema = z.strictObject({\n  quantity: z.int32().min(1).max(99),\n});', 'const quantity = z.int32().min(1).max(99);\n\nexport const cartItemReplaceSchema = z.object({ quantity }).strict();');
  hand.replace(cartItem, '  quantity: z.int32().min(1).max(99).optional(),\n', '  quantity: z.optional(quantity),\n');
  // 6. The paging of both lists.
  const paging = '  limit: integerText.pipe(z.int32().min(1).max(100)).default(20),\n  cursor: z.string().min(1).max(2000).optional(),\n';
  hand.replaceAll(cartItem, paging, '  ...paging,\n');
  hand.replace(cartItem, 'export const listItemsOfCartQuerySchema', `const paging = {\n${paging}};\n\nexport const listItemsOfCartQuerySchema`);

  // 7. Schemas of orders in two files.
  const order = 'src/models/schemas/order.ts';
  hand.replace(order, '  status: z.enum([\n    "PENDING",\n    "PAID",\n    "SHIPPED",\n    "DELIVERED",\n    "CANCELLED",\n    "REFUNDED",\n  ]),\n', '  status: z.enum(orderStates),\n');
  hand.replaceAll(order, '    .enum(["PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"])\n', '    .enum(orderStates)\n');
  hand.replace(order, 'import { decimal, integerText } from "./support.ts";\n', 'import { orderStates } from "../orderStates.ts";\nimport { decimal, integerText } from "./support.ts";\n');
  hand.add('src/models/orderStates.ts', '/** The life of an order, as table, schema and machine know it. */\nexport const orderStates = [\n  "PENDING",\n  "PAID",\n  "SHIPPED",\n  "DELIVERED",\n  "CANCELLED",\n  "REFUNDED",\n] as const;\n');
  // 8. The machine and the table use the same list.
  const machine = 'src/state-machines/orderStatus.ts';
  hand.replace(machine, '  states: ["PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"],\n', '  states: orderStates,\n');
  hand.replace(machine, 'import { orderRepository }', 'import { orderStates } from "../models/orderStates.ts";\nimport { orderRepository }');
  const orders = 'src/models/entities/order.ts';
  hand.replace(orders, '    status: text("status", {\n      enum: [\n        "PENDING",\n        "PAID",\n        "SHIPPED",\n        "DELIVERED",\n        "CANCELLED",\n        "REFUNDED",\n      ],\n    })\n', '    status: text("status", { enum: orderStates })\n');
  hand.replace(orders, 'import { customers } from "./customer.ts";\n', 'import { orderStates } from "../orderStates.ts";\nimport { customers } from "./customer.ts";\n');
  // 9. Transitions by the order in which they happen.
  hand.replace(machine, '    { event: "pay", from: "PENDING", to: "PAID" },\n', '');
  hand.replace(machine, '    { event: "refund", from: "DELIVERED", to: "REFUNDED" },\n', '    { from: "DELIVERED", to: "REFUNDED", event: "refund" },\n    // The way most orders go begins here.\n    { event: "pay", from: "PENDING", to: "PAID" },\n');
  // 10. The guard as a function with a name.
  hand.replace(machine, '  if (event === "refund" && compare(current.total, "0") <= 0) {\n    throw failure(409, "guard_failed", \'"refund" is not allowed now.\');\n  }\n', '  if (event === "refund" && hasNothingToRefund(current)) {\n    throw failure(409, "guard_failed", \'"refund" is not allowed now.\');\n  }\n');
  hand.append(machine, '\nfunction hasNothingToRefund({ total }: OrderRow): boolean {\n  return compare(total, "0") <= 0;\n}\n');

  const products = 'src/models/entities/product.ts';
  // 11. What all our tables have.
  hand.add('src/models/columns.ts', 'import { integer, timestamp, uuid } from "drizzle-orm/pg-core";\nimport { uuidv7 } from "../shared/uuid.ts";\n\nconst instant = { withTimezone: true, precision: 3 } as const;\n\n/** The key of a table, in the order of time. */\nexport const key = () =>\n  uuid("id")\n    .primaryKey()\n    .$defaultFn(() => uuidv7());\n\n/** When a row was made and changed, and how often. */\nexport const history = {\n  createdAt: timestamp("created_at", instant).notNull().defaultNow(),\n  updatedAt: timestamp("updated_at", instant).notNull().defaultNow(),\n  rowVersion: integer("row_version").notNull().default(1),\n};\n');
  for (const table of ['product', 'category', 'cart']) {
    const path = `src/models/entities/${table}.ts`;
    hand.replace(path, '    id: uuid("id")\n      .primaryKey()\n      .$defaultFn(() => uuidv7()),\n', '    id: key(),\n');
    hand.replace(path, '    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 })\n      .notNull()\n      .defaultNow(),\n    updatedAt: timestamp("updated_at", { withTimezone: true, precision: 3 })\n      .notNull()\n      .defaultNow(),\n    rowVersion: integer("row_version").notNull().default(1),\n', '    ...history,\n');
    hand.replace(path, 'import { uuidv7 } from "../../shared/uuid.ts";\n', 'import { history, key } from "../columns.ts";\n');
    hand.replace(path, '  timestamp,\n', '');
  }
  hand.replace('src/models/entities/category.ts', '  integer,\n', '');
  hand.replace('src/models/entities/cart.ts', '  integer,\n', '');
  // 12. Columns in the order of the form.
  hand.replace(products, '    sku: text("sku").notNull(),\n    name: text("name").notNull(),\n', '    name: text("name").notNull(),\n    sku: text("sku").notNull(),\n');
  hand.replace(products, '(table) => [\n    unique("products__sku__key").on(table.sku),', '(columns) => [\n    unique("products__sku__key").on(columns.sku),');
  hand.replace(products, 'columns: [table.categoryId],', 'columns: [columns.categoryId],');
  hand.replace(products, 'index("products__category_id__idx").on(table.categoryId)', 'index("products__category_id__idx").on(columns.categoryId)');
  // 13. A type for what only the service needs.
  hand.append(products, '\nexport type ProductId = ProductRow["id"];\n');

  const migration = 'migrations/0001_init.sql';
  // 14. - 16. Comments, shorter types, a constraint on its own, an index later.
  hand.replace(migration, 'create table "products" (\n', '-- What we sell.\ncreate table "products" (\n');
  hand.replaceAll(migration, 'timestamp(3) with time zone', 'timestamptz(3)');
  hand.replace(migration, ',\n  constraint "notifications__text__max_length" check (char_length("text") <= 500)\n);', '\n);\n\nalter table "notifications"\n  add constraint "notifications__text__max_length" check (char_length("text") <= 500);');
  hand.replace(migration, '\n\ncreate index "order_items__product_id__idx" on "order_items" ("product_id");', '');
  hand.add('migrations/0002_order_items.sql', '-- Reports read the items of a product.\ncreate index "order_items__product_id__idx" on "order_items" ("product_id");\n');
}
