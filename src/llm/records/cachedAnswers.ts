import type { ModelId } from '../models/modelInfo.ts';
import type { TokenUsage } from '../tokenUsage.ts';

/** A whole answer that was paid for, by the exact request. */
export interface CachedAnswer {
  /** SHA-256 over the canonical request. */
  readonly key: string;
  readonly model: ModelId;
  readonly text: string;
  readonly usage: TokenUsage;
  /** What it cost; undefined when no price was known. */
  readonly microUsd?: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** What similar questions are found by; only for chats in which the person allowed it. */
  readonly similarity?: { readonly family: string; readonly question: string };
}

/** Answers that survive a restart. It forgets the answers that were used longest ago once there are more than `maxEntries`. */
export interface CachedAnswerRepository {
  /** The answer if it has not expired; finding it counts as its last use, give or take some seconds. */
  find(key: string, now: number): Promise<CachedAnswer | undefined>;
  /** Unexpired answers to questions of that family, those used last first. */
  family(family: string, now: number, limit: number): Promise<readonly CachedAnswer[]>;
  /** Keeps or replaces, then removes what expired or is over the bound. */
  keep(answer: CachedAnswer, bounds: { readonly maxEntries: number }): Promise<void>;
  /** Removes everything; gives the number of removed answers. */
  clear(): Promise<number>;
  count(now: number): Promise<number>;
}
