import assert from 'node:assert/strict';
import { fixtureFor, flowCases, transitionCases } from '../../src/semantics/scenarios.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

function application(text: string) {
  const { value, diagnostics } = parseSpec({ main: 'a.devmatrix.yaml', read: () => `devmatrix: 1\nname: a\n${text}` });
  assert.deepEqual(diagnostics.map(({ message }) => message), []);
  assert.ok(value !== undefined);
  return value;
}

/** What cannot be planned of a spec: rows, cases of flows, pairs of states and events. */
function unplanned(text: string): readonly string[] {
  const app = application(text);
  const rows = app.entities.flatMap(({ name }) => {
    const fixture = fixtureFor(app, name);
    return 'skipped' in fixture ? [`${name}: ${fixture.skipped}`] : [];
  });
  const cases = app.flows.filter(({ trigger }) => trigger.kind === 'http').flatMap((flow) => flowCases(app, flow)).flatMap((each) => ('skipped' in each ? [`${each.flow} ${each.label}: ${each.skipped}`] : []));
  const moves = app.stateMachines.flatMap((machine) => transitionCases(app, machine)).flatMap((each) => ('skipped' in each ? [`${each.state} ${each.event}: ${each.skipped}`] : []));
  return [...rows, ...cases, ...moves];
}

it('begins with a row that names no other of its kind where a call may name one', () => {
  assert.deepEqual(unplanned(`
entities:
  Task: { attributes: { title: string }, relations: { parent: { belongsTo: Task, optional: true } }, endpoints: { only: [list, read] } }
flows:
  open:
    trigger: { http: 'POST /tasks', status: 201, body: { title: string, parentId: { type: uuid, nullable: true } } }
    steps:
      - load: Task
        as: parent
        when: input.parentId != null
        by: input.parentId
        otherwise: { status: 422, code: no_parent, message: There is no such task. }
      - create: Task
        values: { title: input.title, parent: parent }
      - return: task
`), []);
});

it('names a row by the value that finds it, and by the branch of a condition that has its key', () => {
  assert.deepEqual(unplanned(`
entities:
  Room: { attributes: { name: string } }
  Box:
    attributes: { code: { type: string, pattern: '^[0-9]{6}$', unique: true }, status: { state: place } }
    relations: { home: { belongsTo: Room } }
  Trip:
    attributes: { backAt: { type: timestamp, nullable: true, generated: flow } }
    relations: { box: { belongsTo: Box }, to: { belongsTo: Room } }
    endpoints: { only: [list, read] }
stateMachines:
  place: { entity: Box, states: [IN, OUT], transitions: { leave: { from: IN, to: OUT }, return: { from: OUT, to: IN } } }
flows:
  send:
    trigger: { http: 'POST /boxes/{code}/trips', status: 201, body: { roomId: { type: uuid, optional: true } } }
    steps:
      - load: Box
        where: code == input.code
      - transition: box
        event: leave
      - create: Trip
        values: { box: box, to: 'input.roomId != null ? input.roomId : box.homeId' }
      - return: trip
  fetch:
    trigger: { http: 'POST /boxes/{code}/return' }
    steps:
      - load: Box
        where: code == input.code
      - load: Trip
        where: box == box.id && backAt == null
        otherwise: { status: 409, code: not_out, message: The box is here. }
      - update: trip
        set: { backAt: now }
      - transition: box
        event: return
      - return: trip
`), ['fetch transition return: The call ends elsewhere: 409 The box is here.', 'IN return: POST /boxes/{code}/return fails before it comes to the Box: The box is here.']);
});

it('comes to what happens in a loop over rows, in a flow that is called there under a condition', () => {
  assert.deepEqual(unplanned(`
entities:
  Round: { attributes: { name: string } }
  Offer:
    attributes: { least: { type: decimal, nullable: true }, best: { type: decimal, default: 0, generated: flow }, bids: { type: integer, default: 0, generated: flow } }
    relations: { round: { belongsTo: Round } }
  Deal: { attributes: { price: { type: decimal } }, relations: { offer: { belongsTo: Offer } }, endpoints: { only: [list, read] } }
flows:
  bid:
    trigger: { http: 'POST /offers/{id}/bids', body: { amount: { type: decimal, exclusiveMinimum: 0 } } }
    steps:
      - { load: Offer, by: input.id }
      - update: offer
        set: { best: input.amount, bids: offer.bids + 1 }
      - return: offer
  close:
    trigger: { http: 'POST /rounds/{id}/close' }
    steps:
      - { load: Round, by: input.id }
      - load: Offer
        many: true
        where: round == round.id
      - let: { done: 0 }
      - forEach: offers
        as: offer
        steps:
          - let: { enough: 'offer.least == null || offer.best >= offer.least' }
          - call: settle
            when: offer.bids > 0 && enough
            with: { offerId: offer.id }
          - let: { done: done + 1 }
      - return: { done: done }
  settle:
    trigger: { call: { offerId: uuid } }
    steps:
      - { load: Offer, by: input.offerId }
      - create: Deal
        values: { offer: offer, price: offer.best }
`), []);
});

it('makes what is written only when an input says so', () => {
  assert.deepEqual(unplanned(`
entities:
  Car: { attributes: { plate: { type: string, unique: true } } }
  Fee: { attributes: { amount: decimal, paid: { type: boolean, default: false, generated: flow } }, relations: { car: { belongsTo: Car } }, endpoints: { only: [list, read] } }
flows:
  bringBack:
    trigger: { http: 'POST /cars/{id}/return', body: { isDirty: { type: boolean, default: false }, days: { type: integer, minimum: 0, maximum: 2 } } }
    steps:
      - { load: Car, by: input.id }
      - let: { fee: 'decimal("0.00")' }
      - let: { fee: fee + 25.00 }
        when: input.isDirty
      - create: Fee
        when: fee > 0.00
        values: { car: car, amount: fee }
      - return: { fee: fee }
  pay:
    trigger: { http: 'POST /fees/{id}/payment' }
    steps:
      - { load: Fee, by: input.id }
      - require: '!fee.paid'
        otherwise: { status: 409, code: paid, message: This is paid. }
      - update: fee
        set: { paid: true }
      - return: fee
`), []);
});

it('reaches states with other samples where the first ones bar the way', () => {
  assert.deepEqual(unplanned(`
entities:
  Bill: { attributes: { total: { type: decimal }, paid: { type: decimal, default: 0, generated: flow }, status: { state: billing } }, endpoints: { only: [list, read] } }
stateMachines:
  billing: { entity: Bill, states: [OPEN, PAID], transitions: { settle: { from: OPEN, to: PAID } } }
flows:
  issue:
    trigger: { http: 'POST /bills', status: 201, body: { isFree: boolean } }
    steps:
      - create: Bill
        values: { total: 'input.isFree ? decimal("0.00") : decimal("40.00")' }
      - return: bill
  pay:
    trigger: { http: 'POST /bills/{id}/payments', body: { amount: { type: decimal, exclusiveMinimum: 0 } } }
    steps:
      - { load: Bill, by: input.id }
      - let: { rest: bill.total - bill.paid }
      - require: input.amount <= rest
        otherwise: { status: 422, code: too_much, message: That is more than what is open. }
      - update: bill
        set: { paid: bill.paid + input.amount }
      - transition: bill
        event: settle
        when: bill.paid == bill.total
      - return: bill
`).filter((line) => line.startsWith('OPEN') || line.startsWith('PAID ')), []);
});

it('names two rows of one kind that go together', () => {
  assert.deepEqual(unplanned(`
entities:
  Suit: { attributes: { branch: { enum: [CIVIL, LABOUR, FAMILY] }, status: { state: course } }, relations: { lead: { belongsTo: Suit, optional: true, generated: flow } } }
stateMachines:
  course: { entity: Suit, states: [OPEN, JOINED], transitions: { join: { from: OPEN, to: JOINED } } }
flows:
  join:
    trigger: { http: 'POST /suits/{id}/joining', body: { into: uuid } }
    steps:
      - { load: Suit, by: input.id }
      - load: Suit
        as: lead
        by: input.into
        otherwise: { status: 422, code: no_lead, message: There is no such suit. }
      - require: suit.id != lead.id && lead.branch == suit.branch
        otherwise: { status: 422, code: not_joinable, message: These are not joined. }
      - transition: suit
        event: join
      - update: suit
        set: { lead: lead }
      - return: suit
`), []);
});
