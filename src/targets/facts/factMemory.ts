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
}

export interface FactMemoryOptions {
  /** A short text that tells a text from others. */
  readonly stampOf?: (text: string) => string;
  /** A memory as an earlier run stored it, with the same stamps. */
  readonly kept?: { readonly stored: unknown; readonly codec: Codec };
}
