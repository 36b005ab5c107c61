import assert from 'node:assert/strict';
import { createWorld } from '../../src/semantics/world.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

const { value: application } = parseSpec({ main: 'shelves.devmatrix.yaml', read: () => `devmatrix: 1
name: shelves
entities:
  Shelf: { attributes: { used: { type: integer, default: 0, generated: flow } } }
  Box: { attributes: { title: string }, relations: { shelf: { belongsTo: Shelf, optional: true, generated: flow } } }
flows:
  put:
    trigger: { http: 'PUT /boxes/{id}/shelf', body: { shelf: { type: uuid, nullable: true } } }
    steps:
      - { load: Box, by: input.id }
      - { load: Shelf, as: old, by: box.shelfId, optional: true, when: box.shelfId != null }
      - { update: old, when: old != null, set: { used: old.used - 1 } }
      - { load: Shelf, as: next, by: input.shelf, optional: true, when: input.shelf != null }
      - { update: next, when: next != null, set: { used: next.used + 1 } }
      - { update: box, set: { shelf: 'next != null ? next.id : null' } }
      - return: { moved: old != null && next != null }
  sum:
    trigger: { http: 'POST /sums', body: { numbers: 'integer[]' } }
    steps:
      - let: { known: 0 }
      - forEach: input.numbers
        as: number
        steps:
          - { load: Shelf, as: first, where: used >= 0, optional: true, when: number > 1 }
          - { let: { known: known + 1 }, when: first != null }
      - return: { known: known }
  number:
    trigger: { http: 'POST /numbers' }
    steps:
      - { load: Shelf, many: true, orderBy: createdAt }
      - let: { n: 0 }
      - forEach: shelves
        as: shelf
        steps:
          - let: { n: n + 1 }
          - { update: shelf, set: { used: n } }
          - { update: shelf, when: 'shelves.exists(s, s.used == 1)', set: { used: shelf.used * 10 } }
      - return: shelves.map(shelf, shelf.used)
` });

const call = (world: ReturnType<typeof createWorld>, endpoint: string, id: string, body: object): ReturnType<ReturnType<typeof createWorld>['predict']> =>
  world.predict({ endpoint, caller: undefined, path: id === '' ? {} : { id }, query: {}, headers: {}, body: body as never });

it('knows what a skipped step would have bound as null', () => {
  assert.ok(application);
  const world = createWorld(application);
  const idOf = (answer: { readonly body?: unknown }): string => (answer.body as { readonly id: string }).id;
  const [box, one, two] = [call(world, 'POST /boxes', '', { title: 'a' }), call(world, 'POST /shelves', '', {}), call(world, 'POST /shelves', '', {})].map(idOf);
  const put = (shelf: string | null | undefined): unknown => call(world, 'PUT /boxes/{id}/shelf', box ?? '', { shelf: shelf ?? null }).body;
  assert.deepEqual([put(one), put(two), put(null)], [{ moved: false }, { moved: true }, { moved: false }]);
  assert.deepEqual(world.rows('Shelf').map(({ used }) => used), [0, 0]);
});

it('forgets at the end of a round what the round has bound', () => {
  assert.ok(application);
  const world = createWorld(application);
  call(world, 'POST /shelves', '', {});
  assert.deepEqual(call(world, 'POST /sums', '', { numbers: [2, 1, 3, 0] }).body, { known: 2 });
});

it('sees in a list what was written to the rows that come from it', () => {
  assert.ok(application);
  const world = createWorld(application);
  call(world, 'POST /shelves', '', {});
  call(world, 'POST /shelves', '', {});
  assert.deepEqual(call(world, 'POST /numbers', '', {}).body, [10, 2]);
  assert.deepEqual(world.rows('Shelf').map(({ used }) => used), [10, 2]);
});
