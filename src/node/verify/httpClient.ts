import { Agent, request as send, type ClientRequest, type RequestOptions } from 'node:http';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { HttpPort, HttpRequest, HttpResponse } from '../../verify/ports.ts';

/** Bodies above it go out in parts of this many bytes. */
const partBytes = 128 * 1024;

/** How long a server has to refuse a long body by its length, before any of it is sent. */
const refusalMs = 100;

/** An HTTP client for one local app, over a few kept-alive connections. Rejects when no answer comes within `timeoutMs`. */
export function openHttpClient(options: { readonly host: string; readonly port: number; readonly timeoutMs: number }): HttpPort & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, scheduling: 'lifo' });
  return {
    request: (request) => exchange(agent, options, request),
    close: () => { agent.destroy(); },
  };
}

function exchange(agent: Agent, target: { readonly host: string; readonly port: number; readonly timeoutMs: number }, request: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8');
    const options: RequestOptions & { readonly servername: string } = {
      agent,
      host: target.host,
      port: target.port,
      // Without it the agent works out a name for TLS, for each request.
      servername: '',
      method: request.method,
      path: request.path,
      headers: { ...request.headers, ...(body === undefined ? {} : { 'content-length': String(body.length) }) },
      timeout: target.timeoutMs,
    };
    const outgoing = send(
      options,
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const headers: Record<string, string> = {};
          for (const [name, value] of Object.entries(incoming.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
          resolve({ status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8') });
        });
      },
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error(`No answer within ${String(target.timeoutMs)} ms.`)));
    outgoing.once('error', reject);
    if (body === undefined || body.length <= partBytes) outgoing.end(body);
    else sendInParts(outgoing, body).catch(reject);
  });
}

/**
 * Sends a long body and stops once it is answered (RFC 9112 §9.5): a server that refuses it closes the connection, and an answer
 * that is there already would be lost by writing on.
 */
async function sendInParts(outgoing: ClientRequest, body: Buffer): Promise<void> {
  const answered = new AbortController();
  outgoing.once('response', (incoming) => {
    answered.abort();
    incoming.once('end', () => outgoing.destroy());
  });
  outgoing.once('close', () => { answered.abort(); });
  outgoing.flushHeaders();
  await wait(refusalMs, undefined, { signal: answered.signal }).catch(() => undefined);
  for (let at = 0; at < body.length; at += partBytes) {
    if (answered.signal.aborted) return;
    outgoing.write(body.subarray(at, at + partBytes));
    await nextTurn();
  }
  outgoing.end();
}
