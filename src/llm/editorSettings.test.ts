import assert from 'node:assert/strict';
import { it } from 'mocha';
import { readEditorSettings } from './editorSettings.ts';

it('the models of the editor are there without an entry, at unknown prices, and leave the other providers alone', () => {
  const others = [{ id: 'work', baseUrl: 'https://llm.example.com/v1' }];
  const { providers, problems, others: left } = readEditorSettings(others);
  assert.deepEqual([providers.map(({ id, protocol, prices }) => [id, protocol, prices.kind]), problems, left], [[['vscode', 'editor', 'unknown']], [], others]);
});

it('an entry says what their models cost, and is taken out of the list', () => {
  const { providers, problems, others } = readEditorSettings([{ id: 'vscode', models: [{ model: 'copilot/gpt-5', price: { input: 1, output: 8 } }] }, { id: 'work' }]);
  assert.deepEqual([providers[0]?.models, problems, others], [[{ model: 'copilot/gpt-5', price: { input: 1, output: 8 } }], [], [{ id: 'work' }]]);
  assert.deepEqual(readEditorSettings([{ id: 'vscode', prices: 'free' }]).providers[0]?.prices, { kind: 'free' });
});

it('what cannot be said of them is told', () => {
  assert.equal(readEditorSettings([{ id: 'vscode', prices: 'openai', baseUrl: 'https://llm.example.com', models: [{}] }]).problems.length, 3);
  assert.equal(readEditorSettings('nonsense').others, 'nonsense');
});
