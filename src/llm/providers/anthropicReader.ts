import type { AnswerDraft, AnswerEnd } from './answerDraft.ts';
import { listOf, recordOf, textOf } from './unknownJson.ts';
import type { JsonRecord } from './unknownJson.ts';
import { anthropicUsage, billedCost } from './usage.ts';

const ends: ReadonlyMap<string, AnswerEnd> = new Map([
  ['end_turn', 'finished'], ['stop_sequence', 'finished'], ['max_tokens', 'outputLimit'],
  ['model_context_window_exceeded', 'contextLimit'], ['refusal', 'refused'],
]);

/** Reads one event of a stream of Anthropic Messages. Only `message_stop` makes the answer whole. */
export function readAnthropicEvent(event: unknown, draft: AnswerDraft): void {
  const record = recordOf(event);
  const known = record === undefined ? undefined : readers[textOf(record['type']) ?? ''];
  if (record === undefined || known === undefined) return;
  draft.events += 1;
  known(record, draft);
}

/** Reads an answer that came in one piece. */
export function readAnthropicMessage(body: unknown, draft: AnswerDraft): void {
  const message = recordOf(body);
  if (message?.['type'] === 'error' || message?.['error'] !== undefined) {
    draft.error = { body };
    return;
  }
  if (message?.['type'] !== 'message' || !Array.isArray(message['content'])) return;
  for (const block of listOf(message['content'])) {
    const part = recordOf(block);
    if (part?.['type'] === 'text') draft.say(textOf(part['text']) ?? '');
  }
  readUsage(message['usage'], draft, {});
  readStop(message['stop_reason'], draft);
  draft.isWhole = true;
}

const readers: Readonly<Record<string, (event: JsonRecord, draft: AnswerDraft) => void>> = {
  message_start: (event, draft) => { readUsage(recordOf(event['message'])?.['usage'], draft, {}); },
  content_block_start: (event, draft) => {
    const block = recordOf(event['content_block']);
    if (block?.['type'] === 'text') draft.say(textOf(block['text']) ?? '');
  },
  content_block_delta: (event, draft) => {
    const delta = recordOf(event['delta']);
    if (delta?.['type'] === 'text_delta') draft.say(textOf(delta['text']) ?? '');
  },
  content_block_stop: () => undefined,
  message_delta: (event, draft) => {
    readUsage(event['usage'], draft, draft.rawUsage);
    readStop(recordOf(event['delta'])?.['stop_reason'], draft);
  },
  message_stop: (_, draft) => { draft.isWhole = true; },
};

/** Later counts replace earlier ones, field by field: those at the end have no input with some servers. */
function readUsage(value: unknown, draft: AnswerDraft, before: JsonRecord): void {
  const usage = recordOf(value);
  if (usage === undefined) return;
  const told: Record<string, unknown> = { ...before };
  for (const name of Object.keys(usage)) if (usage[name] !== null) told[name] = usage[name];
  draft.rawUsage = told;
  draft.usage = anthropicUsage(draft.rawUsage);
  draft.billedMicroUsd = billedCost(draft.rawUsage) ?? draft.billedMicroUsd;
}

function readStop(reason: unknown, draft: AnswerDraft): void {
  const text = textOf(reason);
  if (text !== undefined) draft.end = ends.get(text) ?? 'other';
}
