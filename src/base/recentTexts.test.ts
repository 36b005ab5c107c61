import assert from 'node:assert/strict';
import { RecentTexts } from './recentTexts.ts';

it('makes something of a text once, until longer ones have come after it', () => {
  const made: string[] = [];
  const recent = new RecentTexts<number>(16);
  const ask = (path: string, text: string): number => recent.get(path, text, () => made.push(`${path} ${text}`));
  assert.equal(ask('a', '1234'), ask('a', '1234'));
  ask('b', '1234');
  ask('a', '1234');
  assert.deepEqual(made, ['a 1234', 'b 1234']);
  ask('c', '1234');
  assert.equal(recent.find('b', '1234'), undefined);
  ask('a', '1234');
  assert.deepEqual(made, ['a 1234', 'b 1234', 'c 1234']);
  ask('d', 'longer than everything together');
  ask('d', 'longer than everything together');
  assert.equal(made.length, 4);
});
