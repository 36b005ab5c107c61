import assert from 'node:assert/strict';
import { isRetired, mergeModels, unknownsOf } from './mergeModels.ts';
import { tableModel, tableModels } from './modelTable.ts';

const anthropic = { kind: 'vendor', vendor: 'anthropic' } as const;

it('gives the models of the table while a provider has not been asked', () => {
  const models = mergeModels({ provider: 'anthropic', prices: anthropic });
  assert.equal(models.length, tableModels('anthropic').length);
  assert.ok(models.every(({ sources, id }) => sources.join() === 'table' && id.provider === 'anthropic'));
});

it('keeps to the list of the provider and matches ids exactly', () => {
  const models = mergeModels({ provider: 'work', prices: anthropic, listed: [{ model: 'claude-haiku-5-5', contextTokens: 500_000, label: 'Haiku' }, { model: 'claude-haiku-5-5-20261007' }, { model: 'claude-haiku-5' }] });
  assert.deepEqual(models.map(({ id, sources }) => [id.model, sources]), [['claude-haiku-5-5', ['table', 'provider']], ['claude-haiku-5-5-20261007', ['provider']], ['claude-haiku-5', ['provider']]]);
  const [haiku] = models;
  assert.ok(haiku !== undefined);
  assert.equal(haiku.contextTokens, 500_000);
  assert.equal(haiku.maxOutputTokens, 128_000);
  assert.equal(haiku.label, 'Haiku');
  assert.deepEqual(models.slice(1).map(unknownsOf), [['price', 'context', 'output limit'], ['price', 'context', 'output limit']]);
  assert.ok(models[1] !== undefined && !('price' in models[1]));
});

it('never takes prices of the table for another endpoint than the vendor\'s own', () => {
  const listed = [{ model: 'gpt-4o' }];
  assert.equal(mergeModels({ provider: 'proxy', prices: { kind: 'unknown' }, listed })[0]?.price, undefined);
  assert.deepEqual(mergeModels({ provider: 'local', prices: { kind: 'free' }, listed })[0]?.price, { input: 0, output: 0 });
  assert.equal(mergeModels({ provider: 'openai', prices: { kind: 'vendor', vendor: 'openai' }, listed })[0]?.price?.input, 2.5);
});

it('lets the provider\'s own price count before the table, and the person before everybody', () => {
  const listed = [{ model: 'claude-opus-5-5', price: { input: 3, output: 15 }, efforts: ['low'], structuredOutput: false }];
  const [asListed] = mergeModels({ provider: 'a', prices: anthropic, listed });
  assert.equal(asListed?.price?.input, 3);
  assert.deepEqual(asListed.abilities, { ...tableModel('anthropic', 'claude-opus-5-5')?.abilities, efforts: ['low'], structuredOutput: false });
  const models = mergeModels({ provider: 'a', prices: anthropic, listed, overrides: [{ model: 'claude-opus-5-5', price: { input: 1, output: 2 }, abilities: { temperature: true } }, { model: 'secret-model', contextTokens: 9000 }] });
  assert.deepEqual(models.map(({ id, price, sources }) => [id.model, price?.input, sources.at(-1)]), [['claude-opus-5-5', 1, 'user'], ['secret-model', undefined, 'user']]);
  const [opus] = models;
  assert.deepEqual([opus?.abilities.temperature, opus?.abilities.efforts], [true, ['low']]);
});

it('takes abilities and the tokenizer from a list for models that the table does not have', () => {
  const [model] = mergeModels({ provider: 'openrouter', prices: { kind: 'vendor', vendor: 'openrouter' }, listed: [{ model: 'anthropic/claude-opus-5.5', temperature: true, structuredOutput: true, tokenizer: 'claude5', price: { input: 4, output: 20 } }] });
  assert.deepEqual([model?.abilities.temperature, model?.abilities.structuredOutput, model?.tokenizer, model?.price], [true, true, 'claude5', { input: 4, output: 20 }]);
});

it('knows models that are no longer served after their last day', () => {
  const [sonnet] = mergeModels({ provider: 'a', prices: anthropic, listed: [{ model: 'claude-sonnet-4-5', retiresOn: '2026-12-24' }] });
  assert.ok(sonnet !== undefined);
  assert.equal(isRetired(sonnet, '2026-12-24'), false);
  assert.equal(isRetired(sonnet, '2026-12-25'), true);
});
