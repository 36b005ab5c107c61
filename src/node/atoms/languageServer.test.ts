import assert from 'node:assert/strict';
import { LanguageServer } from './languageServer.ts';

/** A server that answers every request with its parameters, asks something itself, and hangs or ends when it is told to. */
const program = `
let text = '';
const send = (message) => { const body = JSON.stringify(message); process.stdout.write('Content-Length: ' + Buffer.byteLength(body) + '\\r\\n\\r\\n' + body); };
process.stdin.on('data', (chunk) => {
  text += chunk.toString('latin1');
  for (;;) {
    const match = /^Content-Length: (\\d+)\\r\\n\\r\\n/.exec(text);
    if (match === null || text.length < match[0].length + Number(match[1])) return;
    const message = JSON.parse(Buffer.from(text.slice(match[0].length, match[0].length + Number(match[1])), 'latin1').toString('utf8'));
    text = text.slice(match[0].length + Number(match[1]));
    if (message.method === 'end') process.exit();
    if (message.method === 'fail') send({ jsonrpc: '2.0', id: message.id, error: { code: 1, message: 'no' } });
    if (message.method === 'ask') send({ jsonrpc: '2.0', id: 99, method: 'workspace/configuration', params: { items: [1, 2] } });
    if (message.method === 'echo') send({ jsonrpc: '2.0', id: message.id, result: message.params });
    if (message.id === 99) send({ jsonrpc: '2.0', id: 1, result: message.result });
  }
});`;

const open = (): LanguageServer => new LanguageServer({ command: process.execPath, args: ['-e', program], cwd: process.cwd(), env: {} });

it('pairs answers with their requests, whatever order and characters they come in', async () => {
  const server = open();
  assert.deepEqual(await server.request('ask', {}, 20_000), [null, null]);
  const texts = ['a', 'größe 😀', 'x'.repeat(200_000)];
  assert.deepEqual(await Promise.all(texts.map((text) => server.request('echo', { text }, 20_000))), texts.map((text) => ({ text })));
  await assert.rejects(server.request('fail', {}, 20_000), /^Error: no$/);
  server.kill();
});

it('ends requests when the server ends or hangs', async () => {
  const ended = open();
  await assert.rejects(ended.request('end', {}, 20_000), /ended/);
  assert.ok(ended.hasEnded);
  const hanging = open();
  await assert.rejects(hanging.request('hang', {}, 300), /took longer than 300 ms/);
  assert.ok(hanging.hasEnded);
  await assert.rejects(hanging.request('echo', {}, 300), /took longer/);
});
