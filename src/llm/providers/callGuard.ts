import { CallWatch } from './callWatch.ts';

/** More bytes than any answer has: 128,000 tokens in events of their own are about 40 MB. */
const mostBytes = 128 * 1024 * 1024;

type Read = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']>>;

/**
 * Watches one call over HTTP: besides its time, the bytes of its answer. SDKs time out only until the headers come,
 * end streams that were aborted or cut as if they were whole, and hand HTML over as text; here all of that is seen.
 */
export class CallGuard extends CallWatch {
  bodyBytes = 0;
  /** The body came to its regular end. */
  bodyEnded = false;
  /** What broke the body, when the connection was lost. */
  broken: unknown;
  /** The first character of the body that is no space is `<`: a web page, whatever its type says. */
  isPage = false;
  /** Something else than spaces came. */
  hasText = false;

  /**
   * The same response, whose body is watched while it is read. Its body becomes a plain async iterable, which both SDKs read as they
   * read the bodies of node-fetch: a second web stream around the first costs ten times as much for each piece.
   */
  watched(response: Response): Response {
    const body = this.pieces(response);
    return Object.defineProperty(response, 'body', { value: body });
  }

  /** The bytes of the body as they come, each seen by the guard. */
  pieces(response: Response): AsyncIterable<Uint8Array> {
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
    const onRead = (result: Read): IteratorResult<Uint8Array, undefined> => {
      if (result.done) {
        this.bodyEnded = true;
        return { done: true, value: undefined };
      }
      this.#hears(result.value);
      return result;
    };
    const onError = (error: unknown): Promise<never> => {
      this.broken = error;
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    };
    const iterator: AsyncIterator<Uint8Array, undefined> = {
      next: () => (reader === undefined ? Promise.resolve({ done: true, value: undefined }) : reader.read().then(onRead, onError)),
      return: () => {
        // Whoever reads no further waits for nothing; that the connection is closed then is no error.
        reader?.cancel().catch(() => undefined);
        return Promise.resolve({ done: true, value: undefined });
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  /** All of the body as text. */
  async text(response: Response): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of this.pieces(response)) text += decoder.decode(piece, { stream: true });
    return text + decoder.decode();
  }

  #hears(bytes: Uint8Array): void {
    this.heard();
    this.bodyBytes += bytes.length;
    if (this.bodyBytes > mostBytes) this.stop('flood');
    if (!this.hasText) this.#looksAt(bytes);
  }

  #looksAt(bytes: Uint8Array): void {
    const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09);
    this.hasText = first !== undefined;
    this.isPage = first === 0x3c;
  }
}
