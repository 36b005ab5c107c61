import assert from 'node:assert/strict';
import { discoverProviders, keyFromEnvironment } from './discoverProviders.ts';

it('finds the vendors whose keys are in the environment, without the keys', () => {
  const environment = { ANTHROPIC_API_KEY: 'secret-1', GOOGLE_API_KEY: 'secret-2', GROQ_API_KEY: ' ', PATH: '/bin' };
  const { providers, problems } = discoverProviders(environment);
  assert.deepEqual(problems, []);
  assert.deepEqual(providers.map(({ id, protocol, baseUrl, key, prices }) => [id, protocol, baseUrl, key.kind === 'environment' && key.variable, prices.kind]), [
    ['anthropic', 'anthropic', 'https://api.anthropic.com', 'ANTHROPIC_API_KEY', 'vendor'],
    ['google', 'compatible', 'https://generativelanguage.googleapis.com/v1beta/openai', 'GOOGLE_API_KEY', 'vendor'],
  ]);
  assert.ok(!JSON.stringify(providers).includes('secret'));
  assert.deepEqual(providers.map(({ key }) => keyFromEnvironment(key, environment)), ['secret-1', 'secret-2']);
  assert.deepEqual(discoverProviders({}), { providers: [], problems: [] });
});

it('finds any other by its address, with or without a key', () => {
  const { providers } = discoverProviders({
    DEVMATRIX_BIG_CORP_BASE_URL: 'https://llm.example.com/v1', DEVMATRIX_BIG_CORP_API_KEY: 'k', DEVMATRIX_BIG_CORP_PRICES: 'openai',
    DEVMATRIX_HOME_BASE_URL: 'http://127.0.0.1:9000', DEVMATRIX_HOME_PROTOCOL: 'anthropic', DEVMATRIX_HOME_PRICES: 'free', DEVMATRIX_VSIX: 'x.vsix',
  });
  assert.deepEqual(providers.map(({ id, protocol, key, prices }) => [id, protocol, key.kind, prices]), [
    ['big-corp', 'compatible', 'environment', { kind: 'vendor', vendor: 'openai' }], ['home', 'anthropic', 'none', { kind: 'free' }],
  ]);
});

it('takes another address for a vendor, whose prices are then unknown', () => {
  const [byName] = discoverProviders({ OPENAI_API_KEY: 'k', DEVMATRIX_OPENAI_BASE_URL: 'https://proxy.example.com/v1', DEVMATRIX_OPENAI_API_KEY: 'p' }).providers;
  assert.deepEqual([byName?.id, byName?.protocol, byName?.baseUrl, byName?.prices.kind, byName?.key], ['openai', 'openai', 'https://proxy.example.com/v1', 'unknown', { kind: 'environment', variable: 'DEVMATRIX_OPENAI_API_KEY' }]);
  const [bySdk] = discoverProviders({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'https://gateway.example.com' }).providers;
  assert.deepEqual([bySdk?.baseUrl, bySdk?.prices.kind], ['https://gateway.example.com', 'unknown']);
  assert.deepEqual(discoverProviders({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'https://gateway.example.com', DEVMATRIX_ANTHROPIC_PRICES: 'anthropic' }).providers[0]?.prices, { kind: 'vendor', vendor: 'anthropic' });
  assert.equal(discoverProviders({ OPENAI_API_KEY: 'k', DEVMATRIX_OPENAI_BASE_URL: 'https://proxy.example.com/v1' }).providers[0]?.key.kind, 'none');
});

it('leaves out what cannot be used, and says why', () => {
  const { providers, problems } = discoverProviders({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://proxy.example.com', DEVMATRIX_A_BASE_URL: 'nonsense', DEVMATRIX_B_BASE_URL: 'https://b.example', DEVMATRIX_B_PROTOCOL: 'x', DEVMATRIX_C_BASE_URL: 'https://c.example', DEVMATRIX_C_PRICES: 'y' });
  assert.deepEqual(providers, []);
  assert.deepEqual(problems.map((problem) => problem.split(' ')[0]), ['OpenAI', 'DEVMATRIX_A_BASE_URL', 'DEVMATRIX_B_PROTOCOL', 'DEVMATRIX_C_PRICES']);
});
