import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whose models tests play. VS Code takes a vendor only from an extension whose manifest names it, and asks for no consent when an extension calls models of its own. */
const testVendor = { vendor: 'devmatrix-test', displayName: 'DevMatrix Test' };

interface Manifest {
  readonly contributes: Readonly<Record<string, unknown>>;
}

/** Copies the built extension into a folder of its own, with what only its tests contribute; gives the folder. A suite inside of it is the extension to VS Code. */
export function testedExtension(root: string): string {
  const folder = join(root, '.cache', 'editor', 'extension');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const texts = readdirSync(root).filter((file) => /^package\.nls(\.[a-z-]+)?\.json$/.test(file));
  for (const entry of ['dist', 'l10n', 'media', 'schemas', ...texts]) cpSync(join(root, entry), join(folder, entry), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, contributes: { ...manifest.contributes, languageModelChatProviders: [testVendor] } }));
  return folder;
}
