import assert from 'node:assert/strict';
import { it } from 'mocha';
import { readPrompt } from './promptReading.ts';
import { requestFormOf } from './requestForm.ts';

function traits(prompt: string, near: readonly (readonly [string, number])[] = []): ReadonlyMap<string, number> {
  return requestFormOf(readPrompt(prompt, []), new Map(near));
}

it('tells requests that are whole by themselves from those that point at something', () => {
  assert.ok(traits('thanks. please recommend a podcast on trains').has('a whole request'));
  assert.ok(!traits('please translate it').has('a whole request'));
  assert.ok(traits('Why do bees dance?').has('a whole question'));
  assert.ok(!traits('Why is that so?').has('a whole question'));
  assert.ok(traits('Column is text in every table, I checked').has('a statement'));
  assert.ok(traits('Stamps? any left?').has('asks otherwise'));
});

it('weighs what a prompt asks for by how strange it is to its conversation', () => {
  const strange = traits('recipe for hummus', [['shares nothing', 1], ['other kind', 0.4]]);
  assert.equal(strange.get('a whole request, shares nothing'), 1);
  assert.equal(strange.get('a whole request, other kind'), 0.4);
  assert.ok(![...traits('recipe for hummus').keys()].some((name) => name.includes(',')));
});
