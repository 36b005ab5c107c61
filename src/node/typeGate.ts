import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { TypeGate } from '../pipeline/gatedRepair.ts';
import { openAppFolder } from './verify/appFolder.ts';

/** The compiler of an app whose dependencies are installed, over a copy of the app; `close` takes the copy away. */
export interface OpenTypeGate extends TypeGate {
  close(): void;
}

const left = new Set(['node_modules', '.git', '.devmatrix', '.data', 'dist', 'coverage']);

/** Undefined when the app's dependencies are not installed. */
export function openTypeGate(app: string): OpenTypeGate | undefined {
  const root = resolve(app);
  const dependencies = join(root, 'node_modules');
  if (!existsSync(join(dependencies, 'typescript', 'package.json')) || !existsSync(join(root, 'tsconfig.json'))) return undefined;
  const copy = mkdtempSync(join(tmpdir(), 'devmatrix-types-'));
  cpSync(root, copy, { recursive: true, filter: (path) => path === root || !left.has(basename(path)) });
  symlinkSync(dependencies, join(copy, 'node_modules'), 'junction');
  const folder = openAppFolder(copy);
  const changed = new Set<string>();
  return {
    async problems(files) {
      for (const path of changed) if (!files.has(path)) restore(root, copy, path);
      for (const [path, text] of files) {
        changed.add(path);
        mkdirSync(dirname(join(copy, path)), { recursive: true });
        writeFileSync(join(copy, path), text);
      }
      return folder.typecheck(new AbortController().signal);
    },
    close() {
      rmSync(copy, { recursive: true, force: true });
    },
  };
}

function restore(root: string, copy: string, path: string): void {
  rmSync(join(copy, path), { force: true });
  if (existsSync(join(root, path))) cpSync(join(root, path), join(copy, path));
}
