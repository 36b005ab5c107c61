import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { WrittenUnit } from '../../../src/ir/atom.ts';
import { knownNames } from '../../../src/targets/typescript/atoms/knownNames.ts';
import { createTypescriptTarget } from '../../../src/targets/typescript/typescriptTarget.ts';
import { applicationOf, bookOf, readingTarget, wordsAnswers, wordsSpec } from './wordsApp.ts';

const target = readingTarget();
const application = applicationOf(wordsSpec);
const book = bookOf(target, application, wordsAnswers);
const plain = target.generate(application);
const written = target.generate(application, book);

function textOf(path: string, generated = written): string {
  return generated.files.find((file) => file.path === path)?.text ?? '';
}

it('a written unit stands in the place of its stub; its id and its place are the same', () => {
  assert.equal(book.size, 5);
  assert.deepEqual(written.units.filter(({ task }) => task !== undefined).map(({ id, file, task }) => [id, file, task?.signature]),
    plain.units.filter(({ task }) => task !== undefined).map(({ id, file, task }) => [id, file, task?.signature]));
  for (const { id, file, name } of target.atoms(application)) {
    assert.match(textOf(file), new RegExp(`written from the words of the spec\\.\\n/\\*\\*[^\\n]+\\nexport async function ${name}\\(`), id);
    assert.match(textOf(file, plain), /throw notImplemented\(/);
  }
  assert.equal(written.files.some(({ text }) => text.includes('notImplemented(')), false);
});

it('imports are what the code names: of the app first, then of the libraries, and nothing that a local name hides', () => {
  assert.deepEqual(textOf('src/services/operations/getReportsPopular.ts').split('\n').filter((line) => line.startsWith('import')), [
    'import { asc, count, desc, eq, gte } from \'drizzle-orm\';',
    'import { loans } from \'../../models/entities/loan.ts\';',
    'import { tools } from \'../../models/entities/tool.ts\';',
    'import type { GetReportsPopularQuery, GetReportsPopularResultItem } from \'../../models/schemas/shared.ts\';',
    'import type { CallContext } from \'../../shared/context.ts\';',
  ]);
});

it('helpers of two units of a file do not meet', () => {
  const flow = textOf('src/workflows/settle.ts');
  assert.match(flow, /function half\(amount: string\)/);
  assert.match(flow, /points: halfOfGiveTheMemberAPointForStep\(member\.points, loan\.days\)/);
  assert.match(flow, /function halfOfGiveTheMemberAPointForStep\(points: number, days: number\)/);
});

it('repositories offer what written code calls', () => {
  assert.doesNotMatch(textOf('src/repositories/toolRepository.ts', plain), /async find\(context: CallContext, id: ToolRow\["id"\]\)[^\n]*\n[^\n]*for\("update"\)/);
  assert.match(textOf('src/repositories/memberRepository.ts'), /async findForUpdate\(/);
  assert.match(textOf('src/repositories/memberRepository.ts'), /async update\(/);
  const open = [...target.emit(application, 'open', book)].find(({ file }) => file.path === 'src/repositories/memberRepository.ts')?.file.text ?? '';
  for (const name of ['findByUserIdForUpdate', 'findOwnedForUpdate', 'owned', 'where', 'insert', 'remove']) assert.match(open, new RegExp(`\\b${name}\\(`));
});

it('an application without written units is as before, whether or not the target can read code', () => {
  const other = createTypescriptTarget(new Map()).generate(application);
  assert.deepEqual(createTypescriptTarget(new Map()).generate(application, new Map()), other);
  const known = target.atoms(application);
  assert.equal(target.marked(application, new Map([['gone', { ...[...book.values()][0] as WrittenUnit, unit: 'gone' }]])), application);
  assert.deepEqual(known.map(({ id }) => id), [...book.keys()]);
});

it('code with another signature, or that does not parse, is left out', () => {
  const changed = new Map([...book].map(([id, unit]) => [id, { ...unit, code: unit.code.replace('context: CallContext', 'context: CallContext, more: number') }]));
  assert.equal(target.usable(application, changed).size, 0);
  assert.deepEqual(target.generate(application, changed), plain);
  const broken = new Map([...book].map(([id, unit]) => [id, { ...unit, code: `${unit.code} }` }]));
  assert.equal(target.usable(application, broken).size, 0);
});

it('marks stand on what is written, in every place of the IR', () => {
  const marked = target.marked(application, book);
  const text = JSON.stringify(marked);
  assert.equal(text.match(/"isWritten":true/g)?.length, 5);
  assert.equal(marked.endpoints.some(({ implementation }) => implementation.kind === 'words' && implementation.isWritten === true), true);
  const [id] = book.keys();
  const partial = new Map([...book].map(([key, unit]) => [key, key === id ? { ...unit, status: 'partial' as const } : unit]));
  assert.equal(JSON.stringify(target.marked(application, partial)).match(/"isPartial":true/g)?.length, 1);
});

it('the names that code may use are listed once each, by their kind', () => {
  const names = knownNames(application);
  const find = (name: string): unknown => names.filter((known) => known.name === name).map(({ from, isType, kind }) => [from, isType, kind]);
  assert.deepEqual(find('loanRepository'), [['src/repositories/loanRepository.ts', false, 'repository']]);
  assert.deepEqual(find('LoanRow'), [['src/models/entities/loan.ts', true, 'row']]);
  assert.deepEqual(find('sum'), [['src/shared/decimal.ts', false, 'runtime']]);
  assert.deepEqual(find('eq'), [['drizzle-orm', false, 'library']]);
  assert.deepEqual(find('inTransaction'), []);
  assert.equal(new Set(names.map(({ name, isType }) => `${name}:${String(isType)}`)).size, names.length);
});

it('emitEvent is a name of applications with events only', () => {
  const hasIt = (path: string): boolean => knownNames(applicationOf(readFileSync(path, 'utf8'), path)).some(({ name }) => name === 'emitEvent');
  assert.deepEqual([hasIt('examples/shop/shop.devmatrix.yaml'), hasIt('examples/library/library.openapi.yaml')], [true, false]);
});

it('generated tests leave to written code whether it refuses what the spec lets pass', () => {
  const settle = textOf('tests/generated/workflow/settle.test.ts');
  assert.match(settle, /'settle answers within its contract'[\s\S]*expectWithin\([\s\S]*\[200, 400, 404, 409, 422\], \(reply\) => expectBody\(reply, 200, settleResultSchema\)/);
  assert.doesNotMatch(textOf('tests/generated/stateMachine/loanStatus.test.ts'), /handOut leads from requested to out/);
});
