import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The static files of a target by path with `/`, read from the folder that ships beside the program. */
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
