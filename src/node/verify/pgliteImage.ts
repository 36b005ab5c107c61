import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { cacheFolder } from '../cacheFolder.ts';
import { findNodeRuntime } from './nodeRuntime.ts';
import { run } from './processes.ts';

/** Writes what PGlite has stored once it is set up to the file that it is told. */
const script = `
const { writeFile } = await import('node:fs/promises');
const { gzipSync } = await import('node:zlib');
const { PGlite } = await import('@electric-sql/pglite');
const database = await PGlite.create();
const image = await database.dumpDataDir('none');
await writeFile(process.argv[1], gzipSync(new Uint8Array(await image.arrayBuffer())));
await database.close();
`;

/**
 * An archive of an empty database for the app's version of PGlite: setting one up takes three seconds of computing,
 * reading the archive a third of one. Made once and kept; undefined when it cannot be made.
 */
export async function pgliteImage(appDir: string, signal: CancelSignal): Promise<string | undefined> {
  const manifest = await readFile(join(appDir, 'node_modules', '@electric-sql', 'pglite', 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) return undefined;
  const { version } = JSON.parse(manifest) as { readonly version: string };
  const folder = join(cacheFolder(), 'pglite');
  const image = join(folder, `${version}.tar.gz`);
  if (existsSync(image)) return image;
  // Beside its place and renamed, so that nobody reads half an archive.
  const making = `${image}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true });
    const { command } = await findNodeRuntime();
    const { exitCode } = await run(command, ['--input-type=module', '-e', script, making], { cwd: appDir, timeoutMs: 60_000, signal });
    if (exitCode !== 0) return undefined;
    await rename(making, image);
    return image;
  } catch {
    // Without it the app sets up its database by itself.
    return undefined;
  } finally {
    await rm(making, { force: true });
  }
}
