import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { expressionCode } from './support.ts';

const page = new URL('expressions.txt', import.meta.url);
const arrow = '    => ';
const sql = '    sql ';

/** Keeps the expressions of the page and writes below each what the emitters make of it. */
function refreshed(text: string): string {
  const lines = text.split('\n').filter((line) => !line.startsWith(arrow) && !line.startsWith(sql));
  const out = lines.flatMap((line) => {
    if (line.trim() === '' || line.startsWith('#')) return [line];
    const { typescript, constraint } = expressionCode(line);
    return [line, arrow + typescript, ...(constraint === undefined ? [] : [sql + constraint])];
  });
  return out.join('\n');
}

it('writes each expression as a person would', () => {
  const expected = readFileSync(page, 'utf8');
  const actual = refreshed(expected);
  if (process.env['UPDATE'] !== undefined) writeFileSync(page, actual);
  else assert.equal(actual, expected);
});
