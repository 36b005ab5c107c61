import { tmpdir } from 'node:os';
import { join } from 'node:path';

const appSettings: readonly string[] = ['DATABASE_URL', 'JWT_SECRET', 'JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE', 'API_KEYS', 'BASIC_USERS', 'SEED', 'JOBS', 'OUTBOX_POLL_MS', 'LOG_LEVEL', 'NODE_ENV', 'NODE_OPTIONS', 'NODE_TEST_CONTEXT'];

/**
 * This process's environment without what would configure the app by accident. Code that is compiled for the app and its
 * tests is kept between runs, in the place where the app keeps its own.
 */
export function cleanEnvironment(): Readonly<Record<string, string | undefined>> {
  return { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !appSettings.includes(name))) };
}
