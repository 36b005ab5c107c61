import type { ProviderSettings } from '../llm/providerSettings.ts';

/** Servers for models that people run on their own machine, at the ports that they usually have. */
const usual: Readonly<Record<number, string>> = {
  11434: 'Ollama', 1234: 'LM Studio', 8000: 'vLLM', 8080: 'llama.cpp', 1337: 'Jan', 4891: 'GPT4All', 5001: 'KoboldCpp', 30000: 'SGLang',
};

/** Longest wait for one server, in milliseconds: what runs here answers in a few. */
const timeoutMs = 800;

/** More of an answer than this is not read, in bytes. */
const mostBytes = 1_000_000;

/**
 * The servers of this machine that list models in the way of OpenAI, at the usual ports. Only for when the person asks: it speaks to whatever
 * listens there. No key is sent and no redirect followed.
 */
export async function probeLocalProviders(signal: AbortSignal, ports: readonly number[] = Object.keys(usual).map(Number)): Promise<readonly ProviderSettings[]> {
  const found = await Promise.all(ports.map(async (port) => ((await listsModels(`http://127.0.0.1:${port}/v1/models`, signal)) ? [settingsOf(port)] : [])));
  return found.flat();
}

function settingsOf(port: number): ProviderSettings {
  return {
    id: `local-${port}`, label: `${usual[port] ?? 'Server'} at port ${port}`, protocol: 'compatible', baseUrl: `http://127.0.0.1:${port}/v1`,
    // What answers there may be a gateway to somebody who bills; only the person can say that it is free.
    key: { kind: 'none' }, prices: { kind: 'unknown' }, models: [],
  };
}

async function listsModels(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), headers: { accept: 'application/json' } });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return false;
    }
    const body: unknown = JSON.parse(await firstBytes(response.body));
    return typeof body === 'object' && body !== null && 'data' in body && Array.isArray(body.data);
  } catch {
    // Nothing listens there, or something else does.
    return false;
  }
}

async function firstBytes(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > mostBytes) break;
  }
  return text;
}
