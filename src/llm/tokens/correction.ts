/** How a model's real usage compares with our estimates: plain data, which can be kept and read again. */
export interface Correction {
  /** Used tokens for each estimated one, recent calls counting most. */
  readonly ratio: number;
  /** How far single calls lie from it, on average. */
  readonly spread: number;
  /** Calls that it was learnt from. */
  readonly calls: number;
}

/** Weight of a new call once many were seen; before that all count the same. */
const weight = 0.1;

/** Calls after which a spread says more than the family's margin. */
const enoughCalls = 8;

/** Prompts below this are mostly what a provider adds by itself. */
const smallestPrompt = 200;

/** Ratios outside are a mistake of somebody's counting, such as images or a wrong model. */
const believable = { least: 0.2, most: 5 };

/** What is known after one more call; the same as before when the call tells nothing. `estimated` is the estimate without correction. */
export function corrected(before: Correction | undefined, estimated: number, used: number): Correction | undefined {
  const ratio = used / estimated;
  if (estimated < smallestPrompt || used < smallestPrompt || ratio < believable.least || ratio > believable.most) return before;
  if (before === undefined) return { ratio, spread: 0, calls: 1 };
  const calls = before.calls + 1;
  const share = Math.max(weight, 1 / calls);
  return {
    ratio: before.ratio + share * (ratio - before.ratio),
    spread: before.spread + share * (Math.abs(ratio - before.ratio) - before.spread),
    calls,
  };
}

/** Factors on an uncorrected estimate: the best guess, and what single calls stay below (four times the spread, at least 5 %, once that is learnt). */
export function correctionFactors(known: Correction | undefined, margin: number): { readonly best: number; readonly atMost: number; readonly isLearnt: boolean } {
  if (known === undefined) return { best: 1, atMost: 1 + margin, isLearnt: false };
  const isLearnt = known.calls >= enoughCalls;
  const learnt = Math.max(0.05, 4 * known.spread);
  return { best: known.ratio, atMost: known.ratio + (isLearnt ? learnt : Math.max(margin, learnt)), isLearnt };
}
