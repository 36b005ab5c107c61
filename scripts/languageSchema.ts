import { readFileSync, writeFileSync } from 'node:fs';
import { languageSchema } from '../src/spec/devmatrix/jsonSchema.ts';

// Writes schemas/devmatrix.schema.json; with --check it only says whether the file is current.
const path = new URL('../schemas/devmatrix.schema.json', import.meta.url);
const text = `${JSON.stringify(languageSchema(), null, 2)}\n`;
if (!process.argv.includes('--check')) writeFileSync(path, text);
else if (readFileSync(path, 'utf8') !== text) {
  console.error('schemas/devmatrix.schema.json is not current: run node scripts/languageSchema.ts');
  process.exitCode = 1;
}
