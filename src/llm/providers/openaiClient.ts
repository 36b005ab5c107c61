import OpenAI, { APIConnectionError, APIError } from 'openai';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ListedModel, Provider } from '../provider.ts';
import { listedAbilities } from './listedAbilities.ts';
import { listedPrice } from './listedPrice.ts';
import { plainFetch } from './plainFetch.ts';
import { present } from './present.ts';
import type { ProviderOptions } from './providerOptions.ts';
import { readJson } from './readJson.ts';
import { countOf, listOf, recordOf, textOf } from './unknownJson.ts';
import type { JsonRecord } from './unknownJson.ts';

export const openaiErrors = { api: APIError, connection: APIConnectionError };
/** The SDK's own timeout must never come first. */
const sdkTimeoutMs = 2_147_483_647;

/** A client that takes nothing from its environment, tries once and logs nothing. */
export function openaiClient(options: ProviderOptions): OpenAI {
  return new OpenAI({
    baseURL: options.baseUrl, apiKey: options.key ?? 'none', adminAPIKey: null, organization: null, project: null, webhookSecret: null,
    maxRetries: 0, timeout: sdkTimeoutMs, logLevel: 'off', fetch: plainFetch(options.fetch, options.key),
  });
}

/** The models of OpenAI or of any server like it, with the sizes that some of them add under names of their own. */
export async function openaiModels(client: OpenAI, options: ProviderOptions, signal: CancelSignal): ReturnType<Provider['list']> {
  const answer = await readJson({ send: (abort) => client.get('/models', { signal: abort }).asResponse(), errors: openaiErrors, options }, signal);
  if (answer.kind !== 'json') return answer;
  const list = Array.isArray(answer.body) ? answer.body : listOf(recordOf(answer.body)?.['data']);
  return { kind: 'models', models: list.flatMap(listedModel) };
}

function listedModel(value: unknown): readonly ListedModel[] {
  const model = recordOf(value);
  // Google's names have a prefix that its chat needs no more than anybody else's.
  const id = textOf(model?.['id'])?.replace(/^models\//, '');
  if (model === undefined || id === undefined || id === '') return [];
  const top = recordOf(model['top_provider']);
  return [{
    model: id,
    ...listedAbilities(model),
    ...present({
      label: textOf(model['display_name']) ?? textOf(model['name']),
      contextTokens: firstCount(model, ['context_window', 'context_length', 'max_model_len', 'max_context_length']),
      maxOutputTokens: firstCount(model, ['max_completion_tokens', 'max_output_tokens']) ?? (countOf(top?.['max_completion_tokens']) || undefined),
      price: listedPrice(model['pricing']),
    }),
  }];
}

function firstCount(model: JsonRecord, names: readonly string[]): number | undefined {
  return names.map((name) => countOf(model[name])).find((count) => count > 0);
}
