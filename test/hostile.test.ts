import assert from 'node:assert/strict';
import { oxfmtFormatter } from '../src/node/oxfmtFormatter.ts';
import { readTemplates } from '../src/node/templates.ts';
import { parseSpec } from '../src/spec/parseSpec.ts';
import { createTypescriptTarget } from '../src/targets/typescript/typescriptTarget.ts';
import { hostileSpecs } from './support/hostileSpecs.ts';

const target = createTypescriptTarget(readTemplates('templates/typescript'));

for (const { name, file, text } of hostileSpecs) {
  it(`makes files that parse, or says what is wrong: ${name}`, async () => {
    const { value, diagnostics } = parseSpec({ main: file, read: (path) => (path === file ? text : undefined) });
    if (value === undefined || diagnostics.some(({ severity }) => severity === 'error')) {
      assert.ok(diagnostics.length > 0);
      return;
    }
    const { files } = target.generate(value);
    const outside = files.map(({ path }) => path).filter((path) => path.split('/').some((part) => ['', '.', '..'].includes(part)) || !/^[\p{L}\p{N}\p{M}_.\-/]+$/u.test(path));
    assert.deepEqual(outside, []);
    assert.equal(new Set(files.map(({ path }) => path.toLowerCase())).size, files.length);
    // The formatter parses; text that had become code would call this.
    const raw = files.filter(({ formatted }) => !formatted);
    const sources = await Promise.all(raw.map((file) => oxfmtFormatter.format(file)));
    for (const [index, source] of sources.entries()) if (raw[index]?.path.endsWith('.ts') === true) assert.doesNotMatch(withoutTexts(source), /process\.exit\(99\)/);
  }).timeout(30_000);
}

/** The source without comments, strings, template literals and regular expressions, and without whatever is not TypeScript. */
function withoutTexts(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|(?<=[(,=]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g, '');
}
