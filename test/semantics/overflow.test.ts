import assert from 'node:assert/strict';
import { createWorld } from '../../src/semantics/world.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

const text = `devmatrix: 1
name: purses
entities:
  Purse: { attributes: { amount: { type: decimal, precision: 6, scale: 2, default: '0.00' } } }
invariants:
  small: { entity: Purse, rule: self.amount < 100.00 }
flows:
  fill:
    trigger: { http: 'POST /purses/{id}/fill', body: { by: { type: decimal, precision: 12, scale: 2 } } }
    steps:
      - { load: Purse, by: input.id }
      - update: purse
        set: { amount: purse.amount + input.by }
      - return: purse
`;

it('says that a value is too large for its column before it looks at the invariants, as the database does', () => {
  const { value } = parseSpec({ main: 'purses.devmatrix.yaml', read: () => text });
  assert.ok(value);
  const world = createWorld(value);
  const call = { caller: undefined, path: {}, query: {}, headers: {} };
  const { id = null } = world.predict({ ...call, endpoint: 'POST /purses', body: {} }).body as Record<string, string>;
  const codeOf = (by: string): string | undefined => world.predict({ ...call, endpoint: 'POST /purses/{id}/fill', path: { id }, body: { by } }).code;
  assert.deepEqual(['99.99', '500.00', '12000.00'].map(codeOf), [undefined, 'invariant_small', 'invalid_value']);
});
