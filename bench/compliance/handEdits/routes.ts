import type { Hand } from './hand.ts';

/** Routes, their registration and what they answer. */
export function changeRoutes(hand: Hand): void {
  const products = 'src/api/routes/productRoutes.ts';
  // 17. Who may write, said once.
  hand.replaceAll(products, 'onRequest: access([{ scheme: "bearer", scopes: ["catalog:write"] }]),', 'onRequest: mayWrite,');
  // 18. Paths, said once.
  hand.replaceAll(products, 'url: "/products/:id/related/:relatedId"', 'url: `${one}/related/:relatedId`');
  hand.replaceAll(products, 'url: "/products/:id/related"', 'url: `${one}/related`');
  hand.replaceAll(products, 'url: "/products/:id"', 'url: one');
  hand.replaceAll(products, 'url: "/products"', 'url: all');
  hand.replace(products, 'export function productRoutes(app: App): void {\n', 'const mayWrite = access([{ scheme: "bearer", scopes: ["catalog:write"] }]);\n\nconst all = "/products";\nconst one = `${all}/:id`;\nconst idOnly = z.strictObject({ id: z.guid() });\nconst noContent = 204;\n\n/** Everything about products. */\nexport function productRoutes(app: App): void {\n');
  // 19. The parameters, said once.
  hand.replaceAll(products, 'params: z.strictObject({ id: z.guid() }),', 'params: idOnly,');
  // 20. Statuses by name, and the method that Fastify recommends.
  hand.replaceAll(products, 'return reply.code(204).send();', 'return reply.status(noContent).send();');

  const categories = 'src/api/routes/categoryRoutes.ts';
  // 21. Hooks as a list, ready for a second one.
  hand.replaceAll(categories, 'onRequest: access([{ scheme: "bearer", scopes: ["catalog:write"] }]),', 'onRequest: [access([{ scheme: "bearer", scopes: ["catalog:write"] }])],');
  // 22. Log what is deleted.
  hand.replace(categories, '    handler: async (request, reply) => {\n      await inTransaction(app.database, request.caller, (context) =>\n        categoryService.remove(', '    handler: async (request, reply) => {\n      request.log.info({ category: request.params.id }, "Deleting a category");\n      await inTransaction(app.database, request.caller, (context) =>\n        categoryService.remove(');

  const orders = 'src/api/routes/orderRoutes.ts';
  // 23. Shorthand methods.
  hand.replace(orders, '  app.route({\n    method: "GET",\n    url: "/orders",\n    schema: {\n      querystring: listOrdersQuerySchema,\n    },\n    onRequest: access([{ scheme: "bearer", scopes: [] }]),\n    handler: async (request) => {\n      const { rows, nextCursor } = await inSingleRead(\n        app.database,\n        request.caller,\n        (context) => orderService.list(context, request.query),\n      );\n      return { items: rows.map(presentOrder), nextCursor };\n    },\n  });\n', '  app.get(\n    "/orders",\n    {\n      schema: { querystring: listOrdersQuerySchema },\n      onRequest: signedIn,\n    },\n    async (request) => {\n      const page = await inSingleRead(\n        app.database,\n        request.caller,\n        (context) => orderService.list(context, request.query),\n      );\n      const items = page.rows.map((row) => presentOrder(row));\n      return { items, nextCursor: page.nextCursor };\n    },\n  );\n');
  // 24. Access by role.
  hand.replaceAll(orders, 'onRequest: access([{ scheme: "bearer", scopes: ["orders:manage"] }]),', 'onRequest: staff,');
  hand.replaceAll(orders, 'onRequest: access([{ scheme: "bearer", scopes: [] }]),', 'onRequest: signedIn,');
  hand.replace(orders, 'export function orderRoutes(app: App): void {\n', 'import { signedIn, staff } from "../access.ts";\n\nexport function orderRoutes(app: App): void {\n');
  hand.replace(orders, 'import { access } from "../../http/auth.ts";\n', '');
  hand.add('src/api/access.ts', 'import { access } from "../http/auth.ts";\n\nfunction bearer(...scopes: string[]) {\n  return access([{ scheme: "bearer", scopes }]);\n}\n\n/** Anybody with an account. */\nexport const signedIn = bearer();\n\n/** People who work here. */\nexport const staff = bearer("orders:manage");\n');
  // 25. The body of the answer as a variable, and the arguments before the call.
  hand.replace(orders, '        const result = await payOrder(context, {\n          id: request.params.id,\n          paymentReference: request.body.paymentReference,\n          amount: request.body.amount,\n        });\n        return { status: 200, body: presentOrder(result) };\n', '        const { amount, paymentReference } = request.body;\n        const input = { id: request.params.id, amount, paymentReference };\n        const paid = await payOrder(context, input);\n        const body = presentOrder(paid);\n        return { status: 200, body };\n');

  // 26. Carts in a file of their own folder, checkout in another.
  const carts = 'src/api/routes/cartRoutes.ts';
  const checkout = '  app.route({\n    method: "POST",\n    url: "/carts/:id/checkout",\n    schema: {\n      params: z.strictObject({ id: z.guid() }),\n      querystring: noQuery,\n    },\n    onRequest: access([{ scheme: "bearer", scopes: [] }]),\n    handler: (request, reply) =>\n      idempotent(request, reply, "checkout", async (context) => {\n        const result = await checkout(context, { id: request.params.id });\n        return { status: 201, body: presentOrder(result) };\n      }),\n  });\n\n';
  hand.replace(carts, checkout, '');
  hand.replace(carts, 'import { presentOrder } from "../../models/presenters/order.ts";\n', '');
  hand.replace(carts, 'import { checkout } from "../../workflows/checkout.ts";\n', '');
  hand.add('src/api/checkout/checkoutRoutes.ts', `import { z } from "zod";\nimport { idempotent } from "../../http/idempotency.ts";\nimport type { App } from "../../http/server.ts";\nimport { presentOrder } from "../../models/presenters/order.ts";\nimport { noQuery } from "../../models/schemas/support.ts";\nimport { checkout } from "../../workflows/checkout.ts";\nimport { signedIn } from "../access.ts";\n\n/** The till. */\nexport const checkoutRoutes = (app: App): void => {\n${checkout.trimEnd().replace('access([{ scheme: "bearer", scopes: [] }])', 'signedIn')}\n};\n`);
  // 27. Paths through a prefix.
  const notifications = 'src/api/routes/notificationRoutes.ts';
  hand.replaceAll(notifications, 'url: "/notifications/:id"', 'url: "/:id"');
  hand.replaceAll(notifications, 'url: "/notifications"', 'url: ""');
  const app = 'src/app.ts';
  hand.replace(app, '  notificationRoutes(app);\n', '  void app.register(\n    async (scope) => {\n      notificationRoutes(scope);\n    },\n    { prefix: "/notifications" },\n  );\n');
  hand.replace(app, '  refuseOthers();\n', '  void app.after(() => {\n    refuseOthers();\n  });\n');
  // 28. Routes by importance, and the till.
  hand.replace(app, '  cartRoutes(app);\n', '');
  hand.replace(app, '  productRoutes(app);\n', '  productRoutes(app);\n  cartRoutes(app);\n  checkoutRoutes(app);\n');
  hand.replace(app, 'import { cartItemRoutes }', 'import { checkoutRoutes } from "./api/checkout/checkoutRoutes.ts";\nimport { cartItemRoutes }');
  // 29. A handler as a function with a name.
  hand.replace(carts, '    handler: async (request, reply) => {\n      const row = await inSingleRead(app.database, request.caller, (context) =>\n        cartService.read(context, request.params.id),\n      );\n      reply.header("etag", etagOf(row.rowVersion));\n      if (notModified(request.headers["if-none-match"], row.rowVersion)) {\n        return reply.code(304).send();\n      }\n      return presentCart(row);\n    },\n', '    handler: async (request, reply) => {\n      const row = await inSingleRead(app.database, request.caller, (context) =>\n        cartService.read(context, request.params.id),\n      );\n      const { rowVersion } = row;\n      reply.header("etag", etagOf(rowVersion));\n      const unchanged = notModified(request.headers["if-none-match"], rowVersion);\n      return unchanged ? reply.code(304).send() : presentCart(row);\n    },\n');
  // 30. The presenter says what it needs.
  const presenter = 'src/models/presenters/cart.ts';
  hand.replace(presenter, 'export function presentCart(row: CartRow): Cart {\n  return {\n    id: row.id,\n    status: row.status,\n    customerId: row.customerId,\n', 'export function presentCart(row: CartRow): Cart {\n  const { id, status, customerId } = row;\n  return {\n    id,\n    status,\n    customerId,\n');
  // 31. Dates by one function.
  const customer = 'src/models/presenters/customer.ts';
  hand.replace(customer, '    createdAt: row.createdAt.toISOString(),\n    updatedAt: row.updatedAt.toISOString(),\n', '    ...times(row),\n');
  hand.append(customer, '\nfunction times(row: CustomerRow): Pick<Customer, "createdAt" | "updatedAt"> {\n  return {\n    createdAt: row.createdAt.toISOString(),\n    updatedAt: row.updatedAt.toISOString(),\n  };\n}\n');
}
