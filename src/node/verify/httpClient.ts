import { Agent, request as send, type RequestOptions } from 'node:http';
import type { HttpPort, HttpRequest, HttpResponse } from '../../verify/ports.ts';

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
    outgoing.end(body);
  });
}
