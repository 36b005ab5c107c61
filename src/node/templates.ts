import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The static files of a target by path with `/`, read from a folder. */
export function readTemplates(folder: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else texts.set(path, readFileSync(join(folder, path), 'utf8'));
    }
  };
  visit('');
  return texts;
}

/**
 * The templates of a target for the module at `moduleUrl`: from `templates.json`, into which the build packs them, or from
 * the folder `templates` of the sources; whichever is nearest above the module. Throws when neither is there.
 */
export function findTemplates(moduleUrl: string, target: string): ReadonlyMap<string, string> {
  for (let at = dirname(fileURLToPath(moduleUrl)); at !== dirname(at); at = dirname(at)) {
    const packed = join(at, 'templates.json');
    if (existsSync(packed)) {
      const all = JSON.parse(readFileSync(packed, 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>>>>;
      return new Map(Object.entries(all[target] ?? {}));
    }
    const folder = join(at, 'templates', target);
    if (existsSync(folder)) return readTemplates(folder);
  }
  throw new Error('The templates of DevMatrix are missing; install it again.');
}
