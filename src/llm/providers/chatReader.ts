import type { AnswerDraft, AnswerEnd } from './answerDraft.ts';
import { listOf, recordOf, textOf } from './unknownJson.ts';
import { billedCost, openaiUsage } from './usage.ts';

/** Reasons of OpenAI and of servers like it. A reason that nobody has heard of is no whole answer. */
const ends: ReadonlyMap<string, AnswerEnd> = new Map([
  ...['stop', 'eos', 'eos_token', 'end', 'end_turn', 'stop_sequence', 'complete', 'completed'].map((reason) => [reason, 'finished'] as const),
  ...['length', 'max_tokens', 'model_length'].map((reason) => [reason, 'outputLimit'] as const),
  ...['content_filter', 'safety', 'refusal'].map((reason) => [reason, 'refused'] as const),
]);

/** Reads one chunk of a Chat Completions stream. The reason why it ended makes the answer whole; the usage comes after it. */
export function readChatChunk(event: unknown, draft: AnswerDraft): void {
  const chunk = recordOf(event);
  if (chunk === undefined || !Array.isArray(chunk['choices'])) return;
  draft.events += 1;
  const usage = chunk['usage'] ?? recordOf(chunk['x_groq'])?.['usage'];
  if (usage !== undefined && usage !== null) readUsage(usage, draft);
  const choice = firstChoice(chunk['choices']);
  const delta = recordOf(choice?.['delta']);
  draft.say(textOf(delta?.['content']) ?? '');
  readRefusal(delta?.['refusal'], draft);
  readEnd(choice?.['finish_reason'], draft);
}

/** Reads an answer that came in one piece. */
export function readChatCompletion(body: unknown, draft: AnswerDraft): void {
  const completion = recordOf(Array.isArray(body) ? body[0] : body);
  if (completion?.['error'] !== undefined && completion['error'] !== null) {
    draft.error = { body };
    return;
  }
  const choice = firstChoice(completion?.['choices']);
  const message = recordOf(choice?.['message']);
  if (completion === undefined || message === undefined) return;
  draft.events += 1;
  readUsage(completion['usage'], draft);
  draft.say(contentOf(message['content']));
  readRefusal(message['refusal'], draft);
  readEnd(choice?.['finish_reason'], draft);
}

function firstChoice(choices: unknown): ReturnType<typeof recordOf> {
  for (const value of listOf(choices)) {
    const choice = recordOf(value);
    if (choice !== undefined && (choice['index'] ?? 0) === 0) return choice;
  }
  return undefined;
}

/** Some servers answer with a list of parts. */
function contentOf(content: unknown): string {
  return textOf(content) ?? listOf(content).map((part) => textOf(recordOf(part)?.['text']) ?? '').join('');
}

function readRefusal(value: unknown, draft: AnswerDraft): void {
  const text = textOf(value) ?? '';
  if (text === '') return;
  draft.say(text);
  draft.end = 'refused';
}

function readEnd(value: unknown, draft: AnswerDraft): void {
  const reason = textOf(value);
  if (reason === undefined || reason === '') return;
  draft.isWhole = true;
  if (reason === 'error') draft.error = { body: { error: { type: 'server_error', message: 'The provider ended the answer with an error.' } } };
  else draft.end ??= ends.get(reason.toLowerCase()) ?? 'other';
}

function readUsage(value: unknown, draft: AnswerDraft): void {
  const usage = recordOf(value);
  if (usage === undefined) return;
  draft.usage = openaiUsage(usage);
  draft.billedMicroUsd = billedCost(usage) ?? draft.billedMicroUsd;
}
