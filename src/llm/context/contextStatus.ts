/** How full a model's context is. `full`: the prompt and the reserved answer do not fit. */
export type ContextLevel = 'ok' | 'warning' | 'critical' | 'full';

export interface ContextStatus {
  readonly level: ContextLevel;
  /** Tokens of the prompt, of what there is for it. */
  readonly share: number;
  readonly usedTokens: number;
  /** The context less what is reserved for the answer. */
  readonly availableTokens: number;
}

/** Shares of the available context from which on people are told. */
const warningShare = 0.75;
const criticalShare = 0.85;

/** How full the context is with a prompt of that size; undefined when the model's context is not known. */
export function contextStatus(tokens: { readonly used: number; readonly context: number | undefined; readonly reservedOutput: number }): ContextStatus | undefined {
  if (tokens.context === undefined) return undefined;
  const availableTokens = Math.max(0, tokens.context - tokens.reservedOutput);
  const share = availableTokens === 0 ? Number.POSITIVE_INFINITY : tokens.used / availableTokens;
  return { level: levelOf(share), share, usedTokens: tokens.used, availableTokens };
}

function levelOf(share: number): ContextLevel {
  if (share > 1) return 'full';
  if (share >= criticalShare) return 'critical';
  return share >= warningShare ? 'warning' : 'ok';
}
