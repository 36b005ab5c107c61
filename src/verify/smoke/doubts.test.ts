import assert from 'node:assert/strict';
import { Footprint } from '../../semantics/footprint.ts';
import { Doubts } from './doubts.ts';

function scanning(entity: string): Footprint {
  const footprint = new Footprint();
  footprint.scan(entity);
  return footprint;
}

it('takes lists of rows for unknown that were not made because code for words refused what they need', () => {
  const doubts = new Doubts();
  const visit = new Footprint();
  visit.write('Visit', 'v1');
  doubts.add(visit, 'no answer told what it needs');
  assert.equal(doubts.openOf(scanning('Visit')), undefined);
  doubts.open(['Machine'], 'code for words decided');
  doubts.add(visit, 'no answer told what it needs');
  assert.equal(doubts.openOf(scanning('Machine')), 'code for words decided');
  assert.equal(doubts.openOf(scanning('Visit')), 'no answer told what it needs');
  assert.equal(doubts.openOf(scanning('Customer')), undefined);
});
