import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { installDependencies } from '../verify/dependencyCache.ts';
import { onProcessExit } from '../verify/exitHooks.ts';

/** A folder of its own with an app in which candidates are tried; `close` takes it away. */
export interface CandidateFolder {
  readonly folder: string;
  close(): void;
}

/** Writes the app and makes its dependencies available. Rejects when they are not. */
export async function openCandidateFolder(files: Iterable<{ readonly path: string; readonly text: string }>, signal: CancelSignal): Promise<CandidateFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-atoms-'));
  const remove = (): void => { rmSync(folder, { recursive: true, force: true }); };
  const unhook = onProcessExit(remove);
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await installDependencies(folder, signal);
  } catch (error) {
    unhook();
    remove();
    throw error;
  }
  return {
    folder,
    close() {
      unhook();
      remove();
    },
  };
}
