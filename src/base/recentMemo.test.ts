import assert from 'node:assert/strict';
import { recentMemo } from './recentMemo.ts';

function counted(texts: number): { readonly length: (text: string) => number; readonly made: string[] } {
  const made: string[] = [];
  return { made, length: recentMemo((text) => {
    made.push(text);
    return text.length;
  }, { texts, mostLength: 10 }) };
}

it('makes what is asked for again and again once, whatever comes in between', () => {
  const { length, made } = counted(3);
  for (let n = 0; n < 100; n += 1) assert.deepEqual([length(''), length(`x${n}`)], [0, `x${n}`.length]);
  assert.equal(made.filter((text) => text === '').length, 1);
  assert.equal(made.length, 101);
});

it('keeps what was asked for last, and forgets what was not', () => {
  const { length, made } = counted(3);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'd', 'e', 'f', 'c']) length(text);
  assert.deepEqual(made, ['a', 'b', 'c', 'd', 'e', 'f']);
  for (const text of ['g', 'h', 'i', 'a']) length(text);
  assert.deepEqual(made.slice(6), ['g', 'h', 'i', 'a']);
});

it('keeps no text that is too long', () => {
  const { length, made } = counted(3);
  assert.deepEqual([length('x'.repeat(11)), length('x'.repeat(11))], [11, 11]);
  assert.equal(made.length, 2);
});
