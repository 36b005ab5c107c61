import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { textsOfExtension } from '../scripts/textsOfExtension.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
type Texts = Readonly<Record<string, string>>;
const read = (file: string): Texts => JSON.parse(readFileSync(join(root, file), 'utf8')) as Texts;

const manifest = 'package.nls.json';
const bundle = join('l10n', 'bundle.l10n.json');
const languages = readdirSync(root).flatMap((file) => /^package\.nls\.(?<language>.+)\.json$/.exec(file)?.groups?.['language'] ?? []);

it('the bundle of texts is what the extension says (npm run l10n writes it)', () => {
  assert.deepEqual(Object.keys(read(bundle)), textsOfExtension(root));
});

it('every text that package.json names exists, and no other', () => {
  const named = [...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%(?<key>[^%"]+)%"/g)].map((match) => match.groups?.['key']);
  assert.deepEqual([...new Set(named)].sort(), Object.keys(read(manifest)).sort());
});

it('every language has every text, with the same placeholders, links and icons', () => {
  assert.ok(languages.length > 0);
  for (const language of languages) {
    compare(read(manifest), read(`package.nls.${language}.json`), language);
    compare(read(bundle), read(join('l10n', `bundle.l10n.${language}.json`)), language);
  }
});

function compare(texts: Texts, translated: Texts, language: string): void {
  assert.deepEqual(Object.keys(translated).sort(), Object.keys(texts).sort(), language);
  for (const [key, text] of Object.entries(texts)) {
    assert.deepEqual(fixedParts(translated[key] ?? ''), fixedParts(text), `${language}: ${key}`);
  }
}

/** What a translation must not change. */
function fixedParts(text: string): readonly string[] {
  return (text.match(/\{\d+\}|\$\([a-z-]+\)|\(command:[^)]+\)|`[^`]+`/g) ?? []).sort();
}
