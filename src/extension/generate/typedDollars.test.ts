import assert from 'node:assert/strict';
import { asTyped, typedDollars } from './typedDollars.ts';

it('an amount of dollars is read as people type it', () => {
  assert.deepEqual(['5', '$2.50', ' 2,5 ', '$ 0.000001', '0.1'].map(typedDollars), [5_000_000, 2_500_000, 2_500_000, 1, 100_000]);
});

it('what is no amount, or none at all, is not read', () => {
  for (const text of ['', '0', '0.00', '-1', '1e3', '1,000.50', 'five', '2.50 €', '.5', '1234567']) assert.equal(typedDollars(text), undefined, text);
});

it('what is suggested can be typed, and is never less than what was meant', () => {
  for (const microUsd of [1, 50_000, 1_234_567, 10_000_000, 99_999_999]) {
    const typed = typedDollars(asTyped(microUsd));
    assert.ok(typed !== undefined && typed >= microUsd && typed < microUsd + 100, String(microUsd));
  }
});
