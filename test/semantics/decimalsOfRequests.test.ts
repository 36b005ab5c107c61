import assert from 'node:assert/strict';
import type { Json } from '../../src/base/json.ts';
import { createWorld } from '../../src/semantics/world.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

const text = `devmatrix: 1
name: tariffs
entities:
  Tariff:
    attributes: { windows: { type: array, items: { type: object, properties: { factor: { type: decimal, scale: 2 } } } } }
flows:
  double:
    trigger: { http: 'POST /tariffs/{id}/double', body: { by: { type: decimal, scale: 3 } }, query: { more: { type: decimal, scale: 1 } } }
    steps:
      - { load: Tariff, by: input.id }
      - update: tariff
        set: { windows: '[{"factor": input.by * 2}]' }
      - return: { by: input.by, more: input.more, windows: tariff.windows }
`;

it('fills up the digits of decimals wherever they come in, and keeps those inside of lists and objects in their scale', () => {
  const { value } = parseSpec({ main: 'tariffs.devmatrix.yaml', read: () => text });
  assert.ok(value);
  const world = createWorld(value);
  const call = { caller: undefined, path: {}, query: {}, headers: {} };
  const made = world.predict({ ...call, endpoint: 'POST /tariffs', body: { windows: [{ factor: '1' }] } }).body as Record<string, Json>;
  assert.deepEqual(made['windows'], [{ factor: '1.00' }]);
  const { body } = world.predict({ ...call, endpoint: 'POST /tariffs/{id}/double', path: { id: made['id'] ?? null }, query: { more: '7' }, body: { by: '0.1' } });
  assert.deepEqual(body, { by: '0.100', more: '7.0', windows: [{ factor: '0.20' }] });
});
