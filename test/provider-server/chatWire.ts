import { inputTokens } from '../../src/llm/tokenUsage.ts';
import type { TokenUsage } from '../../src/llm/tokenUsage.ts';
import type { ErrorFault } from './faults.ts';
import type { FakeModel, FakeRequest, FakeStop } from './types.ts';
import { listOf, numberOf, pieces, recordOf, requestOf, stringOf, textOf } from './wire.ts';
import type { Frame, PlannedAnswer, Wire } from './wire.ts';

const stops: Readonly<Record<FakeStop, string>> = {
  end: 'stop', maxTokens: 'length', refusal: 'stop', contentFilter: 'content_filter', contextWindow: 'length', toolUse: 'tool_calls',
};

/** OpenAI Chat Completions, as OpenAI and every compatible server speaks it. */
export const chatWire: Wire = {
  protocol: 'chat',
  requestIdHeader: 'x-request-id',
  done: true,
  parse,
  whole: (answer) => ({
    ...head(answer, 'chat.completion'),
    choices: [{ index: 0, message: { role: 'assistant', ...said(answer) }, finish_reason: stops[answer.stop], logprobs: null }],
    usage: usageOf(answer.usage, answer.cost),
  }),
  frames,
  error: openaiError,
  errorFrame: (fault) => ({ data: openaiError(fault), part: 'text' }),
  models: openaiModels,
};

/** The body of an error in both protocols of OpenAI. */
export function openaiError(fault: ErrorFault): unknown {
  return { error: { message: fault.message, type: fault.openaiType, param: null, code: fault.openaiCode } };
}

/** The list of models in both protocols of OpenAI; with the sizes that some compatible servers add. */
export function openaiModels(models: readonly FakeModel[]): unknown {
  return {
    object: 'list',
    data: models.map((model) => ({
      id: model.id, object: 'model', created: 1_790_000_000, owned_by: 'fake',
      ...(model.contextTokens === undefined ? {} : { context_window: model.contextTokens }),
      ...(model.maxOutputTokens === undefined ? {} : { max_completion_tokens: model.maxOutputTokens }),
      ...(model.price === undefined ? {} : { pricing: pricing(model.price) }),
    })),
  };
}

/** Dollars a token in text, as OpenRouter's list has them. */
function pricing({ input, output, cacheRead, cacheWrite }: NonNullable<FakeModel['price']>): Readonly<Record<string, string>> {
  const perToken = (dollars: number | undefined): string => ((dollars ?? 0) / 1_000_000).toFixed(12);
  return { prompt: perToken(input), completion: perToken(output), input_cache_read: perToken(cacheRead), input_cache_write: perToken(cacheWrite) };
}

function parse(body: Readonly<Record<string, unknown>>): FakeRequest {
  const all = listOf(body['messages']).map((message) => ({ role: stringOf(message['role']), text: textOf(message['content']) }));
  const isSystem = (message: { role: string }): boolean => message.role === 'system' || message.role === 'developer';
  const format = recordOf(recordOf(body['response_format'])['json_schema']);
  return requestOf({
    protocol: 'chat',
    system: all.filter(isSystem).map(({ text }) => text).join('\n\n'),
    messages: all.filter((message) => !isSystem(message)),
    maxOutputTokens: numberOf(body['max_completion_tokens'], numberOf(body['max_tokens'], Number.POSITIVE_INFINITY)),
    ...(typeof body['temperature'] === 'number' ? { temperature: body['temperature'] } : {}),
    ...(typeof body['reasoning_effort'] === 'string' ? { effort: body['reasoning_effort'] } : {}),
    ...(format['schema'] === undefined ? {} : { answerSchema: format['schema'] }),
    ...(typeof body['prompt_cache_key'] === 'string' ? { cacheKey: body['prompt_cache_key'] } : {}),
    cacheMarks: [],
    body,
  });
}

function head(answer: PlannedAnswer, object: string): Readonly<Record<string, unknown>> {
  return { id: answer.id, object, created: 1_790_000_000, model: answer.model, system_fingerprint: null };
}

function said(answer: PlannedAnswer): Readonly<Record<string, unknown>> {
  if (answer.stop === 'refusal') return { content: null, refusal: answer.text };
  if (answer.stop === 'toolUse') return { content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'search', arguments: '{}' } }] };
  return { content: answer.text, refusal: null };
}

function usageOf(usage: TokenUsage, cost: number | undefined): Readonly<Record<string, unknown>> {
  const input = inputTokens(usage);
  return {
    prompt_tokens: input,
    completion_tokens: usage.output,
    total_tokens: input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
    ...(cost === undefined ? {} : { cost }),
  };
}

function frames(answer: PlannedAnswer): readonly Frame[] {
  const chunk = (part: Frame['part'], choices: readonly unknown[], rest: object = {}): Frame => ({ data: { ...head(answer, 'chat.completion.chunk'), choices, ...rest }, part });
  const delta = (part: Frame['part'], piece: object, finish: string | null = null): Frame => chunk(part, [{ index: 0, delta: piece, finish_reason: finish }]);
  const field = answer.stop === 'refusal' ? 'refusal' : 'content';
  const text = answer.stop === 'toolUse'
    ? [delta('text', { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'search', arguments: '{}' } }] })]
    : pieces(answer.text).map((piece) => delta('text', { [field]: piece }));
  return [
    delta('start', { role: 'assistant', content: '' }),
    ...text,
    delta('end', {}, stops[answer.stop]),
    chunk('end', [], { usage: usageOf(answer.usage, answer.cost) }),
  ];
}
