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
