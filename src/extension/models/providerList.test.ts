import assert from 'node:assert/strict';
import { storedKey } from './keys.ts';
import { entriesOf, idFor, secretIds, withEntry, withoutEntry } from './providerList.ts';

const setting = [{ id: 'openai', key: 'secret' }, 'nonsense', { id: 'work', baseUrl: 'https://llm.example.com/v1' }, { id: 'local', key: 'none' }, { id: 'ci', key: 'env:CI_KEY' }];

it('only providers without another key are looked up in the secret storage', () => {
  assert.deepEqual(secretIds(setting), ['openai', 'work']);
  assert.deepEqual(secretIds({ id: 'openai' }), []);
});

it('an entry is replaced in its place or added, and what nobody understands stays', () => {
  assert.deepEqual(withEntry(setting, { id: 'work', baseUrl: 'https://b.example.com' })[2], { id: 'work', baseUrl: 'https://b.example.com' });
  assert.equal(withEntry(setting, { id: 'new' }).length, setting.length + 1);
  assert.deepEqual(withEntry('broken', { id: 'new' }), [{ id: 'new' }]);
  assert.ok(withoutEntry(setting, 'work')?.includes('nonsense'));
  assert.equal(withoutEntry([{ id: 'one' }], 'one'), undefined);
  assert.deepEqual(entriesOf(withoutEntry(setting, 'work')).map(({ id }) => id), ['openai', 'local', 'ci']);
});

it('a server gets an id from its address that settings take and nobody has', () => {
  assert.equal(idFor('https://LLM.Example.com/v1', []), 'llm-example-com');
  assert.equal(idFor('http://127.0.0.1:8080/v1', ['127-0-0-1-8080']), '127-0-0-1-8080-2');
  assert.match(idFor(`https://${'a'.repeat(60)}.com`, []), /^[a-z0-9][a-z0-9-]{0,39}$/);
});

it('a key is read as it was stored, and nothing else is taken for one', () => {
  assert.deepEqual(storedKey(JSON.stringify({ key: 'k', baseUrl: 'https://a.example.com' })), { key: 'k', baseUrl: 'https://a.example.com' });
  for (const text of [undefined, '', 'sk-plain', '{}', '{"key":1,"baseUrl":"x"}', 'null']) assert.equal(storedKey(text), undefined);
});
