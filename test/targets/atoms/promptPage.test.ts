import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { openAppAtoms } from '../../../src/node/atoms/appAtoms.ts';
import { specFiles } from '../../../src/node/specFiles.ts';
import { promptPage } from '../../../src/pipeline/atoms/promptPage.ts';
import { typescriptTarget } from '../../../src/extension/worker/generate.ts';

it('shows each request to the letter, its sections against their budgets, and what both requests share once', async () => {
  const atoms = await openAppAtoms({ spec: specFiles(fileURLToPath(new URL('../../../examples/rental/rental.devmatrix.yaml', import.meta.url))), out: undefined, target: typescriptTarget(), moduleUrl: import.meta.url });
  assert.ok(atoms !== undefined && typeof atoms !== 'string');
  for (const atom of atoms.prompts.atoms) {
    const page = promptPage(atoms.prompts, atom, { place: 'rental.devmatrix.yaml:7', models: ['p/small', 'p/large'], prices: undefined, state: 'not written yet' });
    const { texts, sections } = atoms.prompts.prompts.preview(atom, 'code', { attempt: 1, findings: [], context: 'full' });
    for (const { section, tokens, budget, left } of sections) {
      const text = texts[section];
      if (text !== undefined) assert.ok(page.includes(`\n${text.trimEnd()}\n`), `${atom.name} ${section}`);
      if (text !== undefined || left.length > 0) assert.ok(page.includes(`| ${section} | ${tokens.toLocaleString('en')} | ${budget.toLocaleString('en')} |`), `${atom.name} ${section}`);
    }
    assert.equal(page.split(texts.system?.trim() ?? '-').length, 2, 'the system prompt stands there once');
    assert.equal(page.split('The same as above (Its code).').length > 2, true);
    assert.ok(page.includes('p/small, then after wrong answers p/large'));
  }
});
