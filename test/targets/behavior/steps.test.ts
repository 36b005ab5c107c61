import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { oxfmtFormatter } from '../../../src/node/oxfmtFormatter.ts';
import { generatedFrom } from './support.ts';

const page = new URL('steps.md', import.meta.url);
const isBehavior = /^src\/(workflows|state-machines|validators|events)\//;

/** The page with its spec, and after it the code of every file of behaviour. */
async function refreshed(text: string): Promise<string> {
  const [, head = '', spec = ''] = /^(.*?```yaml\n(.*?)```\n)/s.exec(text) ?? [];
  const files = generatedFrom(spec).files.filter(({ path }) => isBehavior.test(path));
  const codes = await Promise.all(files.map((file) => oxfmtFormatter.format(file)));
  return head + files.map(({ path }, index) => `\n## \`${path}\`\n\n\`\`\`ts\n${codes[index] ?? ''}\`\`\`\n`).join('');
}

it('writes flows, machines, invariants and handlers as the page shows them', async () => {
  const expected = readFileSync(page, 'utf8');
  const actual = await refreshed(expected);
  if (process.env['UPDATE'] !== undefined) writeFileSync(page, actual);
  else assert.equal(actual, expected);
});

it('lists every unit in words with its task', () => {
  const [, spec = ''] = /```yaml\n(.*?)```\n/s.exec(readFileSync(page, 'utf8')) ?? [];
  const units = generatedFrom(spec).units.filter(({ stratum }) => stratum === 'llm');
  assert.deepEqual(units.map(({ name, task }) => [name, task?.category, task?.words]).sort(), [
    ['checkWordsRule', 'invariant', 'A user never has two birthdays.'],
    ['guardDrop', 'guard', 'Only when the moon is full.'],
    ['pickTheBestNameStep', 'flow', 'Pick the best name.'],
    ['sendALetterToTheUserStep', 'flow', 'Send a letter to the user, then wait.'],
  ]);
});
