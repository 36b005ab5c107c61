import type { TokenUsage } from '../../src/llm/tokenUsage.ts';
import type { FakeModel, FakeRequest, FakeStop } from './types.ts';
import { isRecord, listOf, numberOf, pieces, recordOf, requestOf, stringOf, textOf } from './wire.ts';
import type { Frame, PlannedAnswer, Wire } from './wire.ts';

const stops: Readonly<Record<FakeStop, string>> = {
  end: 'end_turn', maxTokens: 'max_tokens', refusal: 'refusal', contentFilter: 'refusal', contextWindow: 'model_context_window_exceeded', toolUse: 'tool_use',
};

/** Anthropic Messages. */
export const anthropicWire: Wire = {
  protocol: 'anthropic',
  requestIdHeader: 'request-id',
  done: false,
  parse,
  whole: (answer) => ({ ...head(answer, answer.usage), content: content(answer), stop_reason: stops[answer.stop] }),
  frames,
  error: (fault) => ({ type: 'error', error: { type: fault.anthropicType, message: fault.message }, request_id: 'req_fake' }),
  errorFrame: (fault) => ({ event: 'error', data: { type: 'error', error: { type: fault.anthropicType, message: fault.message } }, part: 'text' }),
  models: (models) => ({ data: models.map(listed), has_more: false, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null }),
};

function parse(body: Readonly<Record<string, unknown>>): FakeRequest {
  const system = typeof body['system'] === 'string' ? [{ type: 'text', text: body['system'] }] : listOf(body['system']);
  const messages = listOf(body['messages']).map((message) => ({ role: stringOf(message['role']), text: textOf(message['content']) }));
  const marks: { end: number; long: boolean }[] = [];
  let end = 0;
  const walk = (part: Readonly<Record<string, unknown>>): void => {
    end += stringOf(part['text']).length;
    if (isRecord(part['cache_control'])) marks.push({ end, long: part['cache_control']['ttl'] === '1h' });
  };
  for (const part of system) walk(part);
  for (const message of listOf(body['messages'])) {
    end += 1;
    if (typeof message['content'] === 'string') end += message['content'].length;
    else for (const part of listOf(message['content'])) walk(part);
  }
  const config = recordOf(body['output_config']);
  return requestOf({
    protocol: 'anthropic',
    system: system.map((part) => stringOf(part['text'])).join(''),
    messages,
    maxOutputTokens: numberOf(body['max_tokens'], -1),
    ...(typeof body['temperature'] === 'number' ? { temperature: body['temperature'] } : {}),
    ...(typeof config['effort'] === 'string' ? { effort: config['effort'] } : {}),
    ...(isRecord(config['format']) ? { answerSchema: config['format']['schema'] } : {}),
    cacheMarks: marks,
    body,
  });
}

function head(answer: PlannedAnswer, usage: TokenUsage): Readonly<Record<string, unknown>> {
  return { id: answer.id, type: 'message', role: 'assistant', model: answer.model, stop_sequence: null, usage: usageOf(usage, answer.cost) };
}

function usageOf(usage: TokenUsage, cost: number | undefined): Readonly<Record<string, unknown>> {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite + usage.cacheWriteLong,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: usage.cacheWriteLong },
    output_tokens: usage.output,
    service_tier: 'standard',
    ...(cost === undefined ? {} : { cost }),
  };
}

function content(answer: PlannedAnswer): readonly unknown[] {
  if (answer.stop === 'toolUse') return [{ type: 'tool_use', id: 'toolu_1', name: 'search', input: {} }];
  return answer.text === '' ? [] : [{ type: 'text', text: answer.text, citations: null }];
}

function frames(answer: PlannedAnswer): readonly Frame[] {
  const frame = (part: Frame['part'], type: string, rest: object): Frame => ({ event: type, data: { type, ...rest }, part });
  const text = answer.stop === 'toolUse' || answer.text === '' ? [] : [
    frame('start', 'content_block_start', { index: 0, content_block: { type: 'text', text: '', citations: null } }),
    frame('start', 'ping', {}),
    ...pieces(answer.text).map((piece) => frame('text', 'content_block_delta', { index: 0, delta: { type: 'text_delta', text: piece } })),
    frame('text', 'content_block_stop', { index: 0 }),
  ];
  return [
    frame('start', 'message_start', { message: { ...head(answer, { ...answer.usage, output: 1 }), content: [], stop_reason: null } }),
    ...text,
    frame('end', 'message_delta', {
      delta: { stop_reason: stops[answer.stop], stop_sequence: null },
      usage: { ...usageOf(answer.usage, answer.cost), input_tokens: answer.usage.input },
    }),
    frame('end', 'message_stop', {}),
  ];
}

function listed(model: FakeModel): unknown {
  return {
    type: 'model', id: model.id, display_name: model.label ?? model.id, created_at: '2026-01-01T00:00:00Z',
    max_input_tokens: model.contextTokens ?? null, max_tokens: model.maxOutputTokens ?? null, lifecycle: 'active', retires_at: null,
    capabilities: {
      structured_outputs: { supported: true },
      effort: { supported: (model.efforts ?? []).length > 0, ...Object.fromEntries(['low', 'medium', 'high', 'max'].map((effort) => [effort, { supported: model.efforts?.includes(effort) ?? false }])) },
    },
  };
}
