/** A base URL that keys and prompts may be sent to, or why not. */
export type CheckedBaseUrl =
  | { readonly kind: 'allowed'; readonly url: string; readonly isLoopback: boolean }
  | { readonly kind: 'refused'; readonly problem: string };

const grammar = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?((?:\/[\w.~!$&'()*+,;=:%-]*)*)$/i;

/** Only https, or http to this very machine: what is sent is a key and the texts of a project. Without credentials, query and fragment; no slash at the end. */
export function checkedBaseUrl(text: string): CheckedBaseUrl {
  const [, scheme, host, port, path = ''] = grammar.exec(text.trim()) ?? [];
  if (scheme === undefined || host === undefined) return refused('is no plain URL such as https://api.example.com/v1 (no user, query or fragment)');
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return refused(`has the port ${port}, which does not exist`);
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) return refused('has "." or ".." in its path');
  const isLoopback = isLoopbackHost(host.toLowerCase());
  if (scheme.toLowerCase() !== 'https' && !isLoopback) return refused('is not https; http is only for servers on this machine');
  return { kind: 'allowed', url: `${scheme.toLowerCase()}://${host.toLowerCase()}${port === undefined ? '' : `:${String(Number(port))}`}${path.replace(/\/+$/, '')}`, isLoopback };
}

function isLoopbackHost(host: string): boolean {
  if (host === 'localhost' || host === '[::1]') return true;
  const [first, ...rest] = host.split('.');
  return first === '127' && rest.length === 3 && rest.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

function refused(problem: string): CheckedBaseUrl {
  return { kind: 'refused', problem };
}
