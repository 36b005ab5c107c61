import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { takeClusterSlot } from './clusterSlot.ts';
import { freePort } from './freePort.ts';
import { findPostgresBinaries } from './postgresBinaries.ts';
import { run, start, type Running } from './processes.ts';

/** A PostgreSQL of our own. Its cluster is kept between runs (an `initdb` takes a second), its databases are not. */
export interface LocalPostgres {
  readonly version: string;
  /** URL of the maintenance database, as superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

interface Place {
  readonly binaries: string;
  readonly folder: string;
  readonly account: Account | undefined;
}

/** Starts a PostgreSQL from binaries on this machine; undefined when there are none or no account may run them. */
export async function startLocalPostgres(signal: CancelSignal): Promise<LocalPostgres | undefined> {
  const binaries = findPostgresBinaries();
  if (binaries === undefined) return undefined;
  const account = await serverAccount();
  if (account === 'none') return undefined;
  const version = await versionOf(binaries);
  const slot = takeClusterSlot(version);
  if (slot === undefined) return undefined;
  const place: Place = { binaries, folder: slot.folder, account };
  try {
    const { server, port, password } = await startOrRemake(place, signal);
    return {
      version,
      url: `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres${socketQuery(place)}`,
      stop: async () => {
        await stopServer(server);
        slot.release();
      },
    };
  } catch (error) {
    slot.release();
    throw error;
  }
}

/** PostgreSQL refuses to run as root: then another account of this machine runs it. */
async function serverAccount(): Promise<Account | undefined | 'none'> {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of ['postgres', 'nobody']) {
    const fields = passwd.split('\n').find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return 'none';
}

async function versionOf(binaries: string): Promise<string> {
  const { stdout } = await run(join(binaries, 'postgres'), ['--version'], { cwd: tmpdir(), timeoutMs: 10_000 });
  return /(\d+(\.\d+)*)/.exec(stdout)?.[1] ?? 'unknown';
}

/** A cluster that does not start (it was never synced to disk, so a power cut can break it) is made anew. */
async function startOrRemake(place: Place, signal: CancelSignal): Promise<{ readonly server: Running; readonly port: number; readonly password: string }> {
  const kept = await readFile(join(place.folder, 'password'), 'utf8').catch(() => undefined);
  if (kept !== undefined && existsSync(join(place.folder, 'data', 'PG_VERSION'))) {
    try {
      return { ...(await startServer(place, signal)), password: kept };
    } catch (error) {
      if (signal.aborted) throw error;
    }
  }
  const password = randomBytes(16).toString('hex');
  await initialise(place, password, signal);
  return { ...(await startServer(place, signal)), password };
}

async function initialise(place: Place, password: string, signal: CancelSignal): Promise<void> {
  const data = join(place.folder, 'data');
  const passwordFile = join(data, '..', 'initial-password');
  await Promise.all([data, passwordFile, join(place.folder, 'password')].map((path) => rm(path, { recursive: true, force: true })));
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (place.account !== undefined) {
    await chown(data, place.account.uid, place.account.gid);
    await chown(passwordFile, place.account.uid, place.account.gid);
  }
  const args = ['-D', data, '-U', 'postgres', '-A', 'password', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '--wal-segsize=4', '--no-sync'];
  const finished = await run(join(place.binaries, 'initdb'), args, { cwd: place.folder, timeoutMs: 120_000, signal, ...(place.account ?? {}) });
  await rm(passwordFile, { force: true });
  if (finished.exitCode !== 0) throw new Error(`initdb failed: ${finished.stderr.trim()}`);
  await writeFile(join(place.folder, 'password'), password, { mode: 0o600 });
}

/** Where the server's socket is: through it a query costs both processes less than through TCP. */
function socketFolder({ folder }: Place): string | undefined {
  const data = join(folder, 'data');
  // The paths of sockets are at most 107 bytes long; 16 of them name the file.
  return process.platform === 'win32' || Buffer.byteLength(data) > 90 ? undefined : data;
}

function socketQuery(place: Place): string {
  const folder = socketFolder(place);
  return folder === undefined ? '' : `?host=${encodeURIComponent(folder)}`;
}

const settings: readonly string[] = [
  'fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'autovacuum=off',
  'shared_buffers=64MB', 'max_connections=60', 'listen_addresses=127.0.0.1', 'logging_collector=off', 'jit=off', 'timezone=UTC',
];

async function startServer(place: Place, signal: CancelSignal): Promise<{ readonly server: Running; readonly port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const args = ['-D', join(place.folder, 'data'), '-p', String(port), ...[...settings, `unix_socket_directories=${socketFolder(place) ?? ''}`].flatMap((setting) => ['-c', setting])];
    const server = start(join(place.binaries, 'postgres'), args, { cwd: place.folder, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, ...(place.account ?? {}) });
    if (await becomesReady(server, signal)) return { server, port };
    await stopServer(server);
    if (signal.aborted) throw new Error('Cancelled.');
    // Another program may have taken the port in between; everything else is not cured by trying again.
    if (attempt === 3 || !server.output().includes('could not bind')) throw new Error(`PostgreSQL did not start:\n${server.output().trim()}`);
  }
}

function becomesReady(server: Running, signal: CancelSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (ready: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(ready);
    };
    const cancel = (): void => { finish(false); };
    const timer = setTimeout(cancel, 20_000);
    signal.addEventListener('abort', cancel);
    server.onOutput(() => {
      if (server.output().includes('ready to accept connections')) finish(true);
    });
    void server.exited.then(cancel);
  });
}

/** A fast shutdown; its checkpoint is cheap because nothing is synced. */
async function stopServer(server: Running): Promise<void> {
  server.kill('SIGINT');
  const timer = setTimeout(() => { server.kill('SIGKILL'); }, 5000);
  await server.exited;
  clearTimeout(timer);
}
