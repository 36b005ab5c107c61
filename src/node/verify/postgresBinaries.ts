import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A folder with `initdb` and `postgres`, with the newest version first. */
export function findPostgresBinaries(): string | undefined {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const complete = (folder: string): boolean => existsSync(join(folder, `initdb${suffix}`)) && existsSync(join(folder, `postgres${suffix}`));
  return candidates().find(complete);
}

function candidates(): readonly string[] {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const configured = process.env['PGBIN'];
  const roots: readonly (readonly [string, (name: string) => string])[] = [
    ['/usr/lib/postgresql', (name) => join(name, 'bin')],
    ['/usr', (name) => (name.startsWith('pgsql-') ? join(name, 'bin') : '')],
    ['/opt/homebrew/opt', (name) => (name.startsWith('postgresql') ? join(name, 'bin') : '')],
    ['/usr/local/opt', (name) => (name.startsWith('postgresql') ? join(name, 'bin') : '')],
    ['/Applications/Postgres.app/Contents/Versions', (name) => join(name, 'bin')],
    ['C:\\Program Files\\PostgreSQL', (name) => join(name, 'bin')],
  ];
  const known = roots.flatMap(([root, folderOf]) => versionsIn(root).map(folderOf).filter((part) => part !== '').map((part) => join(root, part)));
  return [...(configured === undefined ? [] : [configured]), ...onPath, ...known];
}

function versionsIn(root: string): readonly string[] {
  try {
    return readdirSync(root).sort((a, b) => numberIn(b) - numberIn(a));
  } catch {
    return [];
  }
}

function numberIn(name: string): number {
  return Number(/(\d+)/.exec(name)?.[1] ?? 0);
}
