import type { ChatParts } from '../../llm/chat/chatParts.ts';
import { listPricing } from '../../llm/models/price.ts';
import type { Store } from '../../llm/records/store.ts';
import { systemTime } from '../systemTime.ts';
import type { OpenedModels } from './openModels.ts';

/** What questions of people are answered with, over opened models and the store. */
export function chatParts({ models, store, keys }: { readonly models: OpenedModels; readonly store: Store; readonly keys: readonly string[] }): ChatParts {
  const { gateway, router, conversations, sizes, providers } = models;
  return { gateway, router, conversations, sizes, keys, sessions: store.sessions, pricing: listPricing, time: systemTime, models: () => providers.models(new Date().toISOString().slice(0, 10)) };
}
