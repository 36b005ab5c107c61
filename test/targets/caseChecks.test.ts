import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `cases.ts` imports, as far as examples without rows need it. */
const stubs = {
  'package.json': '{ "type": "module" }',
  'node_modules/drizzle-orm/package.json': '{ "type": "module", "exports": { ".": "./index.js" } }',
  'node_modules/drizzle-orm/index.js': 'export const eq = () => undefined;\nexport const getTableColumns = () => ({});\n',
  'src/http/problem.ts': 'export class Problem extends Error {\n  status;\n  code;\n  constructor(status: number, code: string, message: string) { super(message); this.status = status; this.code = code; }\n}\n',
  'src/db/errors.ts': 'export const toProblem = (error: unknown) => error;\n',
  'tests/generated/support/caseEntities.ts': 'export const caseEntities = {};\nexport const emittedEvents = () => Promise.resolve([]);\n',
};

interface Cases {
  readonly runCase: (database: unknown, unit: unknown, example: unknown) => Promise<{ readonly differences: readonly string[] }>;
}

type Defer = (key: string, check: () => Promise<void>) => void;

let folder = '';
let cases: Cases;
let refused: (code: string) => Error;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'devmatrix-case-checks-'));
  for (const [path, text] of Object.entries(stubs)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const name of ['cases.ts', 'instants.ts']) copyFileSync(`templates/typescript/tests/generated/support/${name}`, join(folder, 'tests/generated/support', name));
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(folder, path)).href);
  cases = await load('tests/generated/support/cases.ts') as Cases;
  const { Problem } = await load('src/http/problem.ts') as { readonly Problem: new (status: number, code: string, message: string) => Error };
  refused = (code) => new Problem(422, code, 'It is broken.');
});

after(() => { rmSync(folder, { recursive: true, force: true }); });

/** A database of one row that is rolled back as savepoints are. */
class OneRow {
  value: number;

  constructor(value: number) {
    this.value = value;
  }

  async transaction<T>(work: (tx: OneRow) => Promise<T>): Promise<T> {
    const before = this.value;
    try {
      return await work(this);
    } catch (error) {
      this.value = before;
      throw error;
    }
  }
}

/** Calls a function that makes the value another; a rule says that it is at most 10. */
async function played(from: number, to: number, expect: object): Promise<readonly string[]> {
  const row = new OneRow(from);
  const call = (context: { readonly deferCheck: Defer }): Promise<number> => {
    row.value = to;
    context.deferCheck('row', () => (row.value > 10 ? Promise.reject(refused('too_much')) : Promise.resolve()));
    return Promise.resolve(to);
  };
  const { differences } = await cases.runCase(row, { call, parameters: [], instants: [] }, { name: 'it', rows: [], arguments: {}, expect });
  assert.equal(row.value, from);
  return differences;
}

it('a rule that the call breaks refuses it', async () => {
  assert.deepEqual(await played(5, 11, { result: 11 }), ['It is refused with 422 too_much: It is broken.; it must succeed.']);
  assert.deepEqual(await played(5, 11, { failure: { status: 422, code: 'too_much' } }), []);
  assert.deepEqual(await played(5, 10, { result: 10 }), []);
});

it('a rule that the rows of an example broke before says nothing of the call', async () => {
  assert.deepEqual(await played(20, 11, { result: 11 }), []);
  assert.deepEqual(await played(20, 11, { result: 12 }), ['The result is 11; it must be 12.']);
});
