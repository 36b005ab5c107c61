import type { ProviderProtocol } from '../knownProviders.ts';
import type { Provider } from '../provider.ts';
import type { EditorProviderOptions, ProviderOptions } from './providerOptions.ts';

/** The adapter of a protocol; its SDK is loaded when the first provider needs it, and only then. */
export async function loadProvider(protocol: ProviderProtocol, options: ProviderOptions): Promise<Provider> {
  switch (protocol) {
    case 'anthropic': return (await import('./anthropicProvider.ts')).anthropicProvider(options);
    case 'openai': return (await import('./openaiProvider.ts')).responsesProvider(options);
    case 'compatible': return (await import('./openaiProvider.ts')).chatProvider(options);
  }
}

/** The adapter of the editor's own models. */
export async function loadEditorProvider(options: EditorProviderOptions): Promise<Provider> {
  return (await import('./editorProvider.ts')).editorProvider(options);
}
