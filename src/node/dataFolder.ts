import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for what DevMatrix keeps for good: `$DEVMATRIX_DATA`, else `devmatrix` in the platform's usual place for data. */
export function dataFolder(): string {
  const { DEVMATRIX_DATA: own, XDG_DATA_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (own !== undefined && own !== '') return own;
  if (xdg !== undefined && xdg !== '') return join(xdg, 'devmatrix');
  if (process.platform === 'win32' && local !== undefined) return join(local, 'devmatrix', 'data');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Application Support', 'devmatrix') : join(homedir(), '.local', 'share', 'devmatrix');
}
