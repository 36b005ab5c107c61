/** Headers that a request needs. Everything else that SDKs add tells about this machine, or comes from its environment for somebody else. */
const needed = ['accept', 'content-type', 'anthropic-version', 'anthropic-beta'];
const credentials = ['authorization', 'x-api-key'];

/** The fetch that was passed in, without telemetry headers of SDKs and without a made-up key for servers that need none. */
export function plainFetch(given: typeof fetch, key: string | undefined): typeof fetch {
  const names = key === undefined ? needed : [...needed, ...credentials];
  return (url, init) => {
    const all = init?.headers instanceof Headers ? init.headers : new Headers(init?.headers);
    const headers: Record<string, string> = { 'user-agent': 'devmatrix' };
    for (const name of names) {
      const value = all.get(name);
      if (value !== null) headers[name] = value;
    }
    return given(url, { ...init, headers });
  };
}
