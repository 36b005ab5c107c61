import type { Hand } from './hand.ts';

/** Flows, validators, what events and clocks start, and settings. */
export function changeWorkflows(hand: Hand): void {
  const checkout = 'src/workflows/checkout.ts';
  // 47. The input as names.
  hand.replace(checkout, '  const cart = await cartRepository.findOwnedForUpdate(context, input.id);\n  if (cart === undefined) throw notFound("Cart", input.id);\n', '  const { id } = input;\n  const cart = await cartRepository.findOwnedForUpdate(context, id);\n  if (cart === undefined) {\n    throw notFound("Cart", id);\n  }\n');
  // 48. A condition with a name.
  hand.replace(checkout, '    if (!product.active || product.stock < item.quantity) {\n', '    const isAvailable = product.active && product.stock >= item.quantity;\n    if (!isAvailable) {\n');
  // 49. A sum that is used twice.
  hand.replace(checkout, '    await orderItemRepository.insert(context, {\n      orderId: order.id,\n      productId: product.id,\n      quantity: item.quantity,\n      unitPrice: product.price,\n      lineTotal: multiply(product.price, item.quantity),\n    });\n    total = add(total, multiply(product.price, item.quantity));\n', '    const { quantity } = item;\n    const lineTotal = multiply(product.price, quantity);\n    await orderItemRepository.insert(context, {\n      orderId: order.id,\n      productId: product.id,\n      unitPrice: product.price,\n      quantity,\n      lineTotal,\n    });\n    total = add(total, lineTotal);\n');
  // 50. Nothing, with a name.
  hand.replaceAll(checkout, '"0.00"', 'nothing');
  hand.replace(checkout, 'export interface CheckoutInput {\n  readonly id: string;\n}\n', 'const nothing = "0.00";\n\nexport type CheckoutInput = { readonly id: string };\n');
  // 51. The number of an order from a function.
  hand.replace(checkout, 'number: `ORD-${uuidv7()}`', 'number: nextNumber()');
  hand.append(checkout, '\n/** Sorts by time, and nobody can guess how many orders there are. */\nfunction nextNumber(): string {\n  return "ORD-" + uuidv7();\n}\n');
  // 52. Wrong amounts, the other way round.
  const pay = 'src/workflows/payOrder.ts';
  hand.replace(pay, '  if (compare(input.amount, order.total) !== 0) {\n    throw failure(\n      422,\n      "amount_differs",\n      "The amount is not the total of the order.",\n    );\n  }\n', '  const matches = compare(input.amount, order.total) === 0;\n  if (!matches) throw failure(422, "amount_differs", "The amount is not the total of the order.");\n');
  // 53. What is written, as one object.
  hand.replace(pay, '  order = await orderRepository.update(context, order, {\n    paymentReference: input.paymentReference,\n    paidAt: context.now,\n  });\n', '  const payment = { paidAt: context.now, paymentReference: input.paymentReference };\n  order = await orderRepository.update(context, order, payment);\n');
  // 54. The way back into stock as a function.
  const cancel = 'src/workflows/cancelOrder.ts';
  hand.replace(cancel, '  for (const item of items) {\n    const product = await productRepository.findForUpdate(\n      context,\n      item.productId,\n    );\n    if (product === undefined) throw notFound("Product", item.productId);\n    await productRepository.update(context, product, {\n      stock: product.stock + item.quantity,\n    });\n  }\n', '  for (const item of items) {\n    await putBack(context, item);\n  }\n');
  hand.append(cancel, '\nasync function putBack(\n  context: CallContext,\n  { productId, quantity }: OrderItemRow,\n): Promise<void> {\n  const product = await productRepository.findForUpdate(context, productId);\n  if (product === undefined) throw notFound("Product", productId);\n  await productRepository.update(context, product, {\n    stock: product.stock + quantity,\n  });\n}\n');
  hand.replace(cancel, 'import { orderItemRepository }', 'import type { OrderItemRow } from "../models/entities/orderItem.ts";\nimport { orderItemRepository }');
  // 55. Functions as constants.
  const ship = 'src/workflows/shipOrder.ts';
  hand.replace(ship, 'export async function shipOrder(\n  context: CallContext,\n  input: ShipOrderInput,\n): Promise<OrderRow> {\n', 'export const shipOrder = async (\n  context: CallContext,\n  { id }: ShipOrderInput,\n): Promise<OrderRow> => {\n');
  hand.replace(ship, '  const row = await orderRepository.findOwnedForUpdate(context, input.id);\n  if (row === undefined) throw notFound("Order", input.id);\n  return fireOrderStatus(context, row, "ship");\n}\n', '  const order = await orderRepository.findOwnedForUpdate(context, id);\n  if (order === undefined) throw notFound("Order", id);\n  return await fireOrderStatus(context, order, "ship");\n};\n');
  // 56. Two short flows in one file.
  const reopen = 'src/workflows/reopenCart.ts';
  hand.append('src/workflows/abandonCart.ts', '\nexport interface ReopenCartInput {\n  readonly id: string;\n}\n\n/** Gives a cart that was abandoned another chance. */\nexport async function reopenCart(\n  context: CallContext,\n  input: ReopenCartInput,\n): Promise<CartRow> {\n  const cart = await cartRepository.findOwnedForUpdate(context, input.id);\n  if (cart === undefined) throw notFound("Cart", input.id);\n  return fireCartStatus(context, cart, "reopen");\n}\n');
  hand.remove(reopen);
  hand.everywhere('/workflows/reopenCart.ts"', '/workflows/abandonCart.ts"');
  // 57. How long a cart may stand there.
  const stale = 'src/workflows/abandonStaleCarts.ts';
  hand.replace(stale, 'hours(720)', 'hours(24 * daysUntilStale)');
  hand.replace(stale, '/** Gives up', 'const daysUntilStale = 30;\n\n/** Gives up');
  // 58. A greeting that is easier to change.
  hand.replace('src/workflows/greetCustomer.ts', '    text: `Thank you for order ${order.number}`,\n', '    text: greeting(order.number),\n');
  hand.append('src/workflows/greetCustomer.ts', '\nconst greeting = (number: string): string => `Thank you for order ${number}`;\n');
  // 59. The sum of an order in two steps.
  hand.replace('src/validators/orderValidator.ts', '  if (compare(row.total, sum(items.map((item) => item.lineTotal))) !== 0) {\n', '  const lines = items.map(({ lineTotal }) => lineTotal);\n  if (compare(row.total, sum(lines)) !== 0) {\n');
  // 60. The night run at a time with a name.
  hand.replace('src/events/schedules.ts', 'cron: "0 3 * * *"', 'cron: everyNightAtThree');
  hand.replace('src/events/schedules.ts', 'export const schedules', 'const everyNightAtThree = "0 3 * * *";\n\nexport const schedules');
  // 61. What an event carries, as a type of its own file.
  hand.replace('src/events/handlers.ts', '/** Payload of `order.placed`, as JSON. */\ninterface OrderPlacedPayload {\n  readonly orderId: string;\n  readonly total: string;\n}\n', '');
  hand.replace('src/events/handlers.ts', 'import type { EventHandler } from "./handler.ts";\n', 'import type { EventHandler } from "./handler.ts";\nimport type { OrderPlacedPayload } from "./payloads.ts";\n');
  hand.replace('src/events/handlers.ts', '      const event = payload as OrderPlacedPayload;\n      await greetCustomer(context, {\n        orderId: event.orderId,\n        total: event.total,\n      });\n', '      const { orderId, total } = payload as OrderPlacedPayload;\n      await greetCustomer(context, { orderId, total });\n');
  hand.add('src/events/payloads.ts', '/** Payload of `order.placed`, as JSON. */\nexport interface OrderPlacedPayload {\n  readonly orderId: string;\n  readonly total: string;\n}\n');
  // 62. The port by name.
  hand.replace('src/application.ts', 'export const application = { name: "shop", port: 3000 };', 'const port = 3_000;\n\nexport const application = { name: "shop", port };');
  // 63. A page for the support team that the spec knows nothing of, not yet a route.
  hand.add('src/support/describe.ts', 'import type { OrderRow } from "../models/entities/order.ts";\n\n/** One line for the telephone. */\nexport function describeOrder({ number, status, total }: OrderRow): string {\n  return `${number}: ${status}, ${total}`;\n}\n');
}
