import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `cases.ts` imports, over a database that is a list of bills and a list of events. */
const stubs = {
  'package.json': '{ "type": "module" }',
  'node_modules/drizzle-orm/package.json': '{ "type": "module", "exports": { ".": "./index.js" } }',
  'node_modules/drizzle-orm/index.js': 'export const eq = () => undefined;\nexport const getTableColumns = (table) => table;\n',
  'src/http/problem.ts': 'export class Problem extends Error {\n  status = 409;\n  code = "too_late";\n}\n',
  'src/db/errors.ts': 'export const toProblem = (error: unknown) => error;\n',
  'tests/generated/support/caseEntities.ts': `const instant = { dataType: "date" };
export const caseEntities = { Bill: { table: { id: {}, total: { columnType: "PgNumeric" }, createdAt: instant, updatedAt: instant }, key: "id", references: {}, clock: ["createdAt", "updatedAt"], samples: [{ total: "1.00" }] } };
export const emittedEvents = (tx: { events: unknown[] }) => Promise.resolve(tx.events);
`,
};

type Row = Readonly<Record<string, unknown>>;

/** Transactions of it are not undone: each example gets its own. */
class Bills {
  readonly rows: Row[] = [];
  readonly events: { readonly name: string; readonly payload: Row }[] = [];

  transaction<T>(work: (tx: Bills) => Promise<T>): Promise<T> {
    return work(this);
  }

  insert(): { readonly values: (row: Row) => { readonly returning: () => Promise<readonly Row[]> } } {
    return { values: (row) => ({ returning: () => {
      const made = { id: `bill-${String(this.rows.length + 1)}`, ...row };
      this.rows.push(made);
      return Promise.resolve([made]);
    } }) };
  }

  select(): { readonly from: () => Promise<readonly Row[]> } {
    return { from: () => Promise.resolve([...this.rows]) };
  }
}

let folder = '';
let runCase: (database: unknown, unit: unknown, example: unknown) => Promise<{ readonly differences: readonly string[]; readonly invalid?: string }>;
let problem: new () => Error;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'devmatrix-case-outcomes-'));
  for (const [path, text] of Object.entries(stubs)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const name of ['cases.ts', 'instants.ts']) copyFileSync(`templates/typescript/tests/generated/support/${name}`, join(folder, 'tests/generated/support', name));
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(folder, path)).href);
  ({ runCase } = await load('tests/generated/support/cases.ts') as { runCase: typeof runCase });
  ({ Problem: problem } = await load('src/http/problem.ts') as { Problem: typeof problem });
});

after(() => { rmSync(folder, { recursive: true, force: true }); });

/** What an example with one bill says of a function that makes bills with these totals and tells of each. */
async function told(totals: readonly string[], expect: object): Promise<readonly string[]> {
  const call = async ({ tx }: { readonly tx: Bills }): Promise<void> => {
    for (const total of totals) {
      await tx.insert().values({ total }).returning();
      tx.events.push({ name: 'bill.written', payload: { total, level: 1 } });
    }
  };
  const rows = [{ name: 'old', entity: 'Bill', values: { total: '3.00' } }];
  const { differences, invalid } = await runCase(new Bills(), { call, parameters: [], instants: [] }, { name: 'it', rows, arguments: {}, expect });
  assert.equal(invalid, undefined);
  return differences;
}

it('compares the rows that a call makes in any order, and counts no others', async () => {
  assert.deepEqual(await told(['9.50', '4.00'], { created: { Bill: [{ total: '4' }, { total: '9.50' }] } }), []);
  assert.deepEqual(await told([], { created: { Bill: [] } }), []);
  assert.deepEqual(await told(['9.50', '4.00'], { created: { Bill: [{ total: '4.00' }, { total: '9.00' }] } }), ['The new Bill.total is "9.50"; it must be "9.00".']);
  assert.deepEqual(await told(['9.50'], { created: { Bill: [] } }), ['It makes 1 rows of Bill; it must make 0.']);
});

it('compares what events tell where an example says it', async () => {
  assert.deepEqual(await told(['9.50'], { events: ['bill.written'] }), []);
  assert.deepEqual(await told(['9.50'], { events: [{ name: 'bill.written', payload: { total: '9.5' } }] }), []);
  assert.deepEqual(await told(['9.50'], { events: [{ name: 'bill.written', payload: { level: 2 } }] }), ['bill.written.level is 1; it must be 2.']);
  assert.deepEqual(await told(['9.50'], { events: [] }), ['The events are bill.written; they must be none.']);
});

it('takes any refusal where an example leaves the status open', async () => {
  const refuse = async (expect: object): Promise<readonly string[]> => (await runCase(new Bills(), { call: () => Promise.reject(new problem()), parameters: [], instants: [] }, { name: 'it', rows: [], arguments: {}, expect })).differences;
  assert.deepEqual(await refuse({ failure: {} }), []);
  assert.deepEqual(await refuse({ failure: { code: 'too_late' } }), []);
  assert.equal((await refuse({ failure: { status: 403 } })).length, 1);
  assert.deepEqual(await told([], { failure: {} }), ['It succeeds; it must be refused with any status.']);
});

it('makes rows just before the call, each after those that stand before it, unless the example says when', async () => {
  const bills = new Bills();
  const rows = [{ name: 'a', entity: 'Bill', values: {} }, { name: 'b', entity: 'Bill', values: {} }, { name: 'c', entity: 'Bill', values: { createdAt: { $now: '-P61D' } } }];
  await runCase(bills, { call: () => Promise.resolve(), parameters: [], instants: [] }, { name: 'it', rows, arguments: {}, expect: {} });
  assert.deepEqual(bills.rows.map((row) => [row['createdAt'], row['updatedAt']].map((at) => (at instanceof Date ? at.toISOString() : at))), [
    ['2030-01-15T11:59:59.001Z', '2030-01-15T11:59:59.001Z'], ['2030-01-15T11:59:59.002Z', '2030-01-15T11:59:59.002Z'], ['2029-11-15T12:00:00.000Z', '2029-11-15T12:00:00.000Z'],
  ]);
});
