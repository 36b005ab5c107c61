import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { formatJson } from '../src/base/formatJson.ts';
import type { Json } from '../src/base/json.ts';
import { nodePorts } from '../src/node/nodePorts.ts';
import { oxfmtFormatter, oxfmtVersion } from '../src/node/oxfmtFormatter.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { readTemplates } from '../src/node/templates.ts';
import { loadSpec } from '../src/pipeline/loadSpec.ts';
import { lazyTarget } from '../src/pipeline/targets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

it('names the formatter that is installed', () => {
  const { version } = JSON.parse(readFileSync(`${root}node_modules/oxfmt/package.json`, 'utf8')) as { readonly version: string };
  assert.equal(oxfmtVersion, version);
});

it('leaves the environment as it was', async () => {
  const before = { ...process.env };
  await Promise.all(['a.ts', 'b.ts', 'c.md'].map((path) => oxfmtFormatter.format({ path, text: '' })));
  assert.deepEqual({ ...process.env }, before);
});

it('formats every file of the shop exactly as prettier would', async () => {
  const target = await lazyTarget('typescript', () => readTemplates(`${root}templates/typescript`))?.load();
  const { application } = loadSpec(specFiles(`${root}examples/shop/shop.devmatrix.yaml`));
  assert.ok(target !== undefined && application !== undefined);
  const files = target.generate(application).files.filter(({ path }) => /\.(ts|json)$/.test(path) && path !== 'package-lock.json');
  const texts = await Promise.all(files.map((file) => oxfmtFormatter.format(file)));
  const formatted = files.map((file, index) => ({ path: file.path, text: file.formatted ? file.text : (texts[index] ?? '') }));
  const different: string[] = [];
  for (const { path, text } of formatted) {
    if ((await format(text, { filepath: path })) !== text) different.push(path);
  }
  assert.deepEqual(different, []);
  assert.ok(nodePorts.formatter === oxfmtFormatter && formatted.length > 80);
});

it('formats sources that come together as each for itself, and tells which one does not parse', async () => {
  const sources = [
    'a()', '// alone\n', '', '/** Of b. */\nexport const b={c:1}\n// at the end', '"use strict"\nc()', '// first\n"use strict"\nc()', '#!/usr/bin/env node\nd()',
    "import {x} from './x.ts'\n\n\n\nx ( )", '/* devmatrix: another file */', '// prettier-ignore\nconst  e=1', '\n\n/* before */ f()\n\n\n', 'type A={b:string}|{c:number}', 'const a = 1;\nconst g = `/* ${a} */`',
  ];
  const files = sources.map((text, index) => ({ path: `file${index}.ts`, text }));
  const alone: string[] = [];
  for (const file of files) alone.push(await oxfmtFormatter.format(file));
  assert.deepEqual(await Promise.all(files.map((file) => oxfmtFormatter.format(file))), alone);
  const [broken, ...rest] = await Promise.allSettled([{ path: 'broken.ts', text: 'const = 1' }, ...files, { path: 'open.ts', text: '/* open' }].map((file) => oxfmtFormatter.format(file)));
  assert.ok(broken?.status === 'rejected' && /broken\.ts does not parse/.test(String(broken.reason)));
  const last = rest.pop();
  assert.ok(last?.status === 'rejected' && /open\.ts does not parse/.test(String(last.reason)));
  assert.deepEqual(rest.map((each) => (each.status === 'fulfilled' ? each.value : undefined)), alone);
});

it('writes JSON as the formatter would lay it out', async () => {
  const value: Json = {
    none: {}, empty: [], numbers: [1, -2, 2.5, 1e30], many: Array.from({ length: 60 }, (_, index) => index * 1000),
    tables: [[[1, 2], [3, 4]], [[1], [2]], [[]]], objects: [{}, { a: [{}] }, [{ b: null }]], mixed: [true, null, 'a', [1]],
    long: ['x'.repeat(40), 'y'.repeat(40)], words: Array.from({ length: 30 }, () => 'word'), wide: ['日本語'.repeat(12), 'ab'], 'ключ': ['é'.repeat(30), 'x'.repeat(30)], emoji: ['\u{1F600}'.repeat(34), 'a'],
    just: ['x'.repeat(66)], over: ['x'.repeat(67)], nested: { deeper: { list: ['x'.repeat(58)], over: ['x'.repeat(59)] } }, quotes: ['"', "'", '\\', '\u2028\n'],
    last: ['x'.repeat(68)],
  };
  assert.equal(formatJson(value), await format(JSON.stringify(value, undefined, 2), { filepath: 'openapi.json' }));
});
