import type { TokenUsage } from '../../src/llm/tokenUsage.ts';
import type { ErrorFault } from './faults.ts';
import type { FakeModel, FakeRequest, FakeStop, ProtocolName } from './types.ts';

/** One record of a stream. */
export interface Frame {
  /** The name of its `event:` line. */
  readonly event?: string;
  readonly data: unknown;
  /** `text` frames carry the answer, `end` frames (and what follows them) say that it is whole. */
  readonly part: 'start' | 'text' | 'end';
}

/** An answer as it is decided, before a protocol writes it. */
export interface PlannedAnswer {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly stop: FakeStop;
  readonly usage: TokenUsage;
  readonly cost?: number;
}

/** How one protocol writes what the server says. */
export interface Wire {
  readonly protocol: ProtocolName;
  readonly requestIdHeader: string;
  parse(body: Readonly<Record<string, unknown>>): FakeRequest;
  whole(answer: PlannedAnswer): unknown;
  frames(answer: PlannedAnswer): readonly Frame[];
  /** Whether `[DONE]` ends a stream. */
  readonly done: boolean;
  error(fault: ErrorFault): unknown;
  /** What a stream says when it fails midway. */
  errorFrame(fault: ErrorFault, answer: PlannedAnswer): Frame;
  /** A whole answer, and its frame in a stream, that say that the answer failed; undefined where the protocol has none. */
  failed?(answer: PlannedAnswer): { readonly whole: unknown; readonly frame: Frame };
  models(models: readonly FakeModel[]): unknown;
}

/** The text in pieces of about four characters, as tokens come. */
export function pieces(text: string): readonly string[] {
  return text.match(/[^]{1,24}/gu) ?? [];
}

/** Text of a message's content, whether it is a string or a list of parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Facts that all protocols read the same way from what they found. */
export function requestOf(found: Omit<FakeRequest, 'user' | 'prompt' | 'stream' | 'model'>): FakeRequest {
  const user = found.messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const prompt = [found.system, ...found.messages.map(({ text }) => text)].join('\n');
  return { ...found, user, prompt, model: stringOf(found.body['model']), stream: found.body['stream'] === true };
}
