import type * as vscode from 'vscode';
import type { StoredKey } from '../worker/modelRequests.ts';

/** The keys of providers in the secret storage of VS Code, by the provider's id, each with the address that it was entered for. */
export class ProviderKeys {
  readonly #secrets: vscode.SecretStorage;
  readonly onDidChange: vscode.Event<unknown>;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.onDidChange = secrets.onDidChange;
  }

  /** The keys of those providers that have one. */
  async read(ids: readonly string[]): Promise<Readonly<Record<string, StoredKey>>> {
    const entries = await Promise.all(ids.map(async (id) => [id, storedKey(await this.#secrets.get(nameOf(id)))] as const));
    const keys: Record<string, StoredKey> = {};
    for (const [id, key] of entries) if (key !== undefined) keys[id] = key;
    return keys;
  }

  async store(id: string, key: StoredKey): Promise<void> {
    await this.#secrets.store(nameOf(id), JSON.stringify(key));
  }

  async remove(id: string): Promise<void> {
    await this.#secrets.delete(nameOf(id));
  }
}

function nameOf(id: string): string {
  return `devmatrix.provider.${id}`;
}

/** A key as it is stored; undefined for what is none. */
export function storedKey(text: string | undefined): StoredKey | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('key' in value) || !('baseUrl' in value)) return undefined;
    const { key, baseUrl } = value;
    return typeof key === 'string' && typeof baseUrl === 'string' ? { key, baseUrl } : undefined;
  } catch {
    return undefined;
  }
}
