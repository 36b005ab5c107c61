import assert from 'node:assert/strict';
import { parseSource, pruneSource } from './pruneSource.ts';

const source = `import { one } from "./one.ts";
import { three, two } from "./two.ts";
import type { Kind } from "./types.ts";

/** Uses helper, and names unused in its comment. */
export function used(): number {
  const text = \`a

b\`;
  return helper(text) + two;
}

/** Goes away. */
export function unused(): Kind {
  return other() + one + three;
}

const start = 1;
const limit = 2;

function helper(text: string): number {
  return text.length + limit;
}

function other(): number {
  return start;
}
`;

it('keeps what is needed, what that uses, and their imports', () => {
  assert.equal(pruneSource(parseSource(source), new Set(['used'])), `import { two } from "./two.ts";

/** Uses helper, and names unused in its comment. */
export function used(): number {
  const text = \`a

b\`;
  return helper(text) + two;
}

const limit = 2;

function helper(text: string): number {
  return text.length + limit;
}
`);
});

it('leaves a source alone when all of it is needed', () => {
  assert.equal(pruneSource(parseSource(source), new Set(['used', 'unused'])), source);
});

it('keeps statements that declare nothing', () => {
  const text = 'import { a } from "./a.ts";\n\ndeclare module "x" {\n  interface Y {\n    z: number;\n  }\n}\n\na();\n';
  assert.equal(pruneSource(parseSource(`${text}\nexport const b = 1;\n`), new Set()), text);
});
