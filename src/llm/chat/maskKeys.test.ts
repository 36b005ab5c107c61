import assert from 'node:assert/strict';
import { maskKeys } from './maskKeys.ts';

it('a key that is known is taken out, whatever it looks like', () => {
  assert.deepEqual(maskKeys('why is hunter-two-two refused? hunter-two-two!', ['hunter-two-two', '']), { text: 'why is [key] refused? [key]!', masked: 2 });
});

it('what looks like a key is taken out, and what stands around it stays', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Is sk-ant-api03-AbCdEf012345-xYz9876543210 still valid?', 'Is [key] still valid?'],
    ['use ghp_0123456789abcdefABCDEF0123456789abcd here', 'use [key] here'],
    ['AKIAIOSFODNN7EXAMPLE is mine', '[key] is mine'],
    ['curl -H "Authorization: Bearer abcdef0123456789abcdef"', 'curl -H "Authorization: Bearer [key]"'],
    ['postgres://app:s3cr3t@db.example.com/shop', 'postgres://app:[key]@db.example.com/shop'],
    ['const client = new Client({ apiKey: "a1b2c3d4e5f6" });', 'const client = new Client({ apiKey: "[key]" });'],
    ['OPENAI_API_KEY=whatever-it-is\nPORT=3000', 'OPENAI_API_KEY=[key]\nPORT=3000'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[key]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----\nWhy?', '[key]\nWhy?'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEow', '[key]'],
  ];
  for (const [text, clean] of cases) assert.deepEqual(maskKeys(text), { text: clean, masked: 1 }, text);
});

it('code, hashes and ids stay as they are', () => {
  const texts = [
    'git show 3b8eb0400dcc51b9c2a6f0f4a5d5b7c1e8f90123', 'const token = await nextToken();', 'password: z.string().min(12)', 'ALTER TABLE orders ADD CONSTRAINT pk_orders_customers_2 PRIMARY KEY (id)',
    'struct sk_buff_head list;', 'id 0192f0c1-7b1e-7c3a-9d1e-3f5a6b7c8d9e', 'API_KEY=$SECRET_FROM_VAULT', 'https://example.com:8080/path@2', 'key-value-store and hf_transformers', 'secret = "changeme"',
  ];
  for (const text of texts) assert.deepEqual(maskKeys(text), { text, masked: 0 });
});

it('a masked text stays as it is', () => {
  const { text } = maskKeys('apiKey: "a1b2c3d4e5f6", https://u:passw0rd@host/');
  assert.deepEqual(maskKeys(text), { text, masked: 0 });
});

it('a long text costs no more than its length, whatever stands in it', () => {
  for (const piece of ['sk-', 'Bearer a', 'a', 'token="', '-----BEGIN A PRIVATE KEY', 'x://', 'A_', '1a']) {
    const started = performance.now();
    maskKeys(piece.repeat(200_000 / piece.length));
    assert.ok(performance.now() - started < 5_000, piece);
  }
});
