import type { LmPort } from '../editorModels.ts';
import type { ModelInfo } from '../models/modelInfo.ts';
import type { TimePort } from '../ports.ts';

/** What an adapter needs to know of its provider and of the world. */
export interface ProviderOptions {
  readonly id: string;
  readonly label: string;
  /** As the provider documents it: `https://api.anthropic.com`, `https://api.openai.com/v1`. The environment's own settings of the SDKs are never read. */
  readonly baseUrl: string;
  /** Undefined for servers that need none. */
  readonly key: string | undefined;
  readonly fetch: typeof fetch;
  readonly time: TimePort;
  /** What is known of a model; only what it can is sent to it. */
  readonly modelInfo: (model: string) => ModelInfo | undefined;
  /** About how many tokens a text has, to see whether a prefix is long enough for a cache. Default: 4 characters a token. */
  readonly estimateTokens?: (text: string, model: string) => number;
  /** `whole` for servers that cannot stream; then the limit of the first byte is the total one. Default `stream`, whoever listens. */
  readonly delivery?: 'stream' | 'whole';
}

/** What the adapter of the editor's models needs: no address and no key. */
export interface EditorProviderOptions extends Pick<ProviderOptions, 'id' | 'label' | 'time' | 'modelInfo' | 'estimateTokens'> {
  readonly port: LmPort;
}
