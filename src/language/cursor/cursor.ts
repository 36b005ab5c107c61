/** The keys and indexes that lead from the root of a spec to a place in it. */
export type Path = readonly (string | number)[];

/** What surrounds an offset, read from the text alone, so that it holds where nothing can be parsed. */
export interface Cursor {
  /**
   * `key`: a key of the map at `path`. `value`: the value at `path`, behind its key. `open`: the value at `path`, which has
   * not begun, so that it may become a map, a list or a scalar. `item`: where the next `- ` of the list at `path` would stand.
   */
  readonly place: 'key' | 'value' | 'open' | 'item';
  readonly path: Path;
  readonly style: Style;
  /** The word or scalar around the offset. */
  readonly token: Token;
}

export type Style = 'block' | 'flow' | 'json';

export interface Token {
  /** With its quotes. */
  readonly start: number;
  readonly end: number;
  /** From its begin to the offset, without the opening quote; over several lines when it has several. */
  readonly typed: string;
  readonly quote: '"' | "'" | '';
  /** Whether a colon follows: the key of an entry. */
  readonly hasColon: boolean;
  /** Whether it stands in a block scalar, or began on an earlier line. */
  readonly isLong: boolean;
}

/** The token of nothing typed. */
export function emptyToken(at: number): Token {
  return { start: at, end: at, typed: '', quote: '', hasColon: false, isLong: false };
}
