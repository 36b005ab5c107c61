import assert from 'node:assert/strict';
import { redacted } from './redacted.ts';

it('the configured key is taken out wherever it stands, whatever it looks like', () => {
  assert.equal(redacted('key "hunter22" is wrong: hunter22', ['hunter22']), 'key "[key]" is wrong: [key]');
});

it('what looks like a key is taken out', () => {
  const keys = [
    'sk-ant-api03-AbCdEf012345', 'sk-proj-abc123DEF456', 'sk-fake*************cdef', 'gsk_0123456789abcdefABCDEF', 'AIzaSyA-1234567890abcdefg', 'xai-0123456789abc',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', '0123456789abcdef0123456789abcdef', 'pplx-1234567890abcdef', 'Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZg',
  ];
  for (const key of keys) assert.ok(!redacted(`Incorrect API key provided: ${key}.`, []).includes(key.slice(0, 12)), `${key}: ${redacted(key, [])}`);
  assert.equal(redacted('Authorization: Bearer abc.def', []), 'Authorization: Bearer [key]');
});

it('names of models, figures and sentences stay', () => {
  for (const text of ['claude-sonnet-4-5-20250929 is retired', 'prompt is too long: 210000 tokens > 200000 maximum', 'model gpt-6.1-terra at 2026-11-21T12:00:00Z', 'connect ECONNREFUSED 127.0.0.1:8787']) {
    assert.equal(redacted(text, []), text);
  }
});

it('a long text is cut, and is one line', () => {
  const text = redacted('a b\n'.repeat(400), []);
  assert.equal(text.length, 500);
  assert.ok(!text.includes('\n') && text.endsWith('…'));
});
