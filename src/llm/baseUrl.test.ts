import assert from 'node:assert/strict';
import { checkedBaseUrl } from './baseUrl.ts';

it('allows https anywhere and http on this machine, in one spelling', () => {
  const allowed: Readonly<Record<string, string>> = {
    'https://api.example.com/v1/': 'https://api.example.com/v1', ' HTTPS://API.Example.com ': 'https://api.example.com', 'https://example.com:8443/a/b': 'https://example.com:8443/a/b',
    'http://localhost:11434/v1': 'http://localhost:11434/v1', 'http://127.0.0.1:8080': 'http://127.0.0.1:8080', 'http://127.1.2.3': 'http://127.1.2.3', 'http://[::1]:1234/v1': 'http://[::1]:1234/v1',
  };
  for (const [text, url] of Object.entries(allowed)) assert.deepEqual(checkedBaseUrl(text), { kind: 'allowed', url, isLoopback: /localhost|127|::1/.test(url) }, text);
});

it('refuses whatever could send a key elsewhere than it seems', () => {
  const refused = [
    '', 'api.example.com', 'ftp://example.com', 'http://example.com', 'http://192.168.1.5:11434', 'http://169.254.169.254/latest', 'http://localhost.example.com', 'http://127.0.0.1.example.com',
    'http://127.0.0.256', 'http://0127.0.0.1', 'http://2130706433', 'http://0.0.0.0:8000', 'http://[::]:1', 'https://user:secret@example.com', 'https://example.com@evil.example', 'https://example.com\\@evil.example', 'https://example.com/v1?key=1',
    'https://example.com/#a', 'https://exa mple.com', 'https://example.com:0', 'https://example.com:99999', 'https://example.com/a/../b', 'https://exämple.com', 'javascript:alert(1)', 'file:///etc/passwd', 'https://', 'https:///v1',
  ];
  for (const text of refused) assert.equal(checkedBaseUrl(text).kind, 'refused', text);
});
