import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** Names a workspace in the ledger: a hash of its folder, so that the ledger has no paths. */
export function workspaceId(folder: string): string {
  return createHash('sha256').update(realPath(folder)).digest('hex').slice(0, 16);
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return resolve(folder);
  }
}
