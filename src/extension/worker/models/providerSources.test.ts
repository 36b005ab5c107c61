import assert from 'node:assert/strict';
import { keyOf, providerSources, settingsEntry } from './providerSources.ts';

it('a provider of the environment, taken over into the settings, is the same one with a key of the secret storage', () => {
  const environment = {
    ANTHROPIC_API_KEY: 'sk-one', OPENAI_API_KEY: 'sk-two', OPENAI_BASE_URL: 'https://gateway.example.com/v1',
    DEVMATRIX_HOUSE_BASE_URL: 'https://house.example.com', DEVMATRIX_HOUSE_API_KEY: 'sk-three', DEVMATRIX_HOUSE_PROTOCOL: 'anthropic', DEVMATRIX_HOUSE_PRICES: 'anthropic',
  };
  const found = providerSources({ providers: [], editorModels: 'off' }, environment);
  assert.equal(found.providers.length, 3);
  const entries = found.providers.map((settings) => ({ ...settingsEntry(settings), key: 'secret' }));
  const taken = providerSources({ providers: entries, editorModels: 'off' }, {});
  assert.deepEqual(taken.problems, []);
  assert.deepEqual(taken.providers, found.providers.map((settings) => ({ ...settings, key: { kind: 'secret', name: settings.id } })));
  for (const settings of taken.providers) {
    assert.equal(keyOf(settings, { [settings.id]: { key: 'sk-new', baseUrl: settings.baseUrl } }, {}), 'sk-new');
    assert.equal(keyOf(settings, { [settings.id]: { key: 'sk-new', baseUrl: 'https://elsewhere.example.com' } }, {}), undefined);
  }
});

it('the models of the editor come last, only when they are switched on, and no server takes their name', () => {
  const environment = { DEVMATRIX_VSCODE_BASE_URL: 'https://house.example.com', DEVMATRIX_VSCODE_API_KEY: 'sk' };
  assert.deepEqual(providerSources({ providers: [], editorModels: 'off' }, environment).providers.map(({ protocol }) => protocol), ['compatible']);
  assert.deepEqual(providerSources({ providers: [{ id: 'anthropic', key: 'none' }], editorModels: 'all' }, environment).providers.map(({ id, protocol }) => [id, protocol]), [['anthropic', 'anthropic'], ['vscode', 'editor']]);
});
