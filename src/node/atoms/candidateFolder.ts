import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { installDependencies } from '../verify/dependencyCache.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporaryFolder.ts';

/** Makes a folder of its own with an app in which candidates are tried, and its dependencies. Rejects when they are not to be had. */
export async function openCandidateFolder(files: Iterable<{ readonly path: string; readonly text: string }>, signal: CancelSignal): Promise<TemporaryFolder> {
  const opened = openTemporaryFolder('atoms');
  const { folder } = opened;
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await installDependencies(folder, signal);
    return opened;
  } catch (error) {
    opened.close();
    throw error;
  }
}
