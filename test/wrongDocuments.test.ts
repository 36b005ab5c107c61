import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { refreshed } from './support/checkWrongDocument.ts';

const folder = new URL('wrongDocuments/', import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.md'))) {
  const url = new URL(name, folder);
  it(`diagnoses each wrong document of ${name} as the page shows, and its fixes repair it`, () => {
    const expected = readFileSync(url, 'utf8');
    const { page, answers } = refreshed(expected);
    if (process.env['UPDATE'] !== undefined) writeFileSync(url, page);
    else assert.equal(page, expected);
    assert.ok(answers.length > 0);
    assert.deepEqual(answers.filter(({ codes }) => codes.length === 0).map(({ title }) => title), []);
    assert.deepEqual(answers.flatMap(({ title, badFixes }) => badFixes.map((problem) => `${title}: ${problem}`)), []);
  });
}
