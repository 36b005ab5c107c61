import assert from 'node:assert/strict';
import type { Json } from '../base/json.ts';
import { uuidPlaceholder } from './placeholders.ts';
import type { UnsureOrder } from './types.ts';
import { RealOrder } from './unsureOrder.ts';

const clock = (n: number): string => `2026-01-01T00:00:00.00${n}5Z`;
const items = [1, 2, 3].map((n) => ({ id: uuidPlaceholder(n), what: `row ${n}`, at: clock(n) }));
const unsure: UnsureOrder = {
  pointer: '', attribute: 'at', descending: false, key: 'id', byKey: true, start: 0,
  rows: items.map((item) => ({ item, key: item.id, value: item.at, run: 1 })),
};
const shown = (n: number, second: number): Json => ({ id: `01a202c2-0000-7000-8000-00000000000${n}`, what: `row ${n}`, at: `2026-01-01T00:00:0${second}.000Z` });
const tolerance = { clockMs: 60_000 };
const namesOf = (body: Json): readonly Json[] => (body as readonly { readonly what: Json }[]).map(({ what }) => what);

it('takes rows in the order in which they are shown while none is known, and holds later lists against it', () => {
  const order = new RealOrder();
  const real = [shown(2, 1), shown(3, 2), shown(1, 3)];
  const known = new Map<string | number, Json>();
  assert.deepEqual(namesOf(order.arranged(items, unsure, { real, known, tolerance })), ['row 2', 'row 3', 'row 1']);
  for (const n of [1, 2, 3]) known.set(uuidPlaceholder(n), `01a202c2-0000-7000-8000-00000000000${n}`);
  order.learn(unsure, { real, known, tolerance });
  const other = [shown(1, 3), shown(2, 1), shown(3, 2)];
  assert.deepEqual(namesOf(order.arranged(items, unsure, { real: other, known, tolerance })), ['row 2', 'row 3', 'row 1']);
  assert.deepEqual(namesOf(order.arranged(items, { ...unsure, descending: true }, { real: other, known, tolerance })), ['row 1', 'row 3', 'row 2']);
});

it('leaves no row in the place of one that the answer does not show', () => {
  const body = new RealOrder().arranged(items, unsure, { real: [shown(3, 1), shown(4, 2), shown(1, 3)], known: new Map(), tolerance });
  assert.deepEqual(namesOf(body), ['row 3', 'row 2', 'row 1']);
});

it('finds values that are not in their order', () => {
  const order = new RealOrder();
  assert.deepEqual(order.faults(unsure, [shown(2, 1), shown(3, 2), shown(1, 3)]), []);
  assert.deepEqual(order.faults(unsure, [shown(2, 2), shown(3, 1), shown(1, 3)]).map(({ pointer }) => pointer), ['/1/at']);
  assert.deepEqual(order.faults({ ...unsure, descending: true }, [shown(2, 2), shown(3, 1), shown(1, 3)]).map(({ pointer }) => pointer), ['/2/at']);
});
