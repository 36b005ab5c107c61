import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Packs the extension for this machine as it would be published; gives the path of the archive. */
export function packExtension(root: string): string {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const archive = /^(out\/.+\.vsix): /m.exec(stdout)?.[1];
  if (status !== 0 || archive === undefined) throw new Error(`The extension could not be packed.\n${stdout}`);
  return join(root, archive);
}
