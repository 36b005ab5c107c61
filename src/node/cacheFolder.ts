import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that DevMatrix keeps between runs: `$XDG_CACHE_HOME/devmatrix`, else the platform's usual place. */
export function cacheFolder(): string {
  const configured = process.env['XDG_CACHE_HOME'];
  if (configured !== undefined && configured !== '') return join(configured, 'devmatrix');
  const local = process.env['LOCALAPPDATA'];
  if (process.platform === 'win32' && local !== undefined) return join(local, 'devmatrix', 'cache');
  return join(homedir(), '.cache', 'devmatrix');
}
