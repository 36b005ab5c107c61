import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WrittenUnits } from '../../../src/ir/target.ts';
import { nodePorts } from '../../../src/node/nodePorts.ts';
import { readTemplates } from '../../../src/node/templates.ts';
import { openAppChecker } from '../../../src/pipeline/appChecker.ts';
import { generateApp, type GenerateReport } from '../../../src/pipeline/generateApp.ts';
import { loadSpec } from '../../../src/pipeline/loadSpec.ts';
import { lazyTarget } from '../../../src/pipeline/targets.ts';
import { bookedApplication, formatUnitBook, mergeUnitBooks, parseUnitBook, readUnitBook, taskDigest, unitBookPath, writeUnitBook } from '../../../src/pipeline/unitBook.ts';
import { listAppFiles } from '../../../src/node/appFiles.ts';
import { applicationOf, bookOf, readingTarget, wordsAnswers, wordsSpec } from './wordsApp.ts';

const target = readingTarget();
const application = applicationOf(wordsSpec);
const written: WrittenUnits = new Map([...bookOf(target, application, wordsAnswers)].map(([id, unit]) => {
  const atom = target.atoms(application).find((candidate) => candidate.id === id);
  assert.ok(atom);
  return [id, { ...unit, task: taskDigest(atom.task, nodePorts.hash) }];
}));
const lazy = lazyTarget('typescript', () => readTemplates('templates/typescript'));
let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'book-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

async function generated(spec = wordsSpec): Promise<GenerateReport> {
  assert.ok(lazy);
  const { report } = await generateApp({ spec: { main: 'app.devmatrix.yaml', read: () => spec }, out: folder, overwrite: 'keepEdits' }, lazy, nodePorts);
  return report;
}

it('a book is the same after it was written and read, whatever the order of its units', () => {
  const text = formatUnitBook(written);
  assert.deepEqual(parseUnitBook(text), new Map([...written].sort(([a], [b]) => (a < b ? -1 : 1))));
  assert.equal(formatUnitBook(new Map([...written].reverse())), text);
  assert.match(text, /^ {8}" {2}const tool = await toolRepository\.find\(context, row\.toolId\);",$/m);
});

it('a damaged book is no book', () => {
  const text = formatUnitBook(written);
  for (const damage of ['', '{', '[]', '{"devmatrix":2,"units":{}}', '{"devmatrix":1}', text.replace('"complete"', '"done"'), text.replace('"cases": [', '"cases": [{},'), text.replace(/"code": \[/, '"code": [1,')]) {
    assert.equal(parseUnitBook(damage), undefined, damage.slice(0, 40));
  }
});

it('newer answers take the place of older ones', () => {
  const [first] = written.values();
  assert.ok(first);
  const merged = mergeUnitBooks(written, [{ ...first, code: 'newer' }]);
  assert.equal(merged.size, written.size);
  assert.equal(merged.get(first.unit)?.code, 'newer');
});

it('an app with a book keeps what was written, and its second run writes nothing', async () => {
  assert.equal((await generated()).incomplete.length, 5);
  await writeUnitBook(folder, written, nodePorts);
  const report = await generated();
  assert.deepEqual(report.incomplete, []);
  assert.equal(report.written > 0, true);
  assert.match(readFileSync(join(folder, 'src/state-machines/loanStatus.ts'), 'utf8'), /tool_broken/);
  const again = await generated();
  assert.deepEqual([again.written, again.incomplete], [0, []]);
});

it('a hand edit of a written function stays', async () => {
  await writeUnitBook(folder, written, nodePorts);
  await generated();
  const path = join(folder, 'src/services/operations/getReportsPopular.ts');
  writeFileSync(path, readFileSync(path, 'utf8').replace('desc(lent)', 'asc(lent)'));
  const report = await generated();
  assert.deepEqual(report.kept, ['src/services/operations/getReportsPopular.ts']);
  assert.match(readFileSync(path, 'utf8'), /asc\(lent\)/);
});

it('code of which the words have changed stays and is listed; with another signature it is left out', async () => {
  await writeUnitBook(folder, written, nodePorts);
  const stale = await generated(wordsSpec.replace('The tool of the loan is not broken.', 'The tool of the loan is neither broken nor lent.'));
  assert.deepEqual(stale.incomplete.map(({ unit, state }) => [unit, state]), [['src/state-machines/loanStatus.ts#guardHandOut', 'stale']]);
  assert.match(readFileSync(join(folder, 'src/state-machines/loanStatus.ts'), 'utf8'), /tool_broken/);
  const unfit = await generated(wordsSpec.replace('as: fee\n        returns: { type: decimal, precision: 10, scale: 2 }', 'as: fee\n        returns: { type: integer }'));
  assert.deepEqual(unfit.incomplete.map(({ unit, state }) => [unit, state]).filter(([, state]) => state === 'unwritten'), [
    ['src/workflows/settle.ts#giveTheMemberAPointForStep', 'unwritten'], ['src/workflows/settle.ts#workOutTheFeeTheDailyStep', 'unwritten'],
  ]);
});

it('an app whose book is damaged is left as it is', async () => {
  await writeUnitBook(folder, written, nodePorts);
  await generated();
  const before = readFileSync(join(folder, 'src/state-machines/loanStatus.ts'), 'utf8');
  writeFileSync(join(folder, unitBookPath), '{');
  const report = await generated();
  assert.deepEqual(report.diagnostics.map(({ code }) => code), ['DM3009']);
  assert.equal(readFileSync(join(folder, 'src/state-machines/loanStatus.ts'), 'utf8'), before);
  assert.equal('code' in await readUnitBook(folder, nodePorts), true);
});

it('the checker finds no gap in an app with a book, nor in hand edits of what was written', async () => {
  assert.ok(lazy);
  await writeUnitBook(folder, written, nodePorts);
  await generated();
  const spec = loadSpec({ main: 'app.devmatrix.yaml', read: () => wordsSpec });
  const booked = await bookedApplication(application, { root: folder, target: lazy }, nodePorts);
  assert.ok(!('code' in booked));
  const checker = await openAppChecker({ ...booked, spec, target: lazy }, nodePorts);
  for (const path of listAppFiles(folder)) checker.updateFile(path, readFileSync(join(folder, path), 'utf8'));
  assert.deepEqual(checker.check().gaps.map(({ key, message }) => `${key} ${message}`), []);
  const edits: readonly (readonly [string, string, string])[] = [
    ['src/services/operations/getReportsPopular.ts', 'desc(lent)', 'asc(lent)'],
    ['src/state-machines/loanStatus.ts', 'tool.broken)', 'tool.broken || tool.name === "x")'],
    ['src/workflows/settle.ts', 'if (loan.status !== "back") return;', ''],
    ['src/workflows/settle.ts', 'divide(amount, "2")', 'divide(amount, "3")'],
    ['src/validators/loanValidator.ts', 'longestForBeginners = 7', 'longestForBeginners = 8'],
  ];
  for (const [path, from, to] of edits) {
    const text = readFileSync(join(folder, path), 'utf8');
    assert.ok(text.includes(from), path);
    checker.updateFile(path, text.replace(from, to));
    assert.deepEqual(checker.check().gaps.map(({ key, message }) => `${key} ${message}`), [], `${path}: ${to}`);
    checker.updateFile(path, text);
  }
});
