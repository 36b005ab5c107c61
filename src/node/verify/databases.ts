import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { VerifyError, type DatabasePort, type DatabaseServer } from '../../verify/ports.ts';
import { sharedDependencies } from './dependencyCache.ts';
import { startDockerPostgres } from './dockerPostgres.ts';
import { startLocalPostgres } from './localPostgres.ts';
import { pgliteImage } from './pgliteImage.ts';

/** The databases that can be had here; SQL is sent through the `pg` package that the app itself depends on. */
export function openDatabases(appDir: string): DatabasePort {
  return {
    fromUrl: (url, signal) => urlServer(appDir, url, signal),
    async local(signal) {
      const postgres = await startLocalPostgres(signal);
      return postgres === undefined ? undefined : serverAt(appDir, postgres.url, `PostgreSQL ${postgres.version} (local binaries)`, () => postgres.stop());
    },
    async docker(signal) {
      const postgres = await startDockerPostgres(signal);
      return postgres === undefined ? undefined : serverAt(appDir, postgres.url, `PostgreSQL ${postgres.version} (Docker)`, () => postgres.stop());
    },
    embedded: (signal) => embedded(appDir, signal),
  };
}

async function embedded(appDir: string, signal: CancelSignal): Promise<DatabaseServer> {
  const image = await pgliteImage(appDir, signal);
  return {
    label: 'PGlite (embedded)',
    createDatabase: () => Promise.resolve('pglite:memory'),
    ...(image === undefined ? {} : { environment: { PGLITE_IMAGE: image } }),
    close: () => Promise.resolve(),
  };
}

async function urlServer(appDir: string, url: string, signal: CancelSignal): Promise<DatabaseServer> {
  if (url.startsWith('pglite:')) return embedded(appDir, signal);
  const [row] = await query(appDir, url, 'show server_version').catch((error: unknown) => {
    throw new VerifyError(`The database of DATABASE_URL cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (signal.aborted) throw new Error('Cancelled.');
  return serverAt(appDir, url, `PostgreSQL ${String(row?.['server_version']).split(' ')[0] ?? ''} (DATABASE_URL)`, () => Promise.resolve());
}

/** Fresh databases in a server; where the role may not create databases, fresh schemas in its own database. */
function serverAt(appDir: string, url: string, label: string, stop: () => Promise<void>): DatabaseServer {
  const undo: string[] = [];
  return {
    label,
    async createDatabase(purpose) {
      const name = `devmatrix_${purpose}_${randomBytes(4).toString('hex')}`;
      try {
        // Sorted by code points, as the reference model sorts.
        await query(appDir, url, `create database "${name}" template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`);
        undo.push(`drop database if exists "${name}" with (force)`);
        const own = new URL(url);
        own.pathname = `/${name}`;
        return own.href;
      } catch (error) {
        if (!isPermissionDenied(error)) throw error;
      }
      await query(appDir, url, `create schema "${name}"`);
      undo.push(`drop schema if exists "${name}" cascade`);
      const own = new URL(url);
      own.searchParams.set('options', `-c search_path=${name}`);
      return own.href;
    },
    async close() {
      try {
        for (const statement of undo.splice(0)) await query(appDir, url, statement);
      } finally {
        await stop();
      }
    },
  };
}

function isPermissionDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42501';
}

interface PgClient {
  connect(): Promise<void>;
  query(statement: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  end(): Promise<void>;
}

interface PgDriver {
  readonly Client: new (options: { connectionString: string; connectionTimeoutMillis: number }) => PgClient;
}

/** The app's own driver; while the app is still being written, that of another app. */
function driverFor(appDir: string): PgDriver {
  const folder = [appDir, ...sharedDependencies()].find(hasDriver) ?? appDir;
  return createRequire(join(folder, 'package.json'))('pg') as PgDriver;
}

function hasDriver(folder: string): boolean {
  try {
    return createRequire(join(folder, 'package.json')).resolve('pg') !== '';
  } catch {
    return false;
  }
}

async function query(appDir: string, url: string, statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { Client } = driverFor(appDir);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
