import type { Hand } from './hand.ts';

/** Services and repositories. */
export function changeServices(hand: Hand): void {
  const product = 'src/services/productService.ts';
  // 32. The lookup and its 404 as one helper.
  hand.replaceAll(product, 'found(await productRepository.findForUpdate(context, id), id)', 'await locked(context, id)');
  hand.append(product, '\n/** The row, locked until the end of the transaction. */\nasync function locked(context: CallContext, id: ProductRow["id"]): Promise<ProductRow> {\n  return found(await productRepository.findForUpdate(context, id), id);\n}\n');
  // 33. Nothing means null.
  hand.replace(product, '        description: body.description ?? null,\n        categoryId: body.categoryId ?? null,\n', '        categoryId: orNull(body.categoryId),\n        description: orNull(body.description),\n');
  hand.append(product, '\nfunction orNull<T>(value: T | null | undefined): T | null {\n  return value ?? null;\n}\n');
  // 34. Less nesting.
  hand.replace(product, '  if (\n    body.categoryId !== undefined &&\n    body.categoryId !== null &&\n    (await categoryRepository.find(context, body.categoryId)) === undefined\n  ) {\n    errors.push({ path: "/categoryId", message: "There is no such category." });\n  }\n', '  const { categoryId } = body;\n  if (categoryId != null) {\n    const category = await categoryRepository.find(context, categoryId);\n    if (category === undefined) {\n      errors.push({ path: "/categoryId", message: "There is no such category." });\n    }\n  }\n');
  // 35. The target of a link, looked up in one place.
  hand.replaceAll(product, '    const targetProduct = await productRepository.find(context, targetId);\n    if (targetProduct === undefined) throw notFound("Product", targetId);\n', '    const targetProduct = found(await productRepository.find(context, targetId), targetId);\n');

  // 36. A service as a class.
  const notification = 'src/services/notificationService.ts';
  hand.replace(notification, 'export const notificationService = {\n  async list(', '/** What customers may do with their messages. */\nclass NotificationService {\n  async list(');
  hand.replaceAll(notification, '  },\n\n  async ', '  }\n\n  async ');
  hand.replace(notification, '  },\n};\n', '  }\n}\n\nexport const notificationService = new NotificationService();\n');
  // 37. Functions beside the object that gives them.
  const order = 'src/services/orderService.ts';
  hand.replace(order, '  async read(context: CallContext, id: OrderRow["id"]): Promise<OrderRow> {\n    return found(await orderRepository.findOwned(context, id), id);\n  },\n', '  read,\n');
  hand.append(order, '\nasync function read(\n  context: CallContext,\n  id: OrderRow["id"],\n): Promise<OrderRow> {\n  const row = await orderRepository.findOwned(context, id);\n  return found(row, id);\n}\n');
  // 38. An arrow function is enough.
  hand.replace(order, '  async list(\n    context: CallContext,\n    query: ListOrdersQuery,\n  ): Promise<Page<OrderRow>> {\n    return orderRepository.list(context, query);\n  },\n', '  list: (context: CallContext, query: ListOrdersQuery): Promise<Page<OrderRow>> =>\n    orderRepository.list(context, query),\n');
  // 39. The order of the methods.
  const customer = 'src/services/customerService.ts';
  hand.replace(customer, '  async read(\n    context: CallContext,\n    id: CustomerRow["id"],\n  ): Promise<CustomerRow> {\n    return found(await customerRepository.findOwned(context, id), id);\n  },\n\n', '');
  hand.replace(customer, 'export const customerService = {\n', 'export const customerService = {\n  async read(\n    context: CallContext,\n    id: CustomerRow["id"],\n  ): Promise<CustomerRow> {\n    const row = await customerRepository.findOwned(context, id);\n    if (row === undefined) {\n      throw notFound("Customer", id);\n    }\n    return row;\n  },\n\n');
  // 40. Who calls, before it is used.
  hand.replace(customer, '    return customerRepository.insert(context, {\n      ...body,\n      userId: requireCaller(context).subject,\n    });\n', '    const { subject } = requireCaller(context);\n    const created = await customerRepository.insert(context, { ...body, userId: subject });\n    return created;\n');
  // 41. A file under another name.
  hand.move('src/services/cartService.ts', 'src/services/carts.ts');
  hand.everywhere('/services/cartService.ts"', '/services/carts.ts"');
  // 42. A helper that several services share.
  hand.add('src/services/missing.ts', 'import { notFound } from "../http/problem.ts";\n\n/** The row, or 404. */\nexport function rowOr404<Row>(row: Row | undefined, entity: string, id: string | number): Row {\n  if (row === undefined) throw notFound(entity, id);\n  return row;\n}\n');
  const category = 'src/services/categoryService.ts';
  hand.replace(category, 'function found(row: CategoryRow | undefined, id: string | number): CategoryRow {\n  if (row === undefined) throw notFound("Category", id);\n  return row;\n}\n', 'function found(row: CategoryRow | undefined, id: string | number): CategoryRow {\n  return rowOr404(row, "Category", id);\n}\n');
  hand.replace(category, 'import type { CallContext }', 'import { rowOr404 } from "./missing.ts";\nimport type { CallContext }');
  // 43. A guard the other way round.
  hand.replace(category, '    if ((await categoryRepository.find(context, parentId)) === undefined) {\n      throw notFound("Category", parentId);\n    }\n    return categoryRepository.listByParent(context, parentId, query);\n', '    const parent = await categoryRepository.find(context, parentId);\n    if (parent !== undefined) {\n      return categoryRepository.listByParent(context, parentId, query);\n    }\n    throw notFound("Category", parentId);\n');

  const orders = 'src/repositories/orderRepository.ts';
  // 44. Another name for the table, and the early return in braces.
  hand.replace(orders, '    if (Object.values(patch).every((value) => value === undefined)) return row;\n', '    const changesNothing = Object.values(patch).every((value) => value === undefined);\n    if (changesNothing) {\n      return row;\n    }\n');
  // 45. The sort order of both lists.
  const sortable = '      sortable: ["createdAt", "updatedAt"],\n';
  hand.replaceAll(orders, sortable, '      sortable: [...sortable],\n');
  hand.replace(orders, 'export const orderRepository = {\n', 'const sortable = ["createdAt", "updatedAt"] as const;\n\nexport const orderRepository = {\n');
  // 46. The condition of the owner in steps.
  const customers = 'src/repositories/customerRepository.ts';
  hand.replace(customers, '    return caller.isAdmin ? undefined : eq(customers.userId, caller.subject);\n', '    if (caller.isAdmin) {\n      return undefined;\n    }\n    return eq(customers.userId, caller.subject);\n');
}
