import assert from 'node:assert/strict';
import { type ProviderSettings, readProviderSettings } from './providerSettings.ts';

function read(...entries: readonly unknown[]): { readonly providers: readonly ProviderSettings[]; readonly problems: readonly string[] } {
  return readProviderSettings(entries, { baseUrls: 'any' });
}

it('reads a provider of one\'s own, with its key elsewhere and its prices unknown', () => {
  assert.deepEqual(read({ id: 'work', label: 'Work', baseUrl: 'https://llm.example.com/v1/', key: 'env:WORK_KEY' }), {
    providers: [{ id: 'work', label: 'Work', protocol: 'compatible', baseUrl: 'https://llm.example.com/v1', key: { kind: 'environment', variable: 'WORK_KEY' }, prices: { kind: 'unknown' }, models: [] }],
    problems: [],
  });
});

it('fills in what is known of a vendor at its own address, and only there', () => {
  const [own, elsewhere, second] = read({ id: 'anthropic' }, { id: 'openai', baseUrl: 'https://proxy.example.com/v1' }, { id: 'eu', baseUrl: 'https://api.openai.com/v1', key: 'secret' }).providers;
  assert.deepEqual([own?.protocol, own?.key, own?.prices], ['anthropic', { kind: 'environment', variable: 'ANTHROPIC_API_KEY' }, { kind: 'vendor', vendor: 'anthropic' }]);
  assert.deepEqual([elsewhere?.protocol, elsewhere?.key, elsewhere?.prices], ['openai', { kind: 'secret', name: 'openai' }, { kind: 'unknown' }]);
  assert.deepEqual([second?.protocol, second?.key, second?.prices], ['openai', { kind: 'secret', name: 'eu' }, { kind: 'vendor', vendor: 'openai' }]);
});

it('keeps to the vendors\' own addresses when the workspace is not trusted', () => {
  const entries = [{ id: 'anthropic' }, { id: 'openai', baseUrl: 'https://evil.example/v1' }, { id: 'local', baseUrl: 'http://127.0.0.1:9999/v1' }, { id: 'google', baseUrl: 'https://api.openai.com/v1' }, { id: 'groq', key: 'env:AWS_SECRET_ACCESS_KEY' }];
  const { providers, problems } = readProviderSettings(entries, { baseUrls: 'known' });
  assert.deepEqual(providers.map(({ id, baseUrl }) => [id, baseUrl]), [['anthropic', 'https://api.anthropic.com'], ['google', 'https://api.openai.com/v1']]);
  assert.equal(providers[1]?.key.kind === 'environment' && providers[1].key.variable, 'OPENAI_API_KEY');
  assert.match(problems.join('\n'), /"openai" has an address of its own, which needs a trusted workspace[^]*"local"[^]*"groq" would send the variable AWS_SECRET_ACCESS_KEY/);
});

it('never takes a key from settings, and never repeats one', () => {
  const secret = 'sk-ant-api03-abcdefghijklmnop';
  const { providers, problems } = read({ id: 'a', baseUrl: 'https://a.example', key: secret });
  assert.deepEqual(providers, []);
  assert.match(problems.join(), /keys themselves never stand in settings/);
  assert.ok(!problems.join().includes(secret));
});

it('says what is wrong with each of the others, and reads on', () => {
  const { providers, problems } = read(null, { id: 'Not An Id' }, { id: 'a', baseUrl: 'http://example.com' }, { id: 'b', baseUrl: 'https://b.example', protocol: 'telepathy' }, { id: 'c', baseUrl: 'https://c.example', prices: 'cheap' }, { id: 'c', baseUrl: 'https://c.example' });
  assert.deepEqual(providers.map(({ id }) => id), ['c']);
  assert.deepEqual(problems.map((problem) => problem.slice(0, 34)), ['Provider 1: it is no object.', 'Provider 2: its id must be lower-c', 'Provider 3: the baseUrl of "a" is ', 'Provider 4: the protocol of "b" is', 'The prices of "c" are none of "fre', 'Provider 6: the id "c" is taken al']);
  assert.deepEqual(readProviderSettings('x', { baseUrls: 'any' }).problems.length, 1);
  assert.deepEqual(readProviderSettings(undefined, { baseUrls: 'any' }), { providers: [], problems: [] });
});

it('reads what people say of models, and tells what cannot be', () => {
  const { providers, problems } = read({
    id: 'a', baseUrl: 'https://a.example', prices: 'free',
    models: [
      { model: 'm', label: 'M', contextTokens: 1000, maxOutputTokens: 100, price: { input: 1, output: 2, cacheRead: 0.1, tiers: [{ overInputTokens: 500, input: 2, output: 4 }] }, temperature: true, efforts: ['low'], tokenizer: 'claude5' },
      { model: 'n', contextTokens: -1, price: { input: 1 }, tokenizer: 'klingon', promptCache: 'maybe' },
      { label: 'without id' },
    ],
  });
  assert.deepEqual(providers[0]?.models, [
    { model: 'm', label: 'M', contextTokens: 1000, maxOutputTokens: 100, price: { input: 1, output: 2, cacheRead: 0.1, tiers: [{ overInputTokens: 500, input: 2, output: 4 }] }, abilities: { temperature: true, efforts: ['low'] }, tokenizer: 'claude5' },
    { model: 'n' },
  ]);
  assert.deepEqual(problems, ['a/n: "contextTokens" cannot be that.', 'a/n: "price" cannot be that.', 'a/n: "promptCache" cannot be that.', 'a/n: "tokenizer" cannot be that.', 'A model of "a" has no "model", which is its id.']);
});
