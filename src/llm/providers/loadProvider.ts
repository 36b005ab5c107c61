import type { Provider } from '../provider.ts';
import type { ProviderOptions } from './providerOptions.ts';

/** Which protocol a provider speaks: `anthropic` its Messages, `openai` OpenAI's own Responses, `compatible` Chat Completions. */
export type ProviderProtocol = 'anthropic' | 'openai' | 'compatible';

/** The adapter of a protocol; its SDK is loaded when the first provider needs it, and only then. */
export async function loadProvider(protocol: ProviderProtocol, options: ProviderOptions): Promise<Provider> {
  switch (protocol) {
    case 'anthropic': return (await import('./anthropicProvider.ts')).anthropicProvider(options);
    case 'openai': return (await import('./responsesProvider.ts')).responsesProvider(options);
    case 'compatible': return (await import('./chatProvider.ts')).chatProvider(options);
  }
}
