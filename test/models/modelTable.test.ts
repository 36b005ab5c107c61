import assert from 'node:assert/strict';
import { differences, shrinkage } from '../../scripts/modelsCheck.ts';
import type { ModelTable } from '../../src/llm/models/modelTable.ts';
import { tableAsOf, tableModel, tableModels, tableVendors } from '../../src/llm/models/modelTable.ts';

const rows = tableVendors().flatMap((vendor) => tableModels(vendor));
const table: ModelTable = { asOf: tableAsOf, madeOf: [], models: rows };

it('has a day, several vendors, and every model once', () => {
  assert.match(tableAsOf, /^\d{4}-\d\d-\d\d$/);
  assert.ok(tableVendors().length >= 5);
  assert.equal(new Set(rows.map(({ vendor, model }) => `${vendor}/${model}`)).size, rows.length);
});

it('has no price, context or limit that cannot be', () => {
  for (const { model, price, contextTokens, maxOutputTokens, abilities } of rows) {
    assert.ok(contextTokens !== undefined && contextTokens >= 4096 && maxOutputTokens !== undefined && maxOutputTokens <= contextTokens, model);
    for (const row of price === undefined ? [] : [price, ...(price.tiers ?? [])]) {
      assert.ok(row.input > 0 && row.output > 0 && row.input < 1000 && row.output < 1000, model);
      assert.ok((row.cacheRead ?? 0) < row.input && (row.cacheWrite ?? row.input) >= row.input && (row.cacheWriteLong ?? row.input) >= row.input, model);
    }
    assert.ok(abilities.efforts.every((effort) => effort !== ''), model);
    assert.ok(abilities.minCacheTokens === undefined || abilities.promptCache !== 'none', model);
  }
});

it('knows the prices that people can look up', () => {
  assert.deepEqual(tableModel('anthropic', 'claude-opus-5-5')?.price, { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5, cacheWriteLong: 8 });
  assert.deepEqual(tableModel('openai', 'gpt-4o')?.price, { input: 2.5, output: 10, cacheRead: 1.25 });
  assert.deepEqual(tableModel('google', 'gemini-2.5-pro')?.price, { input: 1.25, output: 10, cacheRead: 0.125, tiers: [{ overInputTokens: 200_000, input: 2.5, output: 15, cacheRead: 0.25 }] });
  assert.equal(tableModel('openai', 'gpt-6.1-sol')?.contextTokens, 1_050_000);
  assert.equal(tableModel('anthropic', 'claude-sonnet-4-5')?.retiresOn, '2026-11-30');
});

it('sends temperature only to models that take it, and efforts only to those that have them', () => {
  const abilities = (vendor: string, model: string): unknown => {
    const found = tableModel(vendor, model)?.abilities;
    return [found?.temperature, found?.efforts.length !== 0];
  };
  assert.deepEqual(abilities('anthropic', 'claude-haiku-4-5'), [true, false]);
  assert.deepEqual(abilities('anthropic', 'claude-opus-4-7'), [false, true]);
  assert.deepEqual(abilities('anthropic', 'claude-fable-5-2'), [false, true]);
  assert.deepEqual(abilities('openai', 'gpt-4o'), [true, false]);
  assert.deepEqual(abilities('openai', 'gpt-6-luna'), [false, true]);
  assert.deepEqual(abilities('groq', 'openai/gpt-oss-120b'), [true, true]);
});

it('finds no model by the beginning of its name', () => {
  assert.equal(tableModel('anthropic', 'claude-opus'), undefined);
  assert.equal(tableModel('openai', 'gpt-6-luna-2026'), undefined);
  assert.equal(tableModel('openai', 'claude-opus-5-5'), undefined);
  assert.equal(tableModel('constructor', 'toString'), undefined);
});

it('refuses to become a table that lost models, vendors or prices, or that is older', () => {
  const of = (models: ModelTable['models'], asOf = tableAsOf): readonly string[] => shrinkage(table, { ...table, asOf, models });
  assert.deepEqual(of(rows), []);
  assert.deepEqual(of(rows.slice(1)), []);
  assert.match(of(rows.slice(0, 60)).join(), /more than half are gone.*No model is left of/);
  assert.match(of(rows.slice(0, 10)).join(), /at least 50/);
  assert.match(of(rows.filter(({ vendor }) => vendor !== 'groq')).join(), /No model is left of groq/);
  assert.match(of(rows.map(({ vendor, model, label, abilities, tokenizer }) => ({ vendor, model, label, abilities, tokenizer }))).join(), /lost their price/);
  assert.match(of(rows, '2020-01-01').join(), /older/);
  assert.deepEqual(shrinkage(undefined, table), []);
});

it('tells where another source has other prices, and stops when one must be a mistake', () => {
  const known = (prices: unknown) => (vendor: string, model: string): unknown => (vendor === 'anthropic' && model === 'claude-opus-5-5' ? prices : undefined);
  const told = (prices: unknown): readonly string[] => differences(table, known(prices)).lines;
  assert.match(told({ input_mtok: 4, output_mtok: 20, cache_write_1h_mtok: 8 }).join(), /1 models agree, 0 differ/);
  assert.match(told({ input_mtok: { base: 4, tiers: [] }, output_mtok: 22 }).join(), /output 20, elsewhere 22/);
  assert.match(told([{ prices: { input_mtok: 9 } }, { constraint: { type: 'start_date', start_date: '2026-01-01' }, prices: { input_mtok: 4 } }]).join(), /1 models agree/);
  assert.equal(differences(table, known({ input_mtok: 4000 })).wrong.length, 1);
});
