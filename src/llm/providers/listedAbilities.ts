import type { TokenizerFamily } from '../models/modelInfo.ts';
import type { ListedModel } from '../provider.ts';
import { present } from './present.ts';
import { listOf, recordOf, textOf } from './unknownJson.ts';
import type { JsonRecord } from './unknownJson.ts';

/** What a list tells of a model's abilities as OpenRouter does: `supported_parameters` and `architecture.tokenizer`. */
export function listedAbilities(model: JsonRecord): Pick<ListedModel, 'temperature' | 'structuredOutput' | 'tokenizer'> {
  const supported = Array.isArray(model['supported_parameters']) ? listOf(model['supported_parameters']) : undefined;
  return present({
    temperature: supported?.includes('temperature'),
    structuredOutput: supported?.includes('structured_outputs'),
    tokenizer: families.get(textOf(recordOf(model['architecture'])?.['tokenizer']) ?? ''),
  });
}

/** Of Claude's two tokenizers the one that gives more tokens: too much is reserved rather than too little. */
const families: ReadonlyMap<string, TokenizerFamily> = new Map([['Claude', 'claude5'], ['GPT', 'o200k'], ['Gemini', 'gemini']]);
