import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Atom, AtomCase, AtomFinding } from '../../ir/atom.ts';
import { openCandidateCases, type OpenCandidateCases } from './candidateCases.ts';

/** An app with nothing in it but what examples are run by. */
const app = {
  'package.json': '{ "type": "module" }',
  'src/db/client.ts': 'export const openDatabase = async () => ({ db: {} });',
  'src/db/migrate.ts': 'export const migrate = async () => undefined;',
  'tests/generated/support/cases.ts': `export async function runCase(_database, unit, example) {
  if (example.name === 'invalid') return { differences: [], invalid: 'A row breaks a rule.' };
  const result = JSON.stringify(await unit.call({}, ...unit.parameters.map((name) => example.arguments[name])));
  return { differences: result === JSON.stringify(example.expect.result) ? [] : [\`The result is \${result}; it must be \${JSON.stringify(example.expect.result)}.\`] };
}`,
  'node_modules/none/package.json': '{}',
};

let folder = '';
let host: OpenCandidateCases;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'devmatrix-cases-'));
  for (const [path, text] of Object.entries(app)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const opened = await openCandidateCases({ folder, callOf: () => ({ parameters: ['value'], instants: [] }), stepMs: 2_000 }, new AbortController().signal);
  assert.ok(opened);
  host = opened;
});

after(() => {
  host.close();
  rmSync(folder, { recursive: true, force: true });
});

const example = (name: string, value: number, result: number): AtomCase => ({ name, rows: [], arguments: { value }, expect: { result } });

function run(text: string, cases: readonly AtomCase[] = [example('one', 1, 2)]): Promise<readonly AtomFinding[]> {
  return host.run({} as Atom, { path: 'src/candidate.ts', text, name: 'f', answerLine: (line) => line }, cases, new AbortController().signal);
}

it('tells examples that hold from those that the code contradicts and those that cannot be run', async () => {
  const cases = [example('one', 1, 2), example('two', 2, 5), example('invalid', 1, 1)];
  const findings = await run('export async function f(_context: unknown, value: number): Promise<number> { return value + 1; }', cases);
  assert.deepEqual(findings.map(({ code, example: name }) => [code, name]), [['DM5071', 'two'], ['DM5074', 'invalid']]);
  assert.equal(findings[0]?.message, 'Example "two": The result is 3; it must be 5. Given: value is 2.');
  assert.deepEqual(readdirSync(join(folder, 'src')), ['db']);
});

it('goes on after code that hangs, ends the process, or cannot be loaded', async () => {
  assert.deepEqual((await run('export function f(): number { for (;;) {} }')).map(({ code }) => code), ['DM5072']);
  assert.deepEqual((await run('export function f(): Promise<number> { return new Promise(() => undefined); }')).map(({ code }) => code), ['DM5072']);
  assert.match((await run('export function f(): number { process.exit(0); }'))[0]?.message ?? '', /The process ended/);
  assert.match((await run('const x = JSON.parse("{"); export const f = () => x;'))[0]?.message ?? '', /fails when it is loaded/);
  assert.match((await run('export function f(): number { Promise.reject(new Error("lost")); return 2; }'))[0]?.message ?? '', /nobody waits for fails: lost/);
  assert.deepEqual(await run('export const f = async (_context: unknown, value: number): Promise<number> => value * 2;'), []);
});

it('gives code no environment, no files and no code of texts', async () => {
  const tells = async (expression: string): Promise<string> => (await run(`import { readFileSync } from 'node:fs';\nexport const f = (): unknown => [${expression}, readFileSync.length];`))[0]?.message ?? '';
  assert.match(await tells('Object.keys(process.env).join()'), /The result is \["TZ",/);
  assert.match(await tells('new Date("2030-01-15T12:00:00.000Z").getDate()'), /The result is \[16,/);
  assert.match(await tells('readFileSync("/etc/hosts", "utf8")'), /restricted/);
  assert.match(await tells('eval("1 + 1")'), /Code generation from strings/);
  assert.match(await tells('typeof fetch'), /The result is \["undefined",/);
});

it('tells which variants of a function no example notices', async () => {
  const text = `let chosen = 0;
export const chooseVariant = (number: number): void => { chosen = number; };
export const f = async (_context: unknown, value: number): Promise<number> => {
  if (chosen === 3) throw new Error('broken');
  return (chosen === 1 ? value > 5 : chosen === 2 ? value >= 0 : value >= 5) ? 1 : 0;
};`;
  const module = { path: 'src/candidate.ts', text, name: 'f', answerLine: (line: number) => line };
  const places = ['a', 'b', 'c'].map((what) => ({ what }));
  const unnoticed = (cases: readonly AtomCase[]): Promise<readonly number[]> => host.unnoticed({} as Atom, { module, places }, cases, new AbortController().signal);
  assert.deepEqual(await unnoticed([example('over', 9, 1)]), [0, 1]);
  assert.deepEqual(await unnoticed([example('over', 9, 1), example('under', 4, 0)]), [0]);
  assert.deepEqual(await unnoticed([example('at', 5, 1), example('under', 4, 0)]), []);
});
