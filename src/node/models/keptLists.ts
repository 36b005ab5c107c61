import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ListedModel } from '../../llm/provider.ts';
import type { ProviderSettings } from '../../llm/providerSettings.ts';
import { cachedFile, writeCachedFile } from '../cacheFiles.ts';

const area = 'model-lists';

/** A list counts for so long, in milliseconds: providers seldom change theirs, and a model that is gone is noticed when it is called. */
const keptMs = 3_600_000;

/** A provider as lists of its models are kept: another address or key may have others. */
type ListedProvider = Pick<ProviderSettings, 'protocol' | 'baseUrl'> & { readonly key: string | undefined };

/** The models that a provider told within the last hour, in this run or another; undefined when it told none. */
export function keptList(provider: ListedProvider, now: number): readonly ListedModel[] | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(cachedFile(area, nameOf(provider)), 'utf8'));
    if (typeof value !== 'object' || value === null || !('at' in value) || !('models' in value)) return undefined;
    const { at, models } = value;
    return typeof at === 'number' && at <= now && now - at < keptMs && Array.isArray(models) && models.every(isListed) ? models : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the models that a provider told for runs of the next hour; where it cannot be kept, they ask themselves. */
export function keepList(provider: ListedProvider, models: readonly ListedModel[], now: number): void {
  try {
    writeCachedFile(area, nameOf(provider), Buffer.from(JSON.stringify({ at: now, models })));
  } catch {
    // The program runs as well without it.
  }
}

function isListed(value: unknown): value is ListedModel {
  return typeof value === 'object' && value !== null && 'model' in value && typeof value.model === 'string';
}

/** A digest: neither address nor key can be read from it. */
function nameOf({ protocol, baseUrl, key = '' }: ListedProvider): string {
  return `${createHash('sha256').update(JSON.stringify([protocol, baseUrl, key])).digest('hex').slice(0, 32)}.json`;
}
