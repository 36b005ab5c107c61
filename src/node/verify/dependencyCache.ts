import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { cp, lstat, mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { VerifyError } from '../../verify/ports.ts';
import { cacheFolder } from '../cacheFolder.ts';
import { run } from './processes.ts';

/**
 * Makes the app's dependencies available: `node_modules` links to a folder shared by all apps with the same dependencies.
 * A real `node_modules` folder is the person's own and stays. Rejects with `VerifyError` when npm is missing or fails.
 */
export async function installDependencies(appDir: string, signal: CancelSignal): Promise<{ readonly reused: boolean }> {
  const target = join(appDir, 'node_modules');
  const existing = await lstat(target).catch(() => undefined);
  if (existing?.isDirectory() === true) return { reused: true };
  const lock = await readFile(join(appDir, 'package-lock.json'), 'utf8').catch(() => undefined);
  if (lock === undefined) throw new VerifyError('The app has no package-lock.json; generate it again.');
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n${withoutApp(lock)}`).digest('hex').slice(0, 24);
  const shared = join(sharedFolder(), hash);
  const reused = existsSync(join(shared, 'node_modules'));
  if (!reused) await fill(appDir, shared, signal);
  await link(join(shared, 'node_modules'), target);
  return { reused };
}

/** The folders with dependencies that were installed for some app. */
export function sharedDependencies(): readonly string[] {
  const folder = sharedFolder();
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function sharedFolder(): string {
  return join(cacheFolder(), 'deps');
}

/** What a lockfile installs: apps with another name or version share their dependencies. */
function withoutApp(lock: string): string {
  try {
    const { packages } = JSON.parse(lock) as { readonly packages?: Readonly<Record<string, object>> };
    return packages === undefined ? lock : JSON.stringify({ ...packages, '': { ...packages[''], name: '', version: '' } });
  } catch {
    return lock;
  }
}

/** Installs beside the final place and renames, so that concurrent runs never see half a folder. */
async function fill(appDir: string, shared: string, signal: CancelSignal): Promise<void> {
  const building = `${shared}.${randomBytes(4).toString('hex')}`;
  await mkdir(building, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      const source = join(appDir, file);
      if (existsSync(source)) await cp(source, join(building, file));
    }
    await npmCi(building, signal);
    await rename(building, shared).catch((error: unknown) => {
      // Another run was faster; its folder is as good.
      if (!existsSync(join(shared, 'node_modules'))) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function npmCi(folder: string, signal: CancelSignal): Promise<void> {
  const windows = process.platform === 'win32';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  try {
    const command = windows ? (process.env['ComSpec'] ?? 'cmd.exe') : 'npm';
    const finished = await run(command, windows ? ['/d', '/s', '/c', 'npm', ...args] : args, { cwd: folder, env: { ...process.env, NODE_ENV: 'development' }, timeoutMs: 600_000, signal });
    if (finished.exitCode !== 0) throw new VerifyError(npmFailure(finished.stderr));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new VerifyError('npm was not found. It comes with Node.js: https://nodejs.org. It is needed once for each set of dependencies.');
    }
    throw error;
  }
}

function npmFailure(stderr: string): string {
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(stderr);
  const text = stderr.trim().split('\n').slice(-8).join('\n');
  return offline
    ? `The dependencies of the app are not there yet and the package registry cannot be reached. Connect once and run again.\n${text}`
    : `npm ci failed.\n${text}`;
}

async function link(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const present = await readlink(target).catch(() => undefined);
  if (present === source) return;
  if (present !== undefined) await rm(target);
  await symlink(source, target, 'junction').catch(async (error: unknown) => {
    if ((await readlink(target).catch(() => undefined)) !== source) throw error;
  });
}
