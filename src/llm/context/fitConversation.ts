import type { ChatMessage, PromptPart } from '../modelCall.ts';

/** A conversation as it is kept, whole; nothing here changes or forgets any of it. */
export interface Conversation {
  readonly system: readonly PromptPart[];
  readonly messages: readonly ConversationMessage[];
}

export interface ConversationMessage extends ChatMessage {
  /** The person wants it to stay in sight. */
  readonly pinned?: true;
}

/**
 * - `slidingWindow`: the last messages that fit.
 * - `importantFirst`: the last message, then the first, then pinned ones, then the others from the newest on until one does not fit.
 */
export type FitManner = 'slidingWindow' | 'importantFirst';

export type Fitted =
  | FittedConversation
  /** Not even the instructions and the last message fit; `neededTokens` is what they take. */
  | { readonly kind: 'tooLarge'; readonly neededTokens: number };

export interface FittedConversation {
  readonly kind: 'fits';
  readonly system: readonly PromptPart[];
  /** Whole messages in their order. Where some are left out, a marker says so; user messages on both sides of one become one. */
  readonly messages: readonly ChatMessage[];
  /** Positions in the conversation that are left out, and their tokens. */
  readonly left: { readonly positions: readonly number[]; readonly tokens: number };
  readonly usedTokens: number;
}

export interface FitOptions {
  /** Tokens that instructions and messages may have together. */
  readonly limitTokens: number;
  readonly manner: FitManner;
  /** Tokens of a text for the model, better too many than too few. */
  readonly count: (text: string) => number;
}

/** Tokens around a message; the same as in sizes of calls. */
const messageOverhead = 4;

/** The most of a conversation that fits, and what is left out of it. */
export function fitConversation(conversation: Conversation, options: FitOptions): Fitted {
  const { system, messages } = conversation;
  const tokens = messages.map((message) => messageTokens(message, options.count));
  const base = messageOverhead + sum(system.map(({ text }) => options.count(text)));
  const all = base + sum(tokens);
  if (all <= options.limitTokens) return { kind: 'fits', system, messages: messages.map(plain), left: { positions: [], tokens: 0 }, usedTokens: all };
  const marker = options.count(markerText(messages.length, all)) + messageOverhead;
  const last = messages.length - 1;
  const needed = base + (tokens[last] ?? 0) + (last > 0 ? marker : 0);
  if (needed > options.limitTokens || last < 0) return { kind: 'tooLarge', neededTokens: needed };
  const kept = new Set([last]);
  const room = { left: options.limitTokens - needed, marker };
  if (options.manner === 'slidingWindow') keepNewest(kept, tokens, room);
  else keepImportant(kept, messages, tokens, room);
  return assembled(conversation, kept, { tokens, base, count: options.count });
}

interface Room {
  left: number;
  /** What a further gap costs. One is paid for from the start. */
  readonly marker: number;
}

function keepNewest(kept: Set<number>, tokens: readonly number[], room: Room): void {
  for (let position = tokens.length - 2; position >= 0; position -= 1) {
    if (kept.has(position)) continue;
    const needed = tokens[position] ?? 0;
    if (needed > room.left) return;
    room.left -= needed;
    kept.add(position);
  }
}

function keepImportant(kept: Set<number>, messages: readonly ConversationMessage[], tokens: readonly number[], room: Room): void {
  const pinned = messages.flatMap(({ pinned: isPinned }, position) => (isPinned === true ? [position] : [])).reverse();
  for (const position of [0, ...pinned]) {
    // Each of them may stand alone, with a gap on both sides.
    const needed = (tokens[position] ?? 0) + room.marker;
    if (kept.has(position) || needed > room.left) continue;
    room.left -= needed;
    kept.add(position);
  }
  keepNewest(kept, tokens, room);
}

interface Sizes {
  readonly tokens: readonly number[];
  readonly base: number;
  readonly count: FitOptions['count'];
}

function assembled({ system, messages }: Conversation, kept: ReadonlySet<number>, { tokens, base, count }: Sizes): FittedConversation {
  const result: ChatMessage[] = [];
  const left: number[] = [];
  let usedTokens = base;
  let gap: number[] = [];
  for (const [position, message] of messages.entries()) {
    if (!kept.has(position)) {
      gap.push(position);
      continue;
    }
    usedTokens += tokens[position] ?? 0;
    if (gap.length === 0) result.push(plain(message));
    else {
      const text = markerText(gap.length, sum(gap.map((at) => tokens[at] ?? 0)));
      usedTokens += count(text) + messageOverhead;
      addAfterGap(result, { text, stable: false }, plain(message));
    }
    left.push(...gap);
    gap = [];
  }
  return { kind: 'fits', system, messages: result, left: { positions: left, tokens: sum(left.map((at) => tokens[at] ?? 0)) }, usedTokens };
}

/** The marker is said by the user, and roles that took turns still do: some models refuse two messages of one role in a row. */
function addAfterGap(result: ChatMessage[], marker: PromptPart, next: ChatMessage): void {
  const before = result.at(-1);
  if (before?.role === 'user') {
    result.pop();
    const parts = [...before.parts, marker];
    if (next.role === 'user') result.push({ role: 'user', parts: [...parts, ...next.parts] });
    else result.push({ role: 'user', parts }, next);
  } else if (next.role === 'user') result.push({ role: 'user', parts: [marker, ...next.parts] });
  else result.push({ role: 'user', parts: [marker] }, next);
}

function markerText(messages: number, tokens: number): string {
  return `\n[${String(messages)} ${messages === 1 ? 'message' : 'messages'} of this conversation, about ${String(tokens)} tokens, ${messages === 1 ? 'is' : 'are'} left out here.]\n`;
}

function plain({ role, parts }: ConversationMessage): ChatMessage {
  return { role, parts };
}

function messageTokens({ parts }: ChatMessage, count: FitOptions['count']): number {
  return messageOverhead + sum(parts.map(({ text }) => count(text)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
