// Writes l10n/bundle.l10n.json, every text of the extension that a translation can replace, and brings the translations to
// the same keys: what is no longer said goes, what is new is named, to be translated by hand.
// Usage: node scripts/l10n.ts
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { textsOfExtension } from './textsOfExtension.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'l10n');
const texts = textsOfExtension(root);
write('bundle.l10n.json', Object.fromEntries(texts.map((text) => [text, text])));
for (const file of readdirSync(folder).filter((name) => /^bundle\.l10n\..+\.json$/.test(name))) {
  const known = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Readonly<Record<string, string>>;
  write(file, Object.fromEntries(texts.flatMap((text) => (known[text] === undefined ? [] : [[text, known[text]]]))));
  for (const text of texts) if (known[text] === undefined) console.log(`${file}: not translated yet: ${text}`);
}

function write(file: string, bundle: Readonly<Record<string, string>>): void {
  writeFileSync(join(folder, file), `${JSON.stringify(bundle, undefined, 2)}\n`);
}
