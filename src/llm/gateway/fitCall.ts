import type { ModelCall } from '../modelCall.ts';
import type { ModelInfo } from '../models/modelInfo.ts';
import type { ModelRequest } from './modelRequest.ts';

/** The request as that model can be asked: what it does not have is left out, and its answer is no longer than it can be. */
export function fitCall(request: ModelRequest, model: ModelInfo): Omit<ModelCall, 'limits'> {
  const { abilities } = model;
  return {
    model: model.id,
    system: request.system,
    messages: request.messages,
    maxOutputTokens: Math.min(request.maxOutputTokens, model.maxOutputTokens ?? request.maxOutputTokens),
    ...(request.temperature !== undefined && abilities.temperature ? { temperature: request.temperature } : {}),
    ...(request.effort !== undefined && abilities.efforts.length > 0 ? { effort: request.effort } : {}),
    ...(request.answerSchema !== undefined && abilities.structuredOutput ? { answerSchema: request.answerSchema } : {}),
  };
}
