/** A part of a text that is counted for itself. */
export interface TextPiece {
  readonly start: number;
  readonly end: number;
  /** `plain` text has the same tokens alone as in its place. A `run` is so long without a break that counting it whole would take quadratic time. */
  readonly kind: 'plain' | 'run';
  /** Tells texts apart: equal texts have equal ones, and different texts hardly ever. */
  readonly hash: number;
}

/** Tokenizers merge within unbroken runs of one class, in time that grows with the square of the run's bytes. */
const longestRunBytes = 256;

/** Plain pieces are at least this long, so that a cache of their counts stays small. */
const shortestPiece = 512;

const classes = { letter: 1, digit: 2, space: 3, other: 4 } as const;
/** Class of each code point that was seen: of the first plane, and of the others once a text has one of them. */
const seenUnits = new Uint8Array(0x10000);
let seenPoints: Uint8Array | undefined;

/**
 * Cuts a text where a new line begins with a letter or digit, since no token of o200k reaches over such a place, and around long runs.
 * One pass, a few nanoseconds a character.
 */
export function piecesOf(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let start = 0;
  let low = 0;
  let high = 0;
  // Where the current run begins, its bytes, and the hashes of what stands before it.
  let run = 0;
  let runBytes = 0;
  let runClass = 0;
  let lowBefore = 0;
  let highBefore = 0;
  let previous = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : end;
    const own = code < 0x80 ? asciiClass[code] ?? 0 : code === end ? 0 : code >= 0xdc00 && code < 0xe000 ? runClass : classAt(text, at, code);
    if (own !== runClass || own === classes.digit) {
      if (runBytes > longestRunBytes) {
        if (run > start) pieces.push({ kind: 'plain', start, end: run, hash: mixed(lowBefore, highBefore, run - start) });
        pieces.push({ kind: 'run', start: run, end: at, hash: mixed(low, high, at - run) });
        start = at;
        low = 0;
        high = 0;
      } else if ((previous === 10 || previous === 13) && (own === classes.letter || own === classes.digit) && at - start >= shortestPiece) {
        pieces.push({ kind: 'plain', start, end: at, hash: mixed(low, high, at - start) });
        start = at;
        low = 0;
        high = 0;
      }
      run = at;
      runBytes = 0;
      runClass = own;
      lowBefore = low;
      highBefore = high;
    }
    runBytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high + code, 0x85ebca6b) ^ (high >>> 15);
    previous = code;
  }
  if (text.length > start) pieces.push({ kind: 'plain', start, end: text.length, hash: mixed(lowBefore, highBefore, text.length - start) });
  return pieces;
}

/** Stands behind the last character: no UTF-16 unit. */
const end = 0x10000;

/** 53 bits with the length stirred in, as one number. */
function mixed(low: number, high: number, length: number): number {
  return (low >>> 0) * 0x20_0000 + (Math.imul(high ^ length, 0xc2b2ae35) >>> 11);
}

const asciiClass = Uint8Array.from({ length: 0x80 }, (_, code) => classOf(String.fromCharCode(code)));

function classAt(text: string, at: number, unit: number): number {
  if (unit < 0xd800 || unit >= 0xe000) return (seenUnits[unit] ||= classOf(text.charAt(at)));
  const point = text.codePointAt(at) ?? unit;
  seenPoints ??= new Uint8Array(0x110000);
  return (seenPoints[point] ||= classOf(String.fromCodePoint(point)));
}

function classOf(character: string): number {
  if (/[\p{L}\p{M}]/u.test(character)) return classes.letter;
  if (/\p{N}/u.test(character)) return classes.digit;
  return /\s/.test(character) ? classes.space : classes.other;
}
