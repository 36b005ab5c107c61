import assert from 'node:assert/strict';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { HttpPort, HttpRequest } from '../../verify/ports.ts';
import { openHttpClient } from './httpClient.ts';

type Client = ReturnType<typeof openHttpClient>;

const get: HttpRequest = { method: 'GET', path: '/', headers: {} };

/** Does the work with a client of the server, and ends both. */
async function withClient(server: Server, work: (client: HttpPort) => Promise<void>, timeoutMs = 5000): Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const client: Client = openHttpClient({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, timeoutMs });
  try {
    await work(client);
  } finally {
    client.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => { server.close(resolve); });
  }
}

function http(listener: RequestListener): Server {
  return createHttpServer(listener);
}

/** A server that answers each request with these pieces of text, one after the other, and then does what `then` says. */
function raw(pieces: readonly string[], then: (socket: Socket) => void = () => undefined): Server {
  return createServer((socket) => {
    socket.on('data', () => {
      const next = ([piece, ...rest]: readonly string[]): void => {
        if (piece === undefined) then(socket);
        else socket.write(piece, () => { setImmediate(() => { next(rest); }); });
      };
      next(pieces);
    });
  });
}

it('sends method, path, headers and body, and reads status, headers and body', async () => {
  const server = http((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(201, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Many': ['a', 'b'] });
      response.end(`${request.method ?? ''} ${request.url ?? ''} ${String(request.headers['x-name'])} ${Buffer.concat(chunks).toString('utf8')}`);
    });
  });
  await withClient(server, async (client) => {
    const response = await client.request({ method: 'POST', path: '/a?b=%C3%BC', headers: { 'x-name': 'Zoë' }, body: '{"größe":"🦊"}' });
    assert.equal(response.status, 201);
    assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8');
    assert.equal(response.headers['x-many'], 'a, b');
    assert.equal(response.body, 'POST /a?b=%C3%BC Zoë {"größe":"🦊"}');
  });
});

it('goes on over one connection while calls follow each other', async () => {
  let connections = 0;
  const server = http((_request, response) => { setTimeout(() => { response.end('ok'); }, 5); });
  server.on('connection', () => { connections += 1; });
  await withClient(server, async (client) => {
    for (const method of ['GET', 'POST', 'DELETE', 'HEAD']) await client.request({ ...get, method });
    assert.equal(connections, 1);
  });
});

it('knows that HEAD, 204 and 304 have no body, whatever length they say', async () => {
  const server = http((request, response) => {
    response.writeHead(Number(request.url?.slice(1)), { 'content-length': '5' });
    response.end(request.method === 'HEAD' ? undefined : 'hello');
  });
  await withClient(server, async (client) => {
    assert.equal((await client.request({ ...get, method: 'HEAD', path: '/200' })).body, '');
    for (const status of [204, 304]) assert.deepEqual([status, ''], await client.request({ ...get, path: `/${String(status)}` }).then((response) => [response.status, response.body]));
    assert.equal((await client.request({ ...get, path: '/200' })).body, 'hello');
  });
});

it('reads what comes in pieces: head, body, chunks with extensions and trailers', async () => {
  const pieces = ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Enc', 'oding: chunked\r\n\r\n3;a=b\r\nab', 'c\r\nA\r\n0123', '456789\r', '\n0\r\nX-Later: yes\r\n', '\r\n'];
  await withClient(raw(pieces), async (client) => {
    for (let time = 0; time < 2; time += 1) assert.equal((await client.request(get)).body, 'abc0123456789');
  });
  await withClient(raw(['HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r', '\n\u00e4', 'bc']), async (client) => {
    assert.equal((await client.request(get)).body, 'äbc');
  });
});

it('takes what comes until the end of the connection when no length is given', async () => {
  await withClient(raw(['HTTP/1.1 200 OK\r\n\r\nall ', 'of it'], (socket) => { socket.end(); }), async (client) => {
    assert.equal((await client.request(get)).body, 'all of it');
    assert.equal((await client.request(get)).body, 'all of it');
  });
});

it('does not use a connection again that the server closes', async () => {
  let connections = 0;
  const server = http((_request, response) => { response.setHeader('connection', 'close').end('ok'); });
  server.on('connection', () => { connections += 1; });
  await withClient(server, async (client) => {
    for (let time = 0; time < 3; time += 1) assert.equal((await client.request(get)).body, 'ok');
    assert.equal(connections, 3);
  });
});

it('is told of an answer that came before the whole body was sent', async () => {
  const server = http((_request, response) => { response.writeHead(413, { connection: 'close' }).end('too large'); });
  await withClient(server, async (client) => {
    const response = await client.request({ method: 'POST', path: '/', headers: {}, body: 'x'.repeat(1_100_000) });
    assert.deepEqual([response.status, response.body], [413, 'too large']);
  });
});

it('is told of a long body that was refused, even by a server that closes at once and reads nothing of it', async () => {
  const server = http((request, response) => { response.writeHead(413, { connection: 'close' }).end('too large', () => { request.socket.resetAndDestroy(); }); });
  await withClient(server, async (client) => {
    for (let time = 0; time < 20; time += 1) {
      assert.equal((await client.request({ method: 'POST', path: '/', headers: {}, body: 'x'.repeat(3_000_000) })).body, 'too large');
    }
  });
});

it('sends a long body whole to a server that takes it', async () => {
  const server = http((request, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => { length += chunk.length; });
    request.on('end', () => { response.end(String(length)); });
  });
  await withClient(server, async (client) => {
    for (let time = 0; time < 2; time += 1) assert.equal((await client.request({ method: 'POST', path: '/', headers: {}, body: 'x'.repeat(3_000_000) })).body, '3000000');
  });
});

it('rejects what is no answer', async () => {
  const wrong = [
    'SSH-2.0-OpenSSH\r\n\r\n', 'HTTP/1.1 200 OK\r\nno header\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n',
  ];
  for (const text of wrong) await withClient(raw([text]), (client) => assert.rejects(client.request(get), /Parse Error/));
});

it('rejects when the connection ends early, nothing comes in time or nobody listens', async () => {
  await withClient(raw(['HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'], (socket) => { socket.end(); }), (client) => assert.rejects(client.request(get), /aborted/));
  await withClient(raw([]), (client) => assert.rejects(client.request(get), /No answer within 30 ms/), 30);
  await withClient(raw([], (socket) => { socket.resetAndDestroy(); }), (client) => assert.rejects(client.request(get)));
  await assert.rejects(openHttpClient({ host: '127.0.0.1', port: 1, timeoutMs: 1000 }).request(get), /ECONNREFUSED/);
});

it('does not take what nobody asked for as the answer to the next request', async () => {
  await withClient(raw(['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n']), async (client) => {
    assert.equal((await client.request(get)).status, 200);
    assert.equal((await client.request(get)).status, 200);
  });
});

it('refuses to send what would be read as something else', async () => {
  await withClient(http((_request, response) => { response.end(); }), async (client) => {
    await assert.rejects(client.request({ ...get, path: '/a b' }), /unescaped characters/);
    await assert.rejects(client.request({ ...get, headers: { name: 'a\r\nb: c' } }), /Invalid character in header/);
    assert.equal((await client.request(get)).status, 200);
  });
});
