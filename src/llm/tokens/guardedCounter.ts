import type { TokenCounter } from './tokenCounter.ts';
import { piecesOf, type TextPiece } from './textPieces.ts';

/** Counts of pieces that are remembered: prompts of one run share most of their text. About 200 KB. */
const mostRemembered = 4096;

/** Units of UTF-16 in a sample of a run, and the most samples that are taken of one. */
const sampleLength = 128;
const mostSamples = 8;

/**
 * The same counts in time that grows with the length of the text only: long unbroken runs are estimated by samples, and pieces that were
 * counted before are looked up.
 */
export function guardedCounter(counter: TokenCounter): TokenCounter {
  const remembered = new Map<number, number>();
  const countPiece = (text: string, piece: TextPiece): number => {
    const known = remembered.get(piece.hash);
    if (known !== undefined) return known;
    const whole = text.slice(piece.start, piece.end);
    const tokens = piece.kind === 'run' ? sampledCount(counter, whole) : counter.count(whole);
    if (remembered.size >= mostRemembered) forgetOldest(remembered, mostRemembered / 4);
    remembered.set(piece.hash, tokens);
    return tokens;
  };
  return {
    count(text) {
      let tokens = 0;
      for (const piece of piecesOf(text)) tokens += countPiece(text, piece);
      return tokens;
    },
  };
}

function forgetOldest(remembered: Map<number, number>, howMany: number): void {
  let left = howMany;
  for (const hash of remembered.keys()) {
    if (left === 0) return;
    remembered.delete(hash);
    left -= 1;
  }
}

/** Tokens of a run by samples from its whole length; exact but for the cuts when it is short enough to be sampled whole. */
function sampledCount(counter: TokenCounter, run: string): number {
  const chunks = Math.ceil(run.length / sampleLength);
  if (chunks <= mostSamples) return range(chunks).reduce((sum, chunk) => sum + counter.count(run.slice(chunk * sampleLength, (chunk + 1) * sampleLength)), 0);
  const starts = range(mostSamples).map((sample) => Math.floor((sample * (run.length - sampleLength)) / (mostSamples - 1)));
  const tokens = starts.reduce((sum, start) => sum + counter.count(run.slice(start, start + sampleLength)), 0);
  return Math.ceil((tokens * run.length) / (mostSamples * sampleLength));
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
