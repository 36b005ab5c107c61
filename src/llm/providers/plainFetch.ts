/** Headers that a request needs. Everything else that SDKs add tells about this machine, or comes from its environment for somebody else. */
const needed = ['accept', 'content-type', 'anthropic-version', 'anthropic-beta'];
const credentials = ['authorization', 'x-api-key'];

/**
 * The fetch that was passed in, without telemetry headers of SDKs and without a made-up key for servers that need none. It ends when
 * its signal does, even when the fetch below does not: SDKs keep a timer of theirs until then. No redirect is followed: no provider
 * redirects calls, and keys and prompts go nowhere but to the address that was configured.
 */
export function plainFetch(given: typeof fetch, key: string | undefined): typeof fetch {
  const names = key === undefined ? needed : [...needed, ...credentials];
  return (url, init) => {
    const all = init?.headers instanceof Headers ? init.headers : new Headers(init?.headers);
    const headers: Record<string, string> = { 'user-agent': 'devmatrix' };
    for (const name of names) {
      const value = all.get(name);
      if (value !== null) headers[name] = value;
    }
    const signal = init?.signal ?? undefined;
    const response = given(url, { ...init, headers, redirect: 'manual' });
    return signal === undefined ? response : untilAborted(response, signal);
  };
}

function untilAborted(response: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => { reject(new DOMException('The request was aborted.', 'AbortError')); };
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    response.then(resolve, reject).finally(() => { signal.removeEventListener('abort', aborted); });
  });
}
