import type { Json } from '../../base/json.ts';
import { plainLine } from '../../base/plainText.ts';
import { taskCategories } from '../records/ledger.ts';
import type { SessionMessage, SessionRecord, SessionRepository } from '../records/sessions.ts';
import type { Conversation } from '../sessions/conversation.ts';

/** A conversation as people see it in a list. */
export interface ConversationSummary {
  readonly name: string;
  /** What its first question began with. */
  readonly title: string;
  readonly turns: number;
  /** `provider/model` of the last answer. */
  readonly model?: string;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/** A conversation with all that was said in it. */
export interface KeptConversation extends ConversationSummary {
  readonly messages: readonly SessionMessage[];
}

const namePattern = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u;
const titleLength = 80;
const nameWords = 5;
const pageSize = 1000;

/** Whether a conversation may be called so: up to 60 letters, digits, spaces, points, lines. */
export function isConversationName(name: string): boolean {
  return namePattern.test(name) && name.trim() === name;
}

/** Names are unique within a workspace; command line and editor use the same. */
export function conversationId(workspace: string, name: string): string {
  return `${workspace}/${name}`;
}

/** A name that no conversation of the workspace has yet, from the first words of its first question. */
export async function freshName(question: string, workspace: string, sessions: Pick<SessionRepository, 'find'>): Promise<string> {
  const words = question.slice(0, 500).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const base = words.slice(0, nameWords).join('-').slice(0, 40).replace(/-+$/, '') || 'conversation';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${String(number)}`;
    if (await sessions.find(conversationId(workspace, name)) === undefined) return name;
  }
}

/** What of a question stands for its conversation in lists. */
export function titleOf(question: string): string {
  return plainLine(question, titleLength);
}

/** The conversations of a workspace, used last first. */
export async function listConversations(workspace: string, limit: number, sessions: Pick<SessionRepository, 'recent'>): Promise<readonly ConversationSummary[]> {
  return (await sessions.recent(workspace, limit)).map(summaryOf);
}

/** A conversation with everything that was said; undefined when there is none of that name. */
export async function readConversation(workspace: string, name: string, sessions: Pick<SessionRepository, 'find' | 'said'>): Promise<KeptConversation | undefined> {
  const record = await sessions.find(conversationId(workspace, name));
  return record === undefined ? undefined : { ...summaryOf(record), messages: await allSaid(record.id, sessions) };
}

/** All messages in order. */
export async function allSaid(id: string, sessions: Pick<SessionRepository, 'said'>): Promise<readonly SessionMessage[]> {
  const all: SessionMessage[] = [];
  for (;;) {
    const page = await sessions.said(id, all.at(-1)?.seq ?? 0, pageSize);
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}

function summaryOf({ id, workspace, topic, model, updatedAt, data }: SessionRecord): ConversationSummary {
  const name = id.slice(workspace.length + 1);
  const { turns } = fieldsOf(data);
  return {
    name, title: topic ?? name, turns: isNumber(turns) ? turns : 0, usedAt: updatedAt,
    ...(model === undefined ? {} : { model: `${model.provider}/${model.model}` }),
  };
}

/** What the router knows of a conversation, as it is kept. */
export function dataOf({ category, leanings, topic, turns, lastPrompts }: Conversation): Json {
  return { category, leanings, topic: [...topic].map(([stem, weight]) => [stem, weight]), turns, lastPrompts };
}

/** What the router knew of a conversation when it was kept; undefined when that cannot be read: then the conversation goes on without its topic. */
export function stateOf({ id, model, updatedAt, data }: SessionRecord): Conversation | undefined {
  const { category: kept, leanings, topic, turns, lastPrompts } = fieldsOf(data);
  const category = taskCategories.find((one) => one === kept);
  if (category === undefined || typeof turns !== 'number' || !isListOf(leanings, isNumber) || !isListOf(topic, isWeight) || !isListOf(lastPrompts, isText)) return undefined;
  return { id, category, leanings, topic: new Map(topic), turns, lastPrompts, ...(model === undefined ? {} : { model }), usedAt: updatedAt };
}

function fieldsOf(data: Json): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? data as Readonly<Record<string, unknown>> : {};
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && (value as readonly unknown[]).every(is);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWeight(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && value.length === 2 && isText(value[0]) && isNumber(value[1]);
}
