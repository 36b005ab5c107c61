import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { checkSpec } from './checkSpec.ts';

const page = new URL('../../../docs/openapi.md', import.meta.url);
const header = "openapi: 3.1.0\ninfo: { title: Example, version: '1' }\n";
const example = /```yaml\n([^]*?)```\n\n```text\n([^]*?)```/g;

it('reads every example of docs/openapi.md as the page says', () => {
  const text = readFileSync(page, 'utf8');
  let examples = 0;
  const actual = text.replace(example, (_, spec: string) => {
    examples += 1;
    return `\`\`\`yaml\n${spec}\`\`\`\n\n\`\`\`text\n${checkSpec(header + spec, ['entities', 'endpoints', 'behavior', 'diagnostics'])}\n\`\`\``;
  });
  if (process.env['UPDATE'] !== undefined) writeFileSync(page, actual);
  assert.ok(examples >= 5);
  assert.equal(text, actual);
});

it('reads the library example without a complaint, all but four operations as CRUD', () => {
  const text = readFileSync(new URL('../../../examples/library/library.openapi.yaml', import.meta.url), 'utf8');
  const lines = checkSpec(text, ['endpoints', 'diagnostics']).split('\n');
  assert.equal(lines.length, 24);
  assert.deepEqual(lines.filter((line) => / words /.test(line)).map((line) => line.slice(0, line.indexOf(':', line.indexOf('words')))), [
    'searchBooks: GET /books/search 200 words (search)',
    'importBooks: POST /books/import 202 words (bulk)',
    'uploadCover: PUT /books/{bookId}/cover 204 words (upload)',
    'renewLoan: POST /loans/{loanId}/renew 200 words (action)',
  ]);
});
