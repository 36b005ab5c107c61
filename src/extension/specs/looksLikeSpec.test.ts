import assert from 'node:assert/strict';
import { looksLikeSpec } from './looksLikeSpec.ts';

const cases: readonly (readonly [boolean, string, string])[] = [
  [true, 'a.yaml', 'openapi: 3.1.0\n'],
  [true, 'a.yml', '# a comment\n\n"openapi": "3.0.3"\n'],
  [true, 'a.yaml', '\uFEFFdevmatrix: 1\n'],
  [true, 'shop.devmatrix.yaml', ''],
  [true, 'a.json', '{ "openapi": "3.0.0" }'],
  [true, 'a.json', '{\n  "x": 1, "openapi": "3.0.0" }'],
  [false, 'a.json', '{ "dependencies": { "openapi": "1.0.0" } }'],
  [false, 'a.yaml', 'tools:\n  openapi: 3\n'],
  [false, 'a.yaml', 'services: {}\n'],
  [false, 'a.txt', 'openapi: 3.1.0\n'],
  [false, 'a.json', ''],
];

for (const [expected, path, head] of cases) {
  it(`${expected ? 'takes' : 'does not take'} ${path} with ${JSON.stringify(head)} for a spec`, () => {
    assert.equal(looksLikeSpec(path, head), expected);
  });
}
