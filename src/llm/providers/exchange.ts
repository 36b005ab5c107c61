import type { AnswerDraft } from './answerDraft.ts';

/** One call in one protocol: how it is sent, and how its answer is read. */
export interface Exchange {
  /** Resolves with the answer's headers; rejects with an error of the SDK. */
  send(signal: AbortSignal): Promise<Response>;
  /** Reads what one event of a stream says. */
  readEvent(event: unknown, draft: AnswerDraft): void;
  /** Reads an answer that came in one piece; leaves the draft unfinished when it is none. */
  readWhole(body: unknown, draft: AnswerDraft): void;
}

/** The error classes of an SDK. They share their shape, but nothing else. */
export interface SdkErrors {
  readonly api: abstract new (...args: never) => SdkError;
  readonly connection: abstract new (...args: never) => Error;
}

export interface SdkError extends Error {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  /** The body: the whole one (Anthropic) or what its `error` is (OpenAI). */
  readonly error: unknown;
}
