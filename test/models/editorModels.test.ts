import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import { Answerer, type Handlers } from '../../src/extension/channel/answerer.ts';
import { Asker } from '../../src/extension/channel/asker.ts';
import type { Ask, Reply } from '../../src/extension/channel/calls.ts';
import type { HostRequests } from '../../src/extension/worker/hostRequests.ts';
import { hostLm } from '../../src/extension/worker/models/hostLm.ts';
import type { EditorModelCall, EditorModelEnd, EditorModelNews } from '../../src/llm/editorModels.ts';
import type { ModelCall } from '../../src/llm/modelCall.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import type { ModelOutcome } from '../../src/llm/outcome.ts';
import type { Provider } from '../../src/llm/provider.ts';
import { loadEditorProvider } from '../../src/llm/providers/loadProvider.ts';
import { systemTime } from '../../src/node/systemTime.ts';

const never = new AbortController().signal;
const tokens = { input: 12, output: 3 };
const ended: EditorModelEnd = { kind: 'ended', otherParts: 0, tokens };
const failed = (code: string, counted = tokens): EditorModelEnd => ({ kind: 'failed', code, message: 'It does not work. Bearer abc123secret', tokens: counted });

/** What the editor does with a call. */
type Behaviour = (call: EditorModelCall, hear: (news: EditorModelNews) => void, signal: AbortSignal) => Promise<EditorModelEnd>;

interface World {
  readonly provider: Provider;
  readonly calls: EditorModelCall[];
  readonly cancelled: () => number;
}

/** An editor that behaves so, reached over the real channel: what is sent is cloned, and comes in its own time. */
async function inEditor(behaviour: Behaviour, work: (world: World) => Promise<void>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const calls: EditorModelCall[] = [];
  let cancelled = 0;
  const handlers: Handlers<HostRequests> = {
    listEditorModels: () => Promise.resolve([{ vendor: 'copilot', id: 'gpt/5', name: 'GPT 5', maxInputTokens: 1000 }]),
    askEditorModel: async (call, { signal, progress }) => {
      calls.push(call);
      signal.addEventListener('abort', () => { cancelled += 1; });
      return behaviour(call, progress, signal);
    },
  };
  const asker = new Asker<HostRequests>((message) => { port1.postMessage(message); });
  const answerer = new Answerer<HostRequests>({ handlers, send: (reply) => { port2.postMessage(reply); } });
  port1.on('message', (reply: Reply) => { asker.receive(reply); });
  port2.on('message', (message: Ask<HostRequests>) => { answerer.receive(message); });
  const info: ModelInfo = { id: { provider: 'vscode', model: 'copilot/gpt/5' }, label: 'GPT 5', contextTokens: 1000, abilities: { temperature: false, efforts: [], structuredOutput: false, promptCache: 'none' }, tokenizer: 'other', sources: ['provider'] };
  const provider = await loadEditorProvider({ id: 'vscode', label: 'VS Code', time: systemTime, modelInfo: () => info, port: hostLm(asker) });
  try {
    await work({ provider, calls, cancelled: () => cancelled });
  } finally {
    await answerer.stop();
    port1.close();
  }
}

const part = (text: string): { readonly text: string; readonly stable: boolean } => ({ text, stable: false });
const call: ModelCall = {
  model: { provider: 'vscode', model: 'copilot/gpt/5' }, system: [part('Be brief.'), part('Answer in English.')], messages: [{ role: 'user', parts: [part('Are you there?')] }],
  maxOutputTokens: 400, limits: { firstByteMs: 20_000, idleMs: 20_000, totalMs: 40_000 },
};

/** How a call ends with an editor that behaves so. */
async function outcomeOf(behaviour: Behaviour, limits: Partial<ModelCall['limits']> = {}): Promise<ModelOutcome> {
  let outcome: ModelOutcome | undefined;
  await inEditor(behaviour, async ({ provider }) => { outcome = await provider.call({ ...call, limits: { ...call.limits, ...limits } }, never); });
  assert.ok(outcome !== undefined);
  return outcome;
}

const says = (...texts: readonly string[]): Behaviour => (_, hear) => {
  hear({ kind: 'started' });
  for (const text of texts) hear({ kind: 'text', text });
  return Promise.resolve(ended);
};
const silent: Behaviour = (_, hear, signal) => {
  hear({ kind: 'started' });
  return new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new Error('Canceled')); }); });
};

it('instructions go first as a message of the person, the answer comes in pieces, and its usage is marked as estimated', () => inEditor(says('Yes', ', here.'), async ({ provider, calls }) => {
  const heard: string[] = [];
  const outcome = await provider.call({ ...call, onText: (text) => { heard.push(text); } }, never);
  assert.deepEqual(calls, [{ vendor: 'copilot', id: 'gpt/5', messages: [{ role: 'user', text: 'Be brief.\n\nAnswer in English.' }, { role: 'user', text: 'Are you there?' }] }]);
  assert.ok(outcome.kind === 'ok');
  assert.deepEqual([outcome.text, outcome.usageIsEstimated, outcome.usage.input, outcome.usage.output, heard], ['Yes, here.', true, 12, 3, ['Yes', ', here.']]);
}));

it('lists the models of the editor by vendor and id; what it does not tell stays unknown', () => inEditor(says('x'), async ({ provider }) => {
  assert.deepEqual(await provider.list(never), { kind: 'models', models: [{ model: 'copilot/gpt/5', label: 'GPT 5', contextTokens: 1000 }] });
}));

const expected: readonly (readonly [string, Behaviour, ModelOutcome['kind'], string | undefined])[] = [
  ['no consent', () => Promise.resolve(failed('NoPermissions')), 'unauthorised', 'consent'],
  ['a quota that is used up', () => Promise.resolve(failed('Blocked')), 'rateLimited', 'quota'],
  ['a model that is gone', () => Promise.resolve(failed('NotFound')), 'unknown', 'notFound'],
  ['a failure of the model', () => Promise.resolve(failed('Unknown')), 'overloaded', 'server'],
  ['a failure with a prompt over the context', () => Promise.resolve(failed('Unknown', { input: 1001, output: 0 })), 'tooLarge', undefined],
  ['an error that is none of the models', () => Promise.resolve(failed('TypeError')), 'unknown', undefined],
  ['an editor that throws', () => Promise.reject(new Error('broken')), 'unknown', undefined],
  ['a stream that ends without a part', says(), 'badOutput', 'empty'],
  ['an answer of spaces', says(' ', '\n'), 'badOutput', 'empty'],
  ['only calls of tools', () => Promise.resolve({ kind: 'ended', otherParts: 2, tokens }), 'badOutput', 'malformed'],
  ['an answer over its limit', says(...Array.from({ length: 40 }, () => 'word '.repeat(20))), 'truncated', 'outputLimit'],
];
for (const [name, behaviour, kind, cause] of expected) {
  it(`${name} ends as ${kind}${cause === undefined ? '' : ` (${cause})`}`, async () => {
    const outcome = await outcomeOf(behaviour);
    assert.equal(outcome.kind, kind);
    assert.ok(outcome.kind !== 'ok');
    assert.equal(outcome.cause, cause);
    assert.ok(!outcome.detail.includes('abc123secret'));
  });
}

it('what was heard before a failure is kept as lost work', async () => {
  const outcome = await outcomeOf((_, hear) => {
    hear({ kind: 'text', text: 'Yes, b' });
    return Promise.resolve(failed('Unknown'));
  });
  assert.ok(outcome.kind === 'overloaded');
  assert.deepEqual([outcome.partialText, outcome.usage?.output], ['Yes, b', 3]);
});

it('a call ends when nothing begins, when the answer stops, and when it takes too long, and the editor is told', async () => {
  for (const limits of [{ firstByteMs: 30 }, { totalMs: 30 }]) {
    await inEditor(silent, async ({ provider, cancelled }) => {
      const outcome = await provider.call({ ...call, limits: { ...call.limits, ...limits } }, never);
      assert.deepEqual([outcome.kind, 'cause' in outcome && outcome.cause], ['offline', 'timeout']);
      await eventually(() => cancelled() === 1);
    });
  }
  const stalled = await outcomeOf((question, hear, signal) => {
    hear({ kind: 'text', text: 'Yes, b' });
    return silent(question, () => undefined, signal);
  }, { idleMs: 30 });
  assert.ok(stalled.kind === 'offline');
  assert.equal(stalled.partialText, 'Yes, b');
});

it('while the editor asks for consent, the time for the first byte does not run', async () => {
  const asks: Behaviour = async (question, hear, signal) => {
    hear({ kind: 'consent' });
    await new Promise((resolve) => { setTimeout(resolve, 900); });
    return says('Yes.')(question, hear, signal);
  };
  assert.equal((await outcomeOf(asks, { firstByteMs: 400 })).kind, 'ok');
});

it('a cancelled call is cancelled in the editor, before it is sent, under way, and while it waits for its turn', () => inEditor(silent, async ({ provider, calls, cancelled }) => {
  const before = new AbortController();
  before.abort();
  assert.equal((await provider.call(call, before.signal)).kind, 'cancelled');
  assert.equal(calls.length, 0);
  const controller = new AbortController();
  const all = [1, 2, 3].map(() => provider.call(call, controller.signal));
  await eventually(() => calls.length === 2);
  controller.abort();
  assert.deepEqual((await Promise.all(all)).map(({ kind }) => kind), ['cancelled', 'cancelled', 'cancelled']);
  await eventually(() => cancelled() === 2);
  assert.equal(calls.length, 2);
}));

it('two calls are under way at most, over all models; the others come in their turn, or are told that they did not', async () => {
  let underWay = 0;
  let most = 0;
  const slow: Behaviour = async (question, hear, signal) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    underWay -= 1;
    return says('Yes.')(question, hear, signal);
  };
  await inEditor(slow, async ({ provider }) => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, index) => provider.call({ ...call, model: { provider: 'vscode', model: `copilot/${String(index % 3)}` } }, never)));
    assert.deepEqual([...new Set(all.map(({ kind }) => kind))], ['ok']);
    assert.equal(most, 2);
  });
  await inEditor(silent, async ({ provider, calls }) => {
    const holders = new AbortController();
    const held = [1, 2].map(() => provider.call(call, holders.signal));
    await eventually(() => calls.length === 2);
    const late = await provider.call({ ...call, limits: { ...call.limits, totalMs: 30 } }, never);
    assert.deepEqual([late.kind, 'cause' in late && late.cause, calls.length], ['rateLimited', 'localLimit', 2]);
    holders.abort();
    await Promise.all(held);
  });
});

async function eventually(isSo: () => boolean): Promise<void> {
  for (let waitedMs = 0; !isSo(); waitedMs += 5) {
    assert.ok(waitedMs < 20_000, 'it never came');
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}
