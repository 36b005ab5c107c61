import assert from 'node:assert/strict';
import type { Json } from '../../src/base/json.ts';
import { flowCases, fixtureFor, scheduleCaseOf, transitionCases } from '../../src/semantics/scenarios.ts';
import { type Call, Generated, Reference, type PlannedStep, type Template } from '../../src/semantics/types.ts';
import { valueAt } from '../../src/semantics/pointers.ts';
import { createWorld, type World } from '../../src/semantics/world.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { exampleApplication, examples } from './exampleApplication.ts';

/** Puts the answers of earlier steps in the place of references. */
function resolved(value: Template, answers: readonly (Json | undefined)[]): Json {
  if (value instanceof Reference) return valueAt(answers[value.step], value.pointer) as Json;
  assert.ok(!(value instanceof Generated));
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Template[]).map((item) => resolved(item, answers));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, answers)]));
}

function callOf(call: Call<Template>, answers: readonly (Json | undefined)[]): Call {
  const each = (values: Readonly<Record<string, Template>>): Record<string, Json> => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, resolved(value, answers)]));
  return { ...call, path: each(call.path), query: each(call.query), headers: each(call.headers), ...(call.body === undefined ? { body: undefined } : { body: resolved(call.body, answers) }) } as Call;
}

/** Plays steps in a world as a test plays them against an app; every answer must be the planned one. */
function play(world: World, steps: readonly PlannedStep[]): (Json | undefined)[] {
  const answers: (Json | undefined)[] = [];
  for (const step of steps) {
    if (step.kind === 'deliver') world.deliver();
    if (step.kind === 'schedule') world.runSchedule(step.flow);
    const outcome = step.kind === 'call' ? world.predict(callOf(step.call, answers)) : undefined;
    if (step.kind === 'call') assert.deepEqual([outcome?.status, outcome?.code], [step.expected.status, step.expected.code], step.name);
    answers.push(outcome?.body);
  }
  return answers;
}

for (const path of examples) {
  it(`plans a row of every entity of ${path}, and the plan holds in a world of its own`, () => {
    const application = exampleApplication(path);
    for (const entity of application.entities) {
      const fixture = fixtureFor(application, entity.name, 3);
      assert.ok(!('skipped' in fixture), `${entity.name}: ${JSON.stringify(fixture)}`);
      const world = createWorld(application);
      const answers = play(world, fixture.steps);
      assert.ok(fixture.key !== undefined);
      const key = resolved(fixture.key, answers);
      assert.ok(world.rows(entity.name).some((row) => Object.values(row).includes(key)), entity.name);
    }
  });

  it(`plans cases of flows and states of ${path} that end as planned`, () => {
    const application = exampleApplication(path);
    const cases = [
      ...application.flows.flatMap((flow) => flowCases(application, flow, 5)).map((found) => ('skipped' in found ? found : { ...found, last: found.call })),
      ...application.stateMachines.flatMap((machine) => transitionCases(application, machine, 6)).map((found) => ('skipped' in found ? found : { ...found, last: found.fire })),
    ];
    for (const found of cases) {
      if ('skipped' in found) assert.notEqual(found.skipped, '');
      else play(createWorld(application), [...found.steps, found.last]);
    }
    assert.equal(cases.length === 0, application.flows.length === 0);
  });
}

it('plans every state and event of the shop', () => {
  const application = exampleApplication('shop/shop.devmatrix.yaml');
  const cases = application.stateMachines.flatMap((machine) => transitionCases(application, machine));
  assert.equal(cases.length, 3 * 3 + 6 * 5);
  assert.deepEqual(cases.filter((found) => 'skipped' in found), []);
  assert.equal(cases.filter((found) => 'legal' in found && found.legal).length, 3 + 7);
});

it('plans each failure of the checkout with its code', () => {
  const application = exampleApplication('shop/shop.devmatrix.yaml');
  const checkout = application.flows.find((flow) => flow.name === 'checkout');
  assert.ok(checkout);
  const codes = flowCases(application, checkout).map((found) => ('skipped' in found ? found.skipped : `${found.call.expected.status} ${found.call.expected.code ?? ''}`.trim()));
  assert.deepEqual(codes, [
    '201', '404 not_found', '404 not_found', '409 cart_not_open', '422 cart_empty',
    '422 out_of_stock',
    'The call ends elsewhere: 409 The cart has been checked out or abandoned.',
  ]);
});

it('finds values for invariants, guards and amounts, and other rows where the same will not do', () => {
  const application = exampleApplication('../test/semantics/bank.devmatrix.yaml');
  for (const entity of application.entities) assert.ok(!('skipped' in fixtureFor(application, entity.name, 3)), entity.name);
  const transfer = application.flows.find((flow) => flow.name === 'transfer');
  assert.ok(transfer);
  const cases = flowCases(application, transfer, 5);
  assert.deepEqual(cases.map((found) => ('skipped' in found ? found.skipped : found.call.expected.code ?? found.call.expected.status)), [201, 'not_found', 'not_found', 'not_found', 'same_account', 'not_active', 'too_little']);
  for (const found of cases) if (!('skipped' in found)) play(createWorld(application), [...found.steps, found.call]);
  const pairs = application.stateMachines.flatMap((machine) => transitionCases(application, machine, 6));
  assert.deepEqual(pairs.filter((found) => 'skipped' in found), []);
  assert.equal(pairs.length, 16);
});

it('makes rows that conditions other than equality find, rows that name different rows, and rows for optional loads', () => {
  const application = exampleApplication('../test/semantics/league.devmatrix.yaml');
  for (const entity of application.entities) assert.ok(!('skipped' in fixtureFor(application, entity.name, 3)), entity.name);
  const cases = application.flows.filter((flow) => flow.trigger.kind === 'http').flatMap((flow) => flowCases(application, flow, 5));
  assert.deepEqual(cases.map((found) => ('skipped' in found ? found.skipped : `${found.flow} ${found.call.expected.code ?? found.call.expected.status}`)), [
    'quote 200', 'extend 200', 'extend not_found', 'swap 200', 'swap not_found', 'swap not_found', 'swap same_team', 'champion 200', 'champion nobody', 'playGame 200', 'playGame not_found', 'playGame illegal_transition',
  ]);
  for (const found of cases) if (!('skipped' in found)) play(createWorld(application), [...found.steps, found.call]);
});

it('reaches through flows that write, parts of input lists, sums of loops, and accounts of others', () => {
  const application = exampleApplication('../test/semantics/workshop.devmatrix.yaml');
  const cases = application.flows.filter((flow) => flow.trigger.kind === 'http').flatMap((flow) => flowCases(application, flow, 5));
  assert.deepEqual(cases.map((found) => ('skipped' in found ? found.skipped : `${found.flow} ${found.call.expected.code ?? found.call.expected.status}`)), [
    'payIn 204', 'payIn not_found', 'payIn not_found', 'transfer 204', 'transfer not_found', 'transfer not_found', 'transfer not_found', 'transfer same_account', 'transfer too_little',
    'begin 204', 'begin not_found', 'begin not_found', 'begin nobody', 'begin illegal_transition',
    'add 204', 'add not_found', 'add not_found', 'add not_started', 'add too_far', 'add wrong_total', 'No calls over HTTP bring a Job to the state that is needed; reached: RUNNING, DONE, FULL.',
    'finishJob 200', 'finishJob not_found', 'finishJob not_found', 'finishJob illegal_transition',
  ]);
  for (const found of cases) if (!('skipped' in found)) play(createWorld(application), [...found.steps, found.call]);
  const pairs = application.stateMachines.flatMap((machine) => transitionCases(application, machine, 6));
  assert.deepEqual(pairs.filter((found) => 'skipped' in found).map((found) => `${found.state} ${found.event}`), ['FULL fill']);
});

it('makes rows for a schedule to find, and chooses its time', () => {
  const application = exampleApplication('../test/semantics/workshop.devmatrix.yaml');
  const flow = application.flows.find(({ name }) => name === 'collect');
  const found = flow === undefined ? undefined : scheduleCaseOf(application, flow, 3);
  assert.ok(found !== undefined && !('skipped' in found), JSON.stringify(found));
  const world = createWorld(application);
  play(world, found.steps);
  const outcome = world.predictSchedule('collect', found.at);
  assert.deepEqual(outcome.changes.map(({ kind, entity, values }) => [kind, entity, values['status']]), [['updated', 'Job', 'DONE']]);
});

it('plans the same whatever was planned before', () => {
  const plan = (order: 'forwards' | 'backwards'): unknown => {
    const application = exampleApplication('shop/shop.devmatrix.yaml');
    const tasks = [
      ...application.entities.map(({ name }) => [name, () => fixtureFor(application, name, 2)] as const),
      ...application.flows.map((flow) => [`flow ${flow.name}`, () => flowCases(application, flow, 2)] as const),
      ...application.stateMachines.map((machine) => [`machine ${machine.name}`, () => transitionCases(application, machine, 2)] as const),
    ];
    return new Map((order === 'forwards' ? tasks : tasks.toReversed()).map(([name, task]) => [name, task()]));
  };
  assert.deepEqual(plan('backwards'), plan('forwards'));
});

it('is deterministic', () => {
  const application = exampleApplication('shop/shop.devmatrix.yaml');
  assert.deepEqual(fixtureFor(application, 'OrderItem', 2), fixtureFor(application, 'OrderItem', 2));
});

it('finds rows of several owners, values that keep what an invariant says, and each event that a flow may fire', () => {
  const { value: application } = parseSpec({ main: 'app.devmatrix.yaml', read: () => `devmatrix: 1
name: duels
auth: { scopes: [judge] }
entities:
  Fencer: { owner: userId, attributes: { userId: { type: string, generated: owner, unique: true } } }
  Cup:
    attributes: { title: string, opensOn: date, closesOn: date, status: { state: cupStatus } }
    endpoints: { access: { write: [judge] } }
  Entry:
    relations: { cup: { belongsTo: Cup }, fencer: { belongsTo: Fencer } }
    unique: [[cup, fencer]]
    endpoints: { only: [list, read] }
  Bout:
    attributes: { result: { state: boutResult } }
    relations: { left: { belongsTo: Entry }, right: { belongsTo: Entry } }
stateMachines:
  cupStatus: { entity: Cup, states: [OPEN, RUNNING], transitions: { start: { from: OPEN, to: RUNNING } } }
  boutResult: { entity: Bout, states: [PENDING, LEFT, RIGHT, FORFEIT], transitions: { winLeft: { from: PENDING, to: LEFT }, winRight: { from: PENDING, to: RIGHT }, forfeit: { from: PENDING, to: FORFEIT } } }
invariants:
  shortCups: { entity: Cup, rule: self.closesOn > self.opensOn && self.closesOn - self.opensOn <= duration("P31D") }
  others: { entity: Bout, rule: self.leftId != self.rightId }
flows:
  enter:
    trigger: { http: 'POST /cups/{id}/entries', status: 201 }
    steps:
      - { load: Fencer, where: userId == caller.id }
      - { load: Cup, by: input.id }
      - require: cup.status == "OPEN"
      - { create: Entry, values: { cup: cup, fencer: fencer } }
      - return: entry
  start:
    trigger: { http: 'POST /cups/{id}/start', access: [judge] }
    steps:
      - { load: Cup, by: input.id }
      - { load: Entry, many: true, where: cup == cup.id }
      - require: size(entries) >= 2
      - { transition: cup, event: start }
  decide:
    trigger: { http: 'POST /bouts/{id}/result', access: [judge], body: { winner: { enum: [NONE, LEFT, RIGHT] }, forfeit: { type: boolean, default: false } } }
    steps:
      - { load: Bout, by: input.id }
      - require: '!input.forfeit || input.winner != "NONE"'
      - require: input.forfeit || input.winner != "NONE"
      - { transition: bout, event: forfeit, when: input.forfeit }
      - { transition: bout, event: winLeft, when: '!input.forfeit && input.winner == "LEFT"' }
      - { transition: bout, event: winRight, when: '!input.forfeit && input.winner == "RIGHT"' }
  onDay:
    trigger: { http: 'POST /days', body: { day: date } }
    steps:
      - { load: Cup, where: opensOn <= input.day && closesOn >= input.day }
      - return: cup
` });
  assert.ok(application !== undefined);
  assert.deepEqual(application.flows.flatMap((flow) => flowCases(application, flow, 3)).filter((found) => 'skipped' in found && found.label === 'happy'), []);
  const pairs = application.stateMachines.flatMap((machine) => transitionCases(application, machine, 4));
  assert.deepEqual(pairs.filter((found) => 'skipped' in found).map((found) => `${found.state} ${found.event}`), []);
});
