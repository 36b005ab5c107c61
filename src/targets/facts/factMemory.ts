/** Writes values as bytes and reads them again. */
export interface Codec {
  encode(value: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
}

/** What readers of apps found out. Those that share it do not find it out again. */
export interface FactMemory {
  /** Does it hold something that was not read from what was stored? */
  readonly hasMore: boolean;
  /** What of it can be kept for another run, as plain data. */
  stored(codec: Codec): unknown;
  /** What else can be kept, which only runs look at that find other code than before; undefined when nothing came to it. */
  storedBeside(codec: Codec): unknown;
}

export interface FactMemoryOptions {
  /** A short text that tells a text from others. */
  readonly stampOf?: (text: string) => string;
  /** A memory as an earlier run stored it, with the same stamps; `beside` reads what it stored beside it. */
  readonly kept?: { readonly stored: unknown; readonly beside: () => unknown; readonly codec: Codec };
}
