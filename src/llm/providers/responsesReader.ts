import type { AnswerDraft, AnswerEnd } from './answerDraft.ts';
import { listOf, recordOf, textOf } from './unknownJson.ts';
import type { JsonRecord } from './unknownJson.ts';
import { billedCost, openaiUsage } from './usage.ts';

/** Reads one event of a Responses stream. Only `response.completed`, `.incomplete` and `.failed` make it whole. */
export function readResponsesEvent(event: unknown, draft: AnswerDraft): void {
  const record = recordOf(event);
  const type = textOf(record?.['type']);
  if (record === undefined || type?.startsWith('response.') !== true) return;
  draft.events += 1;
  switch (type) {
    case 'response.output_text.delta': draft.say(textOf(record['delta']) ?? ''); break;
    case 'response.refusal.delta':
      draft.say(textOf(record['delta']) ?? '');
      draft.end = 'refused';
      break;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed': readEnd(recordOf(record['response']) ?? {}, draft); break;
    default: break;
  }
}

/** Reads an answer that came in one piece. */
export function readResponse(body: unknown, draft: AnswerDraft): void {
  const response = recordOf(body);
  if (response === undefined) return;
  if (!Array.isArray(response['output'])) {
    if (response['error'] !== undefined && response['error'] !== null) draft.error = { body };
    return;
  }
  draft.events += 1;
  readEnd(response, draft);
}

function readEnd(response: JsonRecord, draft: AnswerDraft): void {
  const usage = recordOf(response['usage']);
  if (usage !== undefined) {
    draft.usage = openaiUsage(usage);
    draft.billedMicroUsd = billedCost(usage) ?? draft.billedMicroUsd;
  }
  // The end tells the text once more; deltas may have been left out.
  if (draft.text === '') readOutput(listOf(response['output']), draft);
  if (textOf(response['status']) === 'failed') {
    draft.error = { body: { error: recordOf(response['error']) ?? { code: 'server_error', message: 'The response failed.' } } };
    return;
  }
  draft.end ??= endOf(response);
  draft.isWhole = draft.end !== undefined;
}

function readOutput(output: readonly unknown[], draft: AnswerDraft): void {
  for (const item of output.map(recordOf)) {
    if (item?.['type'] !== 'message') continue;
    for (const part of listOf(item['content']).map(recordOf)) {
      if (part?.['type'] === 'output_text') draft.say(textOf(part['text']) ?? '');
      if (part?.['type'] !== 'refusal') continue;
      draft.say(textOf(part['refusal']) ?? '');
      draft.end = 'refused';
    }
  }
}

/** Undefined for a response that is still under way. */
function endOf(response: JsonRecord): AnswerEnd | undefined {
  const status = textOf(response['status']);
  if (status === 'completed') {
    const called = listOf(response['output']).some((item) => textOf(recordOf(item)?.['type'])?.endsWith('_call') === true);
    return called ? 'other' : 'finished';
  }
  if (status !== 'incomplete') return undefined;
  const reason = textOf(recordOf(response['incomplete_details'])?.['reason']);
  if (reason === 'max_output_tokens') return 'outputLimit';
  return reason === 'content_filter' ? 'refused' : 'other';
}
