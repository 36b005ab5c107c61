import assert from 'node:assert/strict';
import { reindented } from './reindented.ts';

it('indents code by its brackets, those that open together once', () => {
  assert.equal(
    reindented('function f() {\ncall({\na: [1,\n2],\n});\n\nif (x === "{") {\nreturn;\n}\n}'),
    'function f() {\n  call({\n    a: [1,\n      2],\n  });\n  if (x === "{") {\n    return;\n  }\n}',
  );
});

it('keeps the form of code that has one, and moves it to the left as a whole', () => {
  const method = 'async find(\n    id: string,\n  ): Promise<void> {\n    if (\n      id === "a"\n    )\n      return;\n  }';
  assert.equal(reindented(method), 'async find(\n  id: string,\n): Promise<void> {\n  if (\n    id === "a"\n  )\n    return;\n}');
  assert.equal(reindented('/** One. */\nfunction f() {\n  g(\n    1,\n  );\n}'), '/** One. */\nfunction f() {\n  g(\n    1,\n  );\n}');
});
