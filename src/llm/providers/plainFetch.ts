/** Headers that a request needs. Everything else that SDKs add tells about this machine, or comes from its environment for somebody else. */
const needed = new Set(['accept', 'authorization', 'content-type', 'x-api-key', 'anthropic-version', 'anthropic-beta', 'user-agent']);

/** The fetch that was passed in, without telemetry headers of SDKs and without a made-up key for servers that need none. */
export function plainFetch(given: typeof fetch, key: string | undefined): typeof fetch {
  return (url, init) => {
    const headers = new Headers(init?.headers);
    for (const name of [...headers.keys()]) if (!needed.has(name)) headers.delete(name);
    headers.set('user-agent', 'devmatrix');
    if (key === undefined) {
      headers.delete('authorization');
      headers.delete('x-api-key');
    }
    return given(url, { ...init, headers });
  };
}
