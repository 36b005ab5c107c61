import { inputTokens } from '../../src/llm/tokenUsage.ts';
import type { TokenUsage } from '../../src/llm/tokenUsage.ts';
import { openaiError, openaiModels } from './chatWire.ts';
import type { FakeRequest } from './types.ts';
import { listOf, numberOf, pieces, recordOf, requestOf, stringOf, textOf } from './wire.ts';
import type { Frame, PlannedAnswer, Wire } from './wire.ts';

/** OpenAI Responses. */
export const responsesWire: Wire = {
  protocol: 'responses',
  requestIdHeader: 'x-request-id',
  done: false,
  parse,
  whole: (answer) => response(answer, statusOf(answer)),
  frames,
  error: openaiError,
  errorFrame: (fault) => ({ event: 'error', data: { type: 'error', code: fault.openaiCode ?? fault.openaiType, message: fault.message, param: null, sequence_number: 9 }, part: 'text' }),
  failed: (answer) => {
    const whole = { ...response(answer, 'failed'), output: [], error: { code: 'server_error', message: 'The model failed to generate a response.' } };
    return { whole, frame: { event: 'response.failed', data: { type: 'response.failed', sequence_number: 9, response: whole }, part: 'end' } };
  },
  models: openaiModels,
};

function parse(body: Readonly<Record<string, unknown>>): FakeRequest {
  const items = typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : listOf(body['input']);
  const all = items.map((item) => ({ role: stringOf(item['role']), text: textOf(item['content']) }));
  const isSystem = (message: { role: string }): boolean => message.role === 'system' || message.role === 'developer';
  const format = recordOf(recordOf(body['text'])['format']);
  const reasoning = recordOf(body['reasoning']);
  return requestOf({
    protocol: 'responses',
    system: [stringOf(body['instructions']), ...all.filter(isSystem).map(({ text }) => text)].filter((text) => text !== '').join('\n\n'),
    messages: all.filter((message) => !isSystem(message)),
    maxOutputTokens: numberOf(body['max_output_tokens'], Number.POSITIVE_INFINITY),
    ...(typeof body['temperature'] === 'number' ? { temperature: body['temperature'] } : {}),
    ...(typeof reasoning['effort'] === 'string' ? { effort: reasoning['effort'] } : {}),
    ...(format['schema'] === undefined ? {} : { answerSchema: format['schema'] }),
    ...(typeof body['prompt_cache_key'] === 'string' ? { cacheKey: body['prompt_cache_key'] } : {}),
    cacheMarks: [],
    body,
  });
}

function statusOf(answer: PlannedAnswer): string {
  return answer.stop === 'maxTokens' || answer.stop === 'contentFilter' || answer.stop === 'contextWindow' ? 'incomplete' : 'completed';
}

function part(answer: PlannedAnswer, text: string): Readonly<Record<string, unknown>> {
  return answer.stop === 'refusal' ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: [], logprobs: [] };
}

function item(answer: PlannedAnswer, status: string): Readonly<Record<string, unknown>> {
  if (answer.stop === 'toolUse') return { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'search', arguments: '{}', status: 'completed' };
  return { type: 'message', id: `msg_${answer.id}`, status, role: 'assistant', content: answer.text === '' ? [] : [part(answer, answer.text)] };
}

function response(answer: PlannedAnswer, status: string): Readonly<Record<string, unknown>> {
  return {
    id: answer.id, object: 'response', created_at: 1_790_000_000, model: answer.model, status,
    error: null,
    incomplete_details: status === 'incomplete' ? { reason: answer.stop === 'contentFilter' ? 'content_filter' : 'max_output_tokens' } : null,
    output: status === 'in_progress' ? [] : [item(answer, status)],
    usage: status === 'in_progress' ? null : usageOf(answer.usage, answer.cost),
  };
}

function usageOf(usage: TokenUsage, cost: number | undefined): Readonly<Record<string, unknown>> {
  const input = inputTokens(usage);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + usage.output,
    ...(cost === undefined ? {} : { cost }),
  };
}

function frames(answer: PlannedAnswer): readonly Frame[] {
  let sequence = 0;
  const frame = (kind: Frame['part'], type: string, rest: object): Frame => ({ event: type, data: { type, sequence_number: sequence++, ...rest }, part: kind });
  const where = { item_id: `msg_${answer.id}`, output_index: 0, content_index: 0 };
  const name = answer.stop === 'refusal' ? 'refusal' : 'output_text';
  const status = statusOf(answer);
  const text = answer.stop === 'toolUse' || answer.text === '' ? [] : [
    frame('start', 'response.content_part.added', { ...where, part: part(answer, '') }),
    ...pieces(answer.text).map((piece) => frame('text', `response.${name}.delta`, { ...where, delta: piece, logprobs: [] })),
    frame('text', `response.${name}.done`, { ...where, [name === 'refusal' ? 'refusal' : 'text']: answer.text }),
    frame('text', 'response.content_part.done', { ...where, part: part(answer, answer.text) }),
  ];
  return [
    frame('start', 'response.created', { response: response(answer, 'in_progress') }),
    frame('start', 'response.in_progress', { response: response(answer, 'in_progress') }),
    frame('start', 'response.output_item.added', { output_index: 0, item: { ...item(answer, 'in_progress'), content: [] } }),
    ...text,
    frame('text', 'response.output_item.done', { output_index: 0, item: item(answer, status) }),
    frame('end', `response.${status}`, { response: response(answer, status) }),
  ];
}
