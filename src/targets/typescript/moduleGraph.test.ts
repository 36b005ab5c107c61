import assert from 'node:assert/strict';
import { importsOf, resolveImport } from './moduleGraph.ts';

it('reads the local imports of a source', () => {
  const text = [
    'import { z } from "zod";',
    'import {\n  a,\n  b as c,\n  type D,\n} from "../x.ts";',
    "import type { E } from './e.ts';",
    'export { f } from "./f.ts";',
    'import g from "./g.ts";',
    'const h = await import("./h.ts");',
  ].join('\n');
  assert.deepEqual(importsOf({ path: 'src/m.ts', text }), [
    { from: '../x.ts', names: ['a', 'b'], allNames: ['a', 'b', 'D'], isType: false },
    { from: './e.ts', names: ['E'], allNames: ['E'], isType: true },
    { from: './f.ts', names: ['f'], allNames: ['f'], isType: false },
    { from: './g.ts', names: ['g'], allNames: undefined, isType: false },
    { from: './h.ts', names: [], allNames: undefined, isType: false },
  ]);
});

it('resolves an import against the importing file', () => {
  assert.equal(resolveImport('src/api/routes/a.ts', '../../http/auth.ts'), 'src/http/auth.ts');
  assert.equal(resolveImport('src/api/a.ts', './b.ts'), 'src/api/b.ts');
});
