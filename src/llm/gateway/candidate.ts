import type { ModelCall } from '../modelCall.ts';
import type { ModelInfo } from '../models/modelInfo.ts';
import type { FailureKind } from '../outcome.ts';
import { fitCall } from './fitCall.ts';
import type { ModelRequest } from './modelRequest.ts';
import type { CacheHit, CacheMiss, CallSize, CallSizes, Pricing } from './parts.ts';

/** Why a model cannot be asked now, and for how long. */
export interface Hindrance {
  readonly kind: 'breaker' | 'limit' | 'backoff';
  readonly waitMs: number;
  readonly reason: string;
}

/** One model that may answer a request, with what this request has seen of it. */
export interface Candidate {
  readonly model: ModelInfo;
  readonly index: number;
  readonly call: Omit<ModelCall, 'limits'>;
  /** Failed attempts of this request. */
  tries: number;
  /** On the monotonic clock: not before that. */
  notBefore: number;
  hindrance: Hindrance | undefined;
  /** Why this request does not ask it any more, and what that would be as an outcome. */
  excluded?: { readonly reason: string; readonly kind: FailureKind };
  /** What the cache said; it is asked once. */
  cache?: CacheHit | CacheMiss;
  size?: CallSize;
}

/** The models of a route with what this request will learn about them. */
export function candidatesOf(request: ModelRequest, models: readonly ModelInfo[]): readonly Candidate[] {
  return models.map((model, index) => ({ model, index, call: fitCall(request, model), tries: 0, notBefore: 0, hindrance: undefined }));
}

/** How large the call is for that model; counted once a request. */
export async function sizeOf(candidate: Candidate, sizes: CallSizes, limits: ModelCall['limits']): Promise<CallSize> {
  if (candidate.size) return candidate.size;
  const size = await sizes.size({ ...candidate.call, limits }, candidate.model);
  candidate.size = size;
  return size;
}

/** The most that the request can cost at that model; undefined when its price or its size is not known. */
export function worstCaseOf({ model, call, size }: Candidate, pricing: Pricing): number | undefined {
  return size === undefined ? undefined : pricing.worstCase(model, size.inputAtMost, call.maxOutputTokens);
}
