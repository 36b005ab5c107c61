import { editorProviderId } from './editorModels.ts';
import { readModelOverrides } from './models/modelOverrides.ts';
import { priceSource, type ProviderSettings, type ReadSettings } from './providerSettings.ts';

/** What a list of providers says of the models of the editor, and the list without it. */
export interface EditorSettings extends ReadSettings {
  readonly others: unknown;
}

/**
 * Takes the editor's models out of a list of providers: `{ "id": "vscode", "models": [{ "model": "copilot/gpt-5", "price": { "input": 1, "output": 8 } }] }` says what
 * VS Code does not tell of them. Without an entry they are there all the same, at prices that nobody knows.
 */
export function readEditorSettings(list: unknown): EditorSettings {
  const all: readonly unknown[] = Array.isArray(list) ? list : [];
  const entry = all.find(isOfEditor) ?? {};
  const { prices, models, baseUrl } = entry as Readonly<Record<string, unknown>>;
  const overrides = readModelOverrides(models, editorProviderId);
  const source = prices === undefined || prices === 'free' ? priceSource(prices, undefined) : undefined;
  const provider: ProviderSettings = {
    id: editorProviderId, label: 'VS Code', protocol: 'editor', baseUrl: '', key: { kind: 'none' }, prices: source ?? { kind: 'unknown' }, models: overrides.models,
  };
  return {
    providers: [provider],
    problems: [...(baseUrl === undefined ? [] : [`"${editorProviderId}" stands for the models of VS Code itself, which have no baseUrl; a server needs another id.`]), ...overrides.problems, ...(source === undefined ? [`The prices of "${editorProviderId}" can only be "free"; those of a single model stand in its "price".`] : [])],
    others: Array.isArray(list) ? all.filter((each) => !isOfEditor(each)) : list,
  };
}

function isOfEditor(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && 'id' in entry && entry.id === editorProviderId;
}
