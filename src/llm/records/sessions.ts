import type { Json } from '../../base/json.ts';
import type { ModelId } from '../models/modelInfo.ts';

/** A conversation, the model that it stays with, and what its owner wants to remember of it. */
export interface SessionRecord {
  readonly id: string;
  readonly workspace: string;
  readonly model?: ModelId;
  readonly topic?: string;
  readonly updatedAt: number;
  readonly data: Json;
}

/** One thing that was said in a conversation; it is never changed. */
export interface SessionMessage {
  /** From 1, without gaps within a session. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Who answered. */
  readonly model?: ModelId;
}

/** Conversations that outlive a restart; windows may use the same one at a time. */
export interface SessionRepository {
  find(id: string): Promise<SessionRecord | undefined>;
  save(session: SessionRecord): Promise<void>;
  /** Saves the session and appends to what was said in it, both or neither; gives the last `seq`. */
  say(session: SessionRecord, messages: readonly Omit<SessionMessage, 'seq'>[]): Promise<number>;
  /** What was said after `afterSeq`, in order, at most `limit` (1,000 by default). */
  said(id: string, afterSeq: number, limit?: number): Promise<readonly SessionMessage[]>;
  /** Of a workspace, used last first. */
  recent(workspace: string, limit: number): Promise<readonly SessionRecord[]>;
  /** Removes a session with all that was said in it; whether there was one. */
  remove(id: string): Promise<boolean>;
  /** Removes sessions that were last used before; gives their number. */
  forgetBefore(at: number): Promise<number>;
  /** Removes whole sessions, those used longest ago first, until both bounds hold; gives their number. */
  prune(bounds: { readonly maxSessions: number; readonly maxMessages: number }): Promise<number>;
}
