import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodePorts } from '../../../src/node/nodePorts.ts';
import { readTemplates } from '../../../src/node/templates.ts';
import { openAppChecker } from '../../../src/pipeline/appChecker.ts';
import { loadSpec } from '../../../src/pipeline/loadSpec.ts';
import { lazyTarget } from '../../../src/pipeline/targets.ts';
import { clinicAnswers, libraryAnswers } from './exampleAnswers.ts';
import { applicationOf, bookOf, readingTarget } from './wordsApp.ts';

const examples = [['examples/library/library.openapi.yaml', libraryAnswers], ['examples/clinic/clinic.devmatrix.yaml', clinicAnswers]] as const;

for (const [path, answers] of examples) {
  const target = readingTarget();
  const application = applicationOf(readFileSync(path, 'utf8'), path);
  const book = bookOf(target, application, answers);

  it(`${path} with code for its words answers 501 nowhere, and says so`, () => {
    assert.equal(book.size, target.atoms(application).length);
    assert.equal(target.usable(application, book).size, book.size);
    const { files } = target.generate(application, book);
    assert.deepEqual(files.filter(({ path: file, text }) => file.startsWith('src/') && text.includes('notImplemented(')).map(({ path: file }) => file), []);
    assert.deepEqual(files.filter(({ path: file, text }) => file.endsWith('.test.ts') && text.includes('saysNotImplemented(')).map(({ path: file }) => file), []);
    assert.doesNotMatch(files.find(({ path: file }) => file === 'openapi.json')?.text ?? '', /"501"/);
    for (const { name } of target.atoms(application)) {
      if ((answers[name]?.cases ?? []).length > 0) assert.ok(files.some(({ path: file, text }) => file.startsWith('tests/generated/words/') && text.includes(`does('${name}'`)), name);
    }
  });

  it(`${path} with code for its words has no gap`, async () => {
    const lazy = lazyTarget('typescript', () => readTemplates('templates/typescript'));
    assert.ok(lazy);
    const spec = loadSpec({ main: path, read: () => readFileSync(path, 'utf8') });
    const checker = await openAppChecker({ application: target.marked(application, book), written: book, spec, target: lazy }, nodePorts);
    for (const { file } of target.emit(application, 'app', book)) checker.updateFile(file.path, file.formatted ? file.text : await nodePorts.formatter.format(file));
    assert.deepEqual(checker.check().gaps.map(({ key, message }) => `${key} ${message}`), []);
  });
}
