import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { roughCounter } from '../../../src/llm/tokens/tokenCounter.ts';
import { specFiles } from '../../../src/node/specFiles.ts';
import { readTemplates } from '../../../src/node/templates.ts';
import { openTiktoken } from '../../../src/node/tokens/tiktokenCounter.ts';
import { openAppPrompts, previewPrompt } from '../../../src/pipeline/atoms/appPrompts.ts';
import { loadSpec } from '../../../src/pipeline/loadSpec.ts';
import { lazyTarget } from '../../../src/pipeline/targets.ts';

const page = 'docs/prompts.md';
const shown = /(?<=\n`{5}text\n)[\s\S]*(?=\n`{5}\n)/;

it('shows on the page of prompts one as it is asked (refresh: UPDATE=1)', async () => {
  const { application } = loadSpec(specFiles('examples/rental/rental.devmatrix.yaml'));
  const target = lazyTarget('typescript', () => readTemplates('templates/typescript'));
  assert.ok(application && target);
  const opened = await openAppPrompts({ application, target, written: new Map(), templates: readTemplates('templates/prompts'), counter: await openTiktoken(import.meta.url) });
  assert.ok('atoms' in opened);
  const atom = opened.atoms.find(({ name }) => name === 'guardHandOver');
  assert.ok(atom);
  const { system, message } = previewPrompt(opened, atom, 'code');
  const prompt = `${system}${message}`.trimEnd();
  const text = readFileSync(page, 'utf8');
  if (process.env['UPDATE'] === '1') writeFileSync(page, text.replace(shown, () => prompt));
  else assert.equal(shown.exec(text)?.[0], prompt);
});

it('says why there are no prompts', async () => {
  const { application } = loadSpec(specFiles('examples/rental/rental.devmatrix.yaml'));
  const target = lazyTarget('typescript', () => readTemplates('templates/typescript'));
  assert.ok(application && target);
  const opened = await openAppPrompts({ application, target, written: new Map(), templates: readTemplates('templates/prompts'), version: 'v9', counter: roughCounter });
  assert.deepEqual(opened, { problem: 'There are no prompts of version "v9". Known versions: v1, v1b.' });
});
