import assert from 'node:assert/strict';
import { answersUnwritten } from './answersUnwritten.ts';

const stub = `export async function notify(
  _ctx: CallContext,
  _args: { order: Order },
): Promise<{
  sent: boolean;
}> {
  throw notImplemented("checkout.notify", "Tell the warehouse");
}
`;
const whole = `export async function notify(ctx: CallContext): Promise<void> {
  if (ctx.caller === null) {
    return;
  }
  await ctx.events.emit("told", {});
}
`;

it('is what answers 501, whatever stands beside it', () => {
  assert.equal(answersUnwritten(stub, 'notify'), true);
  assert.equal(answersUnwritten(`${stub}\n${whole.replace('notify', 'other')}`, 'notify'), true);
  assert.equal(answersUnwritten(`${stub}\n${whole.replace('notify', 'other')}`, 'other'), false);
  assert.equal(answersUnwritten(stub.replaceAll('\n', '\r\n') + whole.replace('notify', 'other').replaceAll('\n', '\r\n'), 'other'), false);
});

it('is no function that a person wrote, however it is declared', () => {
  assert.equal(answersUnwritten(whole, 'notify'), false);
  assert.equal(answersUnwritten(`export const notify = async (ctx: CallContext) => {\n  await tell(ctx);\n};\n${stub.replace('notify', 'other')}`, 'notify'), false);
});

it('is what answers 501 in part, and what is gone', () => {
  assert.equal(answersUnwritten(whole.replace('return;', 'throw notImplemented("a", "b");'), 'notify'), true);
  assert.equal(answersUnwritten(whole, 'notifyAll'), true);
  assert.equal(answersUnwritten('', 'notify'), true);
});
