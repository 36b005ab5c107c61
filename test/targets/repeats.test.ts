import assert from 'node:assert/strict';
import { canRepeat, fixtureMakesOne, fixtureRepeats } from '../../src/targets/typescript/tests/repeats.ts';
import { type Resource, type TestModel, testModelOf } from '../../src/targets/typescript/tests/testModel.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

function modelOf(text: string): TestModel {
  const { value, diagnostics } = parseSpec({ main: 'spec.yaml', read: () => `devmatrix: 1\nname: test\n${text}` });
  assert.deepEqual(diagnostics, []);
  assert.ok(value !== undefined);
  return testModelOf(value);
}

function resource(model: TestModel, name: string): Resource {
  const found = model.resources.get(name);
  assert.ok(found !== undefined);
  return found;
}

it('knows when rows under one parent would meet in a composite unique', () => {
  const box = (slots: number) => modelOf(`entities:
  Freezer: { attributes: { name: string } }
  Box: { attributes: { slot: { type: integer, minimum: 0, maximum: ${slots} } }, relations: { freezer: { belongsTo: Freezer } }, unique: [[freezer, slot]] }`);
  const under = new Set(['freezerId']);
  assert.equal(canRepeat(box(9), resource(box(9), 'Box'), under, 2), false);
  assert.equal(canRepeat(box(9), resource(box(9), 'Box'), new Set(), 2), true);
  assert.equal(canRepeat(box(9999), resource(box(9999), 'Box'), under, 2), true);
});

it('knows how many rows the invariant of their parent admits', () => {
  const model = modelOf(`entities:
  Team: { attributes: { name: string }, relations: { players: { hasMany: Player } } }
  Player: { attributes: { name: string }, relations: { team: { belongsTo: Team } } }
invariants:
  small: { entity: Team, rule: size(self.players) <= 2 }`);
  const player = resource(model, 'Player');
  assert.deepEqual([1, 2, 3].map((count) => canRepeat(model, player, new Set(['teamId']), count)), [true, true, false]);
});

it('knows whether calls of flows make a second row for the same caller', () => {
  const model = (limit: string) => modelOf(`entities:
  Pass: { owner: userId, attributes: { userId: string, code: string }, endpoints: { only: [list, read] } }
flows:
  issue:
    trigger: { http: 'POST /passes', status: 201, body: { code: string } }
    steps:
      - { load: Pass, many: true }
      - require: size(passes) < ${limit}
      - { create: Pass, values: { code: input.code } }
      - return: pass`);
  assert.deepEqual(['1', '2'].map((limit) => fixtureRepeats(model(limit), resource(model(limit), 'Pass'))), [false, true]);
});

it('does not count the rows of a caller when the calls that make one make others of the kind too', () => {
  const model = (values: string) => modelOf(`entities:
  Pass: { owner: userId, attributes: { userId: string, code: string }, endpoints: { only: [list, read] } }
flows:
  issue:
    trigger: { http: 'POST /passes', status: 201, body: { code: string } }
    steps:
      - { create: Pass, values: { code: input.code } }${values}
      - return: pass`);
  const more = '\n      - { create: Pass, as: copy, values: { code: input.code } }';
  assert.deepEqual(['', more].map((values) => fixtureMakesOne(model(values), resource(model(values), 'Pass'))), [true, false]);
  assert.equal(fixtureRepeats(model(more), resource(model(more), 'Pass')), false);
});
