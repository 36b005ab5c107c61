import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCodeServer } from './codeServer.ts';

export interface ServerOptions {
  /** `suite`: a window may be told to run one, as VS Code's own tests do; it shows no notifications then. */
  readonly use: 'person' | 'suite';
  /** User settings, beside those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Packed extensions to install before the start. */
  readonly vsix?: readonly string[];
  /** Environment variables for the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** After so many seconds a window that was left counts as closed; left out, the server waits for hours for it to come back. */
  readonly closedAfterSeconds?: number;
}

/** A running VS Code server with its own data; everything is gone after `stop`. */
export interface EditorServer {
  readonly origin: string;
  /** How the editor in the browser names a file of this machine. */
  remote(path: string): string;
  stop(): Promise<void>;
}

const startTimeoutMs = 180_000;

/** What a test or a first look does not need: welcome pages, sign-in, telemetry, recommendations. */
const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'update.showReleaseNotes': false,
  'security.workspace.trust.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'editor.accessibilitySupport': 'off',
};

/** Starts a VS Code server on 127.0.0.1 and a free port. Throws with its last words when it does not come up. */
export async function startServer(options: ServerOptions): Promise<EditorServer> {
  const vscode = await ensureCodeServer();
  const data = mkdtempSync(join(tmpdir(), 'devmatrix-editor-'));
  const user = join(data, 'data', 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2));
  const main = join(vscode, 'out', 'server-main.js');
  const folders = ['--server-data-dir', data, '--extensions-dir', join(data, 'extensions'), '--accept-server-license-terms', '--telemetry-level', 'off'];
  try {
    for (const file of options.vsix ?? []) installExtension([main, ...folders, '--install-extension', file, '--force']);
    const child = spawn(process.execPath, [
      main, ...folders, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--disable-telemetry',
      ...(options.use === 'suite' ? ['--enable-smoke-test-driver'] : []),
      ...(options.closedAfterSeconds === undefined ? [] : ['--reconnection-grace-time', String(options.closedAfterSeconds)]),
    ], { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32', env: { ...environment(data), ...options.env } });
    const port = await portOf(child);
    return {
      origin: `http://127.0.0.1:${port}`,
      remote: (path) => `vscode-remote://127.0.0.1:${port}${path.startsWith('/') ? '' : '/'}${path.replaceAll('\\', '/')}`,
      stop: async () => {
        await end(child);
        rmSync(data, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  } catch (error) {
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

/** The server's own home: nothing is read from or left in the person's. */
function environment(data: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, XDG_CONFIG_HOME: join(data, 'config'), DEVMATRIX_DATA: join(data, 'devmatrix') };
  for (const name of Object.keys(env)) if (/^(VSCODE|CODE_SERVER|ELECTRON)_/.test(name) || name === 'NODE_OPTIONS') Reflect.deleteProperty(env, name);
  return env;
}

function installExtension(args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The extension could not be installed:\n${stdout}${stderr}`);
}

async function portOf(child: ChildProcess): Promise<number> {
  let output = '';
  try {
    return await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => { reject(new Error(`did not start within ${startTimeoutMs} ms`)); }, startTimeoutMs);
      const read = (chunk: Buffer): void => {
        output = (output + chunk.toString()).slice(-4_000);
        const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
        if (port === undefined) return;
        clearTimeout(timer);
        resolve(Number(port));
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => { clearTimeout(timer); reject(new Error(`ended with ${String(code)}`)); });
    });
  } catch (error) {
    await end(child);
    throw new Error(`The VS Code server ${error instanceof Error ? error.message : String(error)}:\n${output}`, { cause: error });
  }
}

/** Ends the server and what it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
  signal(child.pid, 'SIGTERM');
  const timer = setTimeout(() => { if (child.pid !== undefined) signal(child.pid, 'SIGKILL'); }, 5_000);
  await gone;
  clearTimeout(timer);
}

function signal(pid: number, name: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
