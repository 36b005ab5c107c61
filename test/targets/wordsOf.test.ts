import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { wordsOf } from '../../src/ir/wordsOf.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { atomsOf } from '../../src/targets/typescript/atoms/atoms.ts';

it('what an application states in words stands where its units in words say', () => {
  for (const example of ['rental/rental.devmatrix.yaml', 'clinic/clinic.devmatrix.yaml', 'library/library.openapi.yaml', 'shop/shop.devmatrix.yaml']) {
    const main = fileURLToPath(new URL(`../../examples/${example}`, import.meta.url));
    const { value } = parseSpec({ main, read: (path) => (path === main ? readFileSync(path, 'utf8') : undefined) });
    assert.ok(value !== undefined, example);
    const places = atomsOf(value).map(({ task: { category, span } }) => `${String(span.start).padStart(6)} ${category}`);
    assert.deepEqual(wordsOf(value).map(({ category, span }) => `${String(span.start).padStart(6)} ${category}`), [...new Set(places)].sort(), example);
    assert.equal(places.length > 0, !example.startsWith('shop'), example);
  }
});
