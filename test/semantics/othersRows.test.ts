import assert from 'node:assert/strict';
import type { ApplicationIR } from '../../src/ir/application.ts';
import { flowCases } from '../../src/semantics/scenarios.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

function applicationOf(text: string): ApplicationIR {
  const { value } = parseSpec({ main: 'auctions.devmatrix.yaml', read: () => text });
  assert.ok(value);
  return value;
}

it('plans flows that refuse what is the caller’s own, on rows of somebody else in the state that they need', () => {
  const application = applicationOf(`devmatrix: 1
name: auctions
entities:
  Person: { owner: subject, attributes: { subject: { type: string, unique: true } } }
  Lot:
    owner: seller
    attributes: { title: string, price: { type: integer, default: 0, generated: flow }, state: { state: lotState } }
    relations: { seller: { belongsTo: Person, immutable: true } }
stateMachines:
  lotState: { entity: Lot, states: [DRAFT, OPEN], transitions: { publish: { from: DRAFT, to: OPEN, expose: true } } }
flows:
  bid:
    trigger: { http: 'POST /lots/{id}/bids', body: { amount: { type: integer, minimum: 1 } } }
    steps:
      - { load: Lot, by: input.id, anyOwner: true }
      - require: lot.state == "OPEN"
      - { load: Person, as: me, where: subject == caller.id }
      - require: me.id != lot.sellerId
      - { update: lot, set: { price: input.amount } }
      - return: lot
`);
  const happy = flowCases(application, application.flows.find(({ name }) => name === 'bid') ?? assert.fail('no bid'))[0];
  assert.ok(happy !== undefined && 'call' in happy, JSON.stringify(happy));
  assert.equal(happy.call.call.caller?.subject, 'user-0');
  const published = happy.steps.flatMap((step) => (step.kind === 'call' && step.call.endpoint.endsWith('/publish') ? [step.call.caller?.subject] : []));
  assert.equal(published.at(-1), 'user-0-other');
});
