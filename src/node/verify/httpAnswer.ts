import type { HttpResponse } from '../../verify/ports.ts';

/** Reads one answer of an HTTP/1.1 server as it comes in. Throws on what is no such answer. */
export class AnswerReader {
  readonly #method: string;
  #buffer: Buffer = Buffer.alloc(0);
  #head: Head | undefined;
  #isLast = false;

  /** `method` of the request: the answer to HEAD has no body. */
  constructor(method: string) {
    this.#method = method;
  }

  /** Whether the connection is of no more use afterwards: known once the answer was read. */
  get isLast(): boolean {
    return this.#isLast;
  }

  /** The answer, once this was its last part. */
  add(chunk: Buffer): HttpResponse | undefined {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    while (this.#head === undefined) {
      const length = this.#buffer.indexOf('\r\n\r\n');
      if (length === -1) return undefined;
      const head = headOf(this.#buffer.toString('latin1', 0, length));
      this.#buffer = this.#buffer.subarray(length + 4);
      // 1xx only announces the answer.
      if (head.status >= 200) this.#head = head;
    }
    const body = bodyOf(this.#head, this.#method, this.#buffer);
    return body === undefined ? undefined : this.#answer(this.#head, body.bytes, body.rest > 0);
  }

  /** The connection has ended: that ends an answer that does not say how long it is. */
  end(): HttpResponse | undefined {
    const head = this.#head;
    if (head === undefined || lengthOf(head) !== undefined || isChunked(head)) throw new Error('The connection ended before the answer did.');
    return this.#answer(head, this.#buffer, true);
  }

  #answer({ status, headers }: Head, bytes: Buffer, isLast: boolean): HttpResponse {
    this.#isLast = isLast || headers['connection']?.toLowerCase() === 'close';
    return { status, headers, body: bytes.toString('utf8') };
  }
}

interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

function headOf(text: string): Head {
  const [first = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1];
  if (status === undefined) throw new Error(`No HTTP answer begins with ${JSON.stringify(first.slice(0, 100))}.`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new Error(`${JSON.stringify(line.slice(0, 100))} is no header of an answer.`);
    const value = line.slice(colon + 1).trim();
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name] ?? ''}, ${value}` : value;
  }
  return { status: Number(status), headers };
}

function lengthOf({ headers }: Head): number | undefined {
  const length = headers['content-length'];
  if (length === undefined) return undefined;
  if (!/^\d{1,15}$/.test(length)) throw new Error(`content-length: ${length} is no length.`);
  return Number(length);
}

function isChunked({ headers }: Head): boolean {
  return headers['transfer-encoding']?.toLowerCase() === 'chunked';
}

/** The body and how much came behind it; undefined while it is not all there. */
function bodyOf(head: Head, method: string, buffer: Buffer): { readonly bytes: Buffer; readonly rest: number } | undefined {
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return { bytes: Buffer.alloc(0), rest: buffer.length };
  if (isChunked(head)) return dechunked(buffer);
  const length = lengthOf(head);
  return length === undefined || buffer.length < length ? undefined : { bytes: buffer.subarray(0, length), rest: buffer.length - length };
}

function dechunked(buffer: Buffer): { readonly bytes: Buffer; readonly rest: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = buffer.indexOf('\r\n', at);
    if (end === -1) return undefined;
    const size = /^([\da-f]{1,8})\s*(?:;|$)/i.exec(buffer.toString('latin1', at, end))?.[1];
    if (size === undefined) throw new Error('A chunk of the answer has no size.');
    const from = end + 2;
    const to = from + Number.parseInt(size, 16);
    if (to === from) return afterTrailers(buffer, from, parts);
    if (buffer.length < to + 2) return undefined;
    parts.push(buffer.subarray(from, to));
    at = to + 2;
  }
}

/** Behind the last chunk lines may follow, and an empty one. */
function afterTrailers(buffer: Buffer, from: number, parts: readonly Buffer[]): { readonly bytes: Buffer; readonly rest: number } | undefined {
  const end = buffer.indexOf('\r\n', from);
  if (end === -1) return undefined;
  if (end === from) return { bytes: Buffer.concat(parts), rest: buffer.length - end - 2 };
  const last = buffer.indexOf('\r\n\r\n', from);
  return last === -1 ? undefined : { bytes: Buffer.concat(parts), rest: buffer.length - last - 4 };
}
