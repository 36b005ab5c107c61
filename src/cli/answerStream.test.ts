import assert from 'node:assert/strict';
import { AnswerStream } from './answerStream.ts';

/** What is written when these pieces are heard, each with the number of its attempt, and the answer is that. */
function written(pieces: readonly (readonly [string, number])[], answer: string | undefined, isTTY = false): string {
  let text = '';
  const stream = new AnswerStream({ isTTY, write: (piece) => { text += piece; } });
  for (const [piece, attempt] of pieces) stream.hear(piece, attempt);
  stream.end(answer);
  return text;
}

it('an answer is written as it comes, and ends its line', () => {
  assert.equal(written([['He', 1], ['llo', 1]], 'Hello'), 'Hello\n');
  assert.equal(written([['Hello\n', 1]], 'Hello\n'), 'Hello\n');
});

it('what nobody heard is written at the end', () => {
  assert.equal(written([], 'Hello'), 'Hello\n');
  assert.equal(written([['Hel', 1]], 'Hello'), 'Hello\n');
});

it('an answer that begins anew says so', () => {
  assert.equal(written([['Hel', 1], ['Good day', 2]], 'Good day'), 'Hel\n\n[The answer above broke off; it begins anew.]\n\nGood day\n');
  assert.equal(written([['Hel', 1]], 'Good day'), 'Hel\n\n[The answer above broke off; it begins anew.]\n\nGood day\n');
});

it('what broke off for good ends its line', () => {
  assert.equal(written([['Hel', 1]], undefined), 'Hel\n');
  assert.equal(written([], undefined), '');
});

it('a terminal gets no commands from a model, and whoever reads a pipe gets all', () => {
  assert.equal(written([['a\u001b[2Jb\r\nc\td\u0007', 1]], undefined, true), 'a[2Jb\nc\td\n');
  assert.equal(written([['a\u001b[2Jb', 1]], undefined), 'a\u001b[2Jb\n');
});
