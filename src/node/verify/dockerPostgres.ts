import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { LocalPostgres } from './localPostgres.ts';
import { run } from './processes.ts';

const image = 'postgres:18-alpine';

/** Starts PostgreSQL in a container that is removed when it stops; undefined when no Docker engine answers. */
export async function startDockerPostgres(signal: CancelSignal): Promise<LocalPostgres | undefined> {
  const engine = await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeoutMs: 10_000, signal }).catch(() => undefined);
  if (engine?.exitCode !== 0) return undefined;
  const name = `devmatrix-verify-${randomBytes(4).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  const args = ['run', '--rm', '--detach', '--name', name, '--tmpfs', '/var/lib/postgresql', '--publish', '127.0.0.1::5432', '--env', `POSTGRES_PASSWORD=${password}`, image, '-c', 'fsync=off'];
  const stop = async (): Promise<void> => {
    await run('docker', ['rm', '--force', name], { timeoutMs: 30_000 });
  };
  const started = await run('docker', args, { timeoutMs: 300_000, signal });
  if (started.exitCode !== 0) throw new Error(`docker run failed: ${started.stderr.trim()}`);
  try {
    const { stdout } = await run('docker', ['port', name, '5432/tcp'], { timeoutMs: 10_000, signal });
    const port = Number(/:(\d+)\s*$/m.exec(stdout)?.[1]);
    await acceptsConnections(name, port, signal);
    return { version: image.replace(/\D+/g, ''), url: `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The image restarts its server once after initialising; only the second one listens on TCP. */
async function acceptsConnections(name: string, port: number, signal: CancelSignal): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    if (signal.aborted) throw new Error('Cancelled.');
    const inside = await run('docker', ['exec', name, 'pg_isready', '-h', '127.0.0.1', '-U', 'postgres'], { timeoutMs: 10_000, signal });
    if (inside.exitCode === 0 && (await reachable(port))) return;
    await wait(200);
  }
  throw new Error('PostgreSQL in Docker did not become ready within 30 s.');
}

function reachable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => { resolve(false); });
  });
}
