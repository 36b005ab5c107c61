import assert from 'node:assert/strict';
import { parseSource, Pruning } from './pruneSource.ts';

function prune(text: string, needed: readonly string[]): string {
  const pruning = new Pruning(parseSource('src/source.ts', text));
  pruning.need(needed);
  return pruning.text();
}

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
  assert.equal(prune(source, ['used']), `import { two } from "./two.ts";

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
  assert.equal(prune(source, ['used', 'unused']), source);
});

it('keeps statements that declare nothing', () => {
  const text = 'import { a } from "./a.ts";\n\ndeclare module "x" {\n  interface Y {\n    z: number;\n  }\n}\n\na();\n';
  assert.equal(prune(`${text}\nexport const b = 1;\n`, []), text);
});

it('tells what it needs of other files', () => {
  const pruning = new Pruning(parseSource('src/source.ts', source));
  assert.deepEqual(pruning.need(['used']), [{ path: 'src/two.ts', names: ['two'] }]);
  assert.deepEqual(pruning.need(['used']), []);
});
