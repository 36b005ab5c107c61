import { connect, type Socket } from 'node:net';
import type { HttpRequest, HttpResponse } from '../../verify/ports.ts';
import { AnswerReader } from './httpAnswer.ts';

/** Where an app listens and how long it may take to answer. */
export interface HttpTarget {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
}

interface Exchange {
  readonly reader: AnswerReader;
  resolve(response: HttpResponse): void;
  reject(error: Error): void;
}

/** A connection that carries one exchange at a time; `canGoOn` is false once it is of no more use. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #target: HttpTarget;
  #exchange: Exchange | undefined;
  #isClosed = false;

  constructor(target: HttpTarget) {
    this.#target = target;
    this.#socket = connect({ host: target.host, port: target.port, noDelay: true });
    this.#socket.setTimeout(target.timeoutMs);
    this.#socket.on('data', (chunk: Buffer) => { this.#read((reader) => reader.add(chunk)); });
    this.#socket.once('end', () => { this.#read((reader) => reader.end()); });
    this.#socket.once('timeout', () => { this.#end(new Error(`No answer within ${String(target.timeoutMs)} ms.`)); });
    this.#socket.once('error', (error) => { this.#end(error); });
    this.#socket.once('close', () => { this.#end(new Error('The connection was closed.')); });
  }

  get canGoOn(): boolean {
    return !this.#isClosed;
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const head = headOf(request, this.#target);
      this.#exchange = { reader: new AnswerReader(request.method), resolve, reject };
      this.#socket.ref();
      this.#socket.setTimeout(this.#target.timeoutMs);
      this.#socket.cork();
      this.#socket.write(head, 'latin1');
      if (request.body !== undefined) this.#socket.write(request.body, 'utf8');
      this.#socket.uncork();
    });
  }

  close(): void {
    this.#end(new Error('The client was closed.'));
  }

  #read(step: (reader: AnswerReader) => HttpResponse | undefined): void {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      // Nobody asked: what comes would be taken for the next answer.
      this.#end(new Error('The connection was closed.'));
      return;
    }
    try {
      const response = step(exchange.reader);
      if (response === undefined) return;
      this.#exchange = undefined;
      if (exchange.reader.isLast) this.#end(new Error('The connection was closed.'));
      else this.#rest();
      exchange.resolve(response);
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Until the next exchange nobody waits for the connection. */
  #rest(): void {
    this.#socket.setTimeout(0);
    this.#socket.unref();
  }

  #end(error: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.destroy();
    this.#exchange?.reject(error);
    this.#exchange = undefined;
  }
}

function headOf({ method, path, headers, body }: HttpRequest, { host, port }: HttpTarget): string {
  if (/[^\x21-\xff]/.test(path)) throw new Error(`${path} is no path of a request: it has to be encoded.`);
  const fields = Object.entries(headers).map(([name, value]) => fieldOf(name, value));
  const length = body === undefined ? (bodied.has(method) ? ['content-length: 0'] : []) : [`content-length: ${String(Buffer.byteLength(body))}`];
  return `${[`${method} ${path} HTTP/1.1`, `host: ${host}:${String(port)}`, 'connection: keep-alive', ...fields, ...length].join('\r\n')}\r\n\r\n`;
}

/** Methods that servers expect a body of. */
const bodied: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

function fieldOf(name: string, value: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new Error(`${name}: ${value} is no header of a request.`);
  return `${name}: ${value}`;
}
