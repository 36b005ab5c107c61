import assert from 'node:assert/strict';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { Answerer, type Handlers } from './answerer.ts';
import { Asker } from './asker.ts';
import type { Ask, Reply } from './calls.ts';

interface Questions {
  readonly add: { readonly params: { readonly numbers: readonly number[] }; readonly result: number; readonly progress: number };
  readonly wait: { readonly params: Record<string, never>; readonly result: string; readonly progress: never };
}

interface Ends {
  readonly asker: Asker<Questions>;
  readonly answerer: Answerer<Questions>;
  readonly replies: Reply[];
}

/** Both ends over real ports, which clone what is sent. */
async function connected(handlers: Partial<Handlers<Questions>>, work: (ends: Ends) => Promise<void>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const replies: Reply[] = [];
  const asker = new Asker<Questions>((message) => { port1.postMessage(message); });
  const answerer = new Answerer<Questions>({ handlers, send: (reply) => { port2.postMessage(reply); }, isProblem: (error) => error instanceof RangeError });
  port1.on('message', (reply: Reply) => {
    replies.push(reply);
    asker.receive(reply);
  });
  port2.on('message', (message: Ask<Questions>) => { answerer.receive(message); });
  try {
    await work({ asker, answerer, replies });
  } finally {
    port1.close();
    await once(port2, 'close');
  }
}

const add: Handlers<Questions>['add'] = ({ numbers }, { progress }) => {
  let sum = 0;
  for (const number of numbers) progress(sum += number);
  return Promise.resolve(sum);
};

const wait: Handlers<Questions>['wait'] = (_, { signal }) => new Promise((_, reject) => { signal.addEventListener('abort', () => { reject(new Error('stopped')); }); });

it('gives each question its own answer and what is told on the way', () => connected({ add }, async ({ asker }) => {
  const told: number[] = [];
  const [first, second] = await Promise.all([asker.ask('add', { numbers: [1, 2] }, { onProgress: (sum) => { told.push(sum); } }), asker.ask('add', { numbers: [40, 2] })]);
  assert.deepEqual([first, second, told], [3, 42, [1, 3]]);
}));

it('tells what a person can mend from a bug, and what nobody answers or nobody can send', () => connected({
  add: ({ numbers }) => Promise.reject(numbers.length === 0 ? new RangeError('nothing to add') : new TypeError('broken')),
  wait: () => Promise.resolve((() => 'no text') as unknown as string),
}, async ({ asker }) => {
  await assert.rejects(asker.ask('add', { numbers: [] }), { name: 'CallFailure', kind: 'problem', message: 'nothing to add' });
  await assert.rejects(asker.ask('add', { numbers: [1] }), { kind: 'bug', message: 'broken' });
  await assert.rejects(asker.ask('wait', {}), { kind: 'bug' });
  await connected({}, ({ asker: unheard }) => assert.rejects(unheard.ask('wait', {}), { kind: 'bug', message: 'Nobody answers wait.' }));
}));

it('cancels what is under way, leaves no listener at the signal, and sends nothing for what has ended', () => connected({ add, wait }, async ({ asker, replies }) => {
  const controller = new AbortController();
  const waiting = asker.ask('wait', {}, { signal: controller.signal });
  await asker.ask('add', { numbers: [1] });
  controller.abort();
  await assert.rejects(waiting, { kind: 'cancelled' });
  const over = new AbortController();
  await asker.ask('add', { numbers: [2] }, { signal: over.signal });
  const before = replies.length;
  over.abort();
  await asker.ask('add', { numbers: [] });
  assert.equal(replies.length, before + 1);
  await assert.rejects(asker.ask('add', { numbers: [3] }, { signal: over.signal }), { kind: 'cancelled' });
}));

it('when an end goes, what it was asked is cancelled, and what it asked fails', () => connected({ wait }, async ({ asker, answerer }) => {
  const cancelled = assert.rejects(asker.ask('wait', {}), { kind: 'cancelled' });
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  await answerer.stop();
  await cancelled;
  const lost = assert.rejects(asker.ask('wait', {}), { kind: 'bug', message: 'gone' });
  asker.failAll({ kind: 'bug', message: 'gone' });
  await lost;
}));
