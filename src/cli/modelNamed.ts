import { modelKey, type ModelInfo } from '../llm/models/modelInfo.ts';
import { UsageError } from './terminal.ts';

/** The model that is called so: `provider/model`, or `model` where only one provider has it. Throws a UsageError where there is none or more than one. */
export function modelNamed(name: string, models: readonly ModelInfo[]): ModelInfo {
  const found = modelsNamed(name, models);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new UsageError(found.length === 0 ? `No configured provider has a model ${name}. "devmatrix models" lists them.` : `Several providers have a model ${name}: ${found.map(({ id }) => modelKey(id)).join(', ')}.`);
}

/** All models that are called so. */
export function modelsNamed(name: string, models: readonly ModelInfo[]): readonly ModelInfo[] {
  return models.filter(({ id }) => modelKey(id) === name || id.model === name);
}
