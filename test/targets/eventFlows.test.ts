import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const spec = (when: string): string => `devmatrix: 1
name: plans
auth: { scopes: [staff] }
entities:
  Account: { owner: login, attributes: { login: { type: string, unique: true }, credit: { type: decimal, default: 0, generated: flow } } }
  Order: { owner: account, attributes: { note: { type: string, minLength: 1 } }, relations: { account: { belongsTo: Account } }, endpoints: { only: [list, read] } }
flows:
  order:
    trigger: { http: 'POST /orders', status: 201, body: { note: { type: string, minLength: 1 }, gift: { type: boolean, default: false } } }
    steps:
      - { load: Account, where: login == caller.id }
      - { create: Order, values: { account: account, note: input.note } }
      - emit: order.placed
        payload: { accountId: account.id, gift: input.gift }
      - return: order
  reward:
    trigger: { event: order.placed }
    steps:
      - { load: Account, by: input.accountId }
      - update: account
        ${when}set: { credit: account.credit + 1.50 }
`;

const testOf = (when: string): string | undefined => generatedFiles(spec(when)).get('tests/generated/workflow/reward.test.ts');

it('tests what a flow does after an event, by a call that emits it', () => {
  const text = testOf('') ?? '';
  assert.match(text, /test\('reward does its work after order\.placed'/);
  assert.match(text, /await deliverEvents\(\);\n.*`\/accounts\/\$\{account\.id\}`.*credit: '1\.50'/s);
});

it('makes no test of a flow that changes nothing after any call', () => {
  assert.equal(testOf('when: input.accountId == uuid()\n        '), undefined);
});
