import { CallWatch } from './callWatch.ts';

/** More bytes than any answer has: 128,000 tokens in events of their own are about 40 MB. */
const mostBytes = 128 * 1024 * 1024;

/** More of the text follows. */
const streaming = { stream: true };

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

  /** Reads the body piece by piece, each seen by the guard, until its end, until the call is stopped or until `take` has enough. */
  async read(response: Response, take: (piece: Uint8Array) => 'more' | 'enough'): Promise<void> {
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
    if (reader === undefined) return;
    let isWaiting = false;
    try {
      for (;;) {
        isWaiting = true;
        const { done, value } = await reader.read();
        isWaiting = false;
        this.bodyEnded = done;
        if (done) return;
        this.#hears(value);
        // What comes after the call was given up is nobody's any more.
        if (this.reason !== undefined || take(value) === 'enough') return;
      }
    } catch (error) {
      if (isWaiting) this.broken = error;
      throw error instanceof Error ? error : new Error(String(error));
    } finally {
      // Whoever reads no further waits for nothing; that the connection is closed then is no error.
      if (!this.bodyEnded) reader.cancel().catch(() => undefined);
    }
  }

  /** All of the body as text. */
  async text(response: Response): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    await this.read(response, (piece) => {
      text += decoder.decode(piece, streaming);
      return 'more';
    });
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
