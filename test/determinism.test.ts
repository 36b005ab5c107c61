import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { specFiles } from '../src/node/specFiles.ts';
import { readTemplates } from '../src/node/templates.ts';
import { loadSpec } from '../src/pipeline/loadSpec.ts';
import { TemplateLibrary } from '../src/targets/typescript/templates.ts';
import { emitters } from '../src/targets/typescript/emitters.ts';
import { generateWith } from '../src/targets/typescript/typescriptTarget.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const templates = new TemplateLibrary(readTemplates(`${root}templates/typescript`));

/** The same permutation on every run: a linear congruential generator (Numerical Recipes) drives a Fisher-Yates shuffle. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const result = [...items];
  let state = seed;
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

for (const spec of ['examples/shop/shop.devmatrix.yaml', 'examples/library/library.openapi.yaml']) {
  it(`emits the same bytes whatever the order of the emitters: ${spec}`, () => {
    const { application } = loadSpec(specFiles(`${root}${spec}`));
    assert.ok(application !== undefined);
    const expected = generateWith(emitters, application, templates);
    for (const seed of [1, 2, 3]) assert.deepEqual(generateWith(shuffled(emitters, seed), application, templates), expected);
  });

  it(`emits the same bytes wherever the spec stands: ${spec}`, () => {
    const text = readFileSync(`${root}${spec}`, 'utf8');
    const made = ['a.yaml', 'some/where/else.yaml'].map((main) => {
      const { application } = loadSpec({ main, read: (path) => (path === main ? text : undefined) });
      assert.ok(application !== undefined);
      return generateWith(emitters, application, templates).files;
    });
    assert.deepEqual(made[0], made[1]);
  });
}
