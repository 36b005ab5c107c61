import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../src/node/cacheFolder.ts';

/** The VS Code that npm ships: version of the package, and the hash that the registry must give for it. */
const version = '4.139.1';
const integrity = 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

/** The folder of the VS Code server; installed into the user's cache (600 MB, once per version) when it is not there yet. */
export async function ensureCodeServer(): Promise<string> {
  const folder = join(cacheFolder(), `code-server-${version}`);
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  if (existsSync(join(vscode, 'out', 'server-main.js')) && existsSync(join(folder, 'complete'))) return vscode;
  console.error(`Installing VS Code ${version} (code-server, from npm) into ${folder} ...`);
  mkdirSync(dirname(folder), { recursive: true });
  const staging = mkdtempSync(`${folder}-`);
  try {
    await install(staging);
    rmSync(folder, { recursive: true, force: true });
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return vscode;
}

/** Without scripts: nothing is compiled, and nothing that a package would fetch by itself is run. */
async function install(folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm([...flags, '--save-exact', `code-server@${version}`], folder);
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
  };
  if (lock.packages['node_modules/code-server']?.integrity !== integrity) throw new Error(`code-server ${version} is not the package that it was when it was chosen.`);
  await npm([...flags, '--omit=dev'], join(folder, 'node_modules', 'code-server', 'lib', 'vscode'));
  writeFileSync(join(folder, 'complete'), `${version}\n`);
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const child = spawn('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(' ')} ended with ${String(code)}.`));
    });
  });
}
