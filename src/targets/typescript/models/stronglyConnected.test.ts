import assert from 'node:assert/strict';
import { stronglyConnected } from './stronglyConnected.ts';

it('puts nodes that reach each other into one component', () => {
  const component = stronglyConnected(new Map([['a', new Set(['b'])], ['b', new Set(['c', 'd'])], ['c', new Set(['a'])], ['d', new Set<string>()]]));
  assert.equal(component.get('a'), component.get('c'));
  assert.notEqual(component.get('a'), component.get('d'));
});
