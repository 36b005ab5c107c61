import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Question { readonly matching: string; readonly other: string; readonly asked: string }
interface ListTests {
  readonly varied: (parameter: string, value: () => string, given: (value: string) => string, asked: 'itsEnd') => { readonly ask: (by: undefined) => Promise<Question> };
}

/** The module of generated list tests, beside modules of which nothing is called here. */
async function withListTests(work: (tests: ListTests) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'list-tests-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    copyFileSync('templates/typescript/tests/generated/support/listTests.ts', join(folder, 'listTests.ts'));
    const others = { 'expect.ts': ['expectProblem'], 'lists.ts': ['listAll', 'listPage'], 'requests.ts': ['call', 'factsOf'], 'rowTests.ts': ['keyIn'] };
    for (const [name, functions] of Object.entries(others)) writeFileSync(join(folder, name), functions.map((each) => `export function ${each}() {}\n`).join(''));
    await work((await import(pathToFileURL(join(folder, 'listTests.ts')).href)) as ListTests);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('asks with a part that the other row has not, however short the values are', async () => {
  await withListTests(async ({ varied }) => {
    const pairs = [['AB', 'CD'], ['BB', 'BC'], ['AB', 'BC'], ['AB', 'ba'], ['A', 'B'], ['xAAA', 'yAAA'], ['12/2001', '13/2001'], ['AbB', 'bBa']] as const;
    for (const [first, second] of pairs) {
      const values = [first, second];
      const { matching, other, asked } = await varied('name[contains]', () => values.shift() ?? '', (value) => value, 'itsEnd').ask(undefined);
      assert.deepEqual([matching, other], [first, second]);
      assert.ok(asked !== '' && matching.includes(asked), `${asked} is a part of ${matching}`);
      assert.ok(!other.toLowerCase().includes(asked.toLowerCase()), `${asked} is no part of ${other}`);
    }
  });
});
