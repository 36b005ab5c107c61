// Opens the editor with the extension on a copy of examples/: a desktop VS Code where there is one, else in the browser.
// Usage: node scripts/vscode/start.ts [folder to open instead]
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { windowUrl } from './editorWindow.ts';
import { packExtension } from './packExtension.ts';
import { startServer } from './server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isWindows = process.platform === 'win32';
const [given] = process.argv.slice(2);
const folder = given === undefined ? copyOfExamples() : resolve(given);
const desktop = findDesktop();
if (desktop === undefined) await openInBrowser();
else openOnDesktop(desktop);

/** Kept between starts, so that generated apps and edits are still there. */
function copyOfExamples(): string {
  const copy = join(root, 'out', 'examples-workspace');
  if (!existsSync(copy)) {
    mkdirSync(copy, { recursive: true });
    cpSync(join(root, 'examples'), copy, { recursive: true });
  }
  return copy;
}

/** A desktop VS Code: the one that is named, else `code` of the PATH. */
function findDesktop(): string | undefined {
  const { VSCODE_EXECUTABLE: named } = process.env;
  if (named !== undefined && named !== '') return named;
  return spawnSync('code', ['--version'], { stdio: 'ignore', shell: isWindows }).status === 0 ? 'code' : undefined;
}

/** A window of its own, with no other extension and none of the person's settings; ends with it. */
function openOnDesktop(code: string): void {
  const data = mkdtempSync(join(tmpdir(), 'devmatrix-editor-'));
  console.log(`Opening ${folder} in VS Code ...`);
  const args = ['--new-window', '--wait', '--disable-extensions', '--disable-workspace-trust', `--user-data-dir=${data}`, `--extensionDevelopmentPath=${root}`, folder];
  const { status } = spawnSync(code, args, { stdio: 'inherit', shell: isWindows && code === 'code' });
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  process.exitCode = status ?? 1;
}

async function openInBrowser(): Promise<void> {
  const server = await startServer({ use: 'person', vsix: [packExtension(root)] });
  const url = windowUrl(server, { folder });
  console.log(`\nVS Code with DevMatrix: ${url}\nRight-click a spec, for example shop/shop.devmatrix.yaml, and choose "DevMatrix: Generate from Spec". Ctrl+C ends it.`);
  openUrl(url);
  await new Promise<void>((end) => { for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { end(); }); });
  await server.stop();
}

/** The person's own browser, where this machine can show one. */
function openUrl(url: string): void {
  const isHeadless = process.platform === 'linux' && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined;
  if (isHeadless || process.env['CI'] === 'true') return;
  const [command, ...args] = process.platform === 'darwin' ? ['open', url] : isWindows ? ['cmd', '/c', 'start', '', url.replaceAll('&', '^&')] : ['xdg-open', url];
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  opener.once('error', () => { console.log('Open that address in a browser.'); });
  opener.unref();
}
