import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VerifyError } from '../../verify/ports.ts';
import { run } from './processes.ts';

/** The oldest Node that runs TypeScript sources as they are. */
const nativeTypeScript = [22, 18] as const;

/** A Node for generated apps: `native` when it runs their TypeScript sources directly. */
export interface NodeRuntime {
  readonly command: string;
  readonly version: string;
  readonly native: boolean;
}

let found: Promise<NodeRuntime> | undefined;

/**
 * The best Node here: this process's own, one that came with DevMatrix, one on PATH, else an older one for compiled output.
 * Rejects with `VerifyError` when there is none at all.
 */
export function findNodeRuntime(): Promise<NodeRuntime> {
  found ??= search().catch((error: unknown) => {
    // Looked for again the next time: somebody may have installed it.
    found = undefined;
    throw error;
  });
  return found;
}

async function search(): Promise<NodeRuntime> {
  // In an editor's extension host `process.execPath` is the editor, not Node.
  const own = process.versions['electron'] === undefined ? { command: process.execPath, version: process.versions.node } : undefined;
  if (own !== undefined && isNative(own.version)) return { ...own, native: true };
  let older = own;
  for (const command of [...besidePackage(), ...onPath()]) {
    const version = await versionOf(command);
    if (version !== undefined && isNative(version)) return { command, version, native: true };
    if (version !== undefined) older ??= { command, version };
  }
  if (older === undefined) throw new VerifyError('Node.js was not found. The generated app needs Node 22.18 or newer: install it from https://nodejs.org and start the editor again, so that it is found on PATH.');
  return { ...older, native: false };
}

/** Node binaries in the `node_modules` folders above this file. */
function besidePackage(): readonly string[] {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const names = [join(`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`, 'bin', executable), join(`node-bin-${process.platform}-${process.arch}`, 'bin', executable), join('.bin', executable), join('node', 'bin', executable)];
  const candidates: string[] = [];
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const name of names) candidates.push(join(folder, 'node_modules', name));
    if (dirname(folder) === folder) return candidates.filter((candidate) => existsSync(candidate));
  }
}

function onPath(): readonly string[] {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '').map((folder) => join(folder, executable)).filter((candidate) => existsSync(candidate));
}

async function versionOf(command: string): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await run(command, ['--version'], { timeoutMs: 10_000 });
    return exitCode === 0 ? stdout.trim().replace(/^v/, '') : undefined;
  } catch {
    return undefined;
  }
}

/** Whether that version of Node strips types without a flag. */
export function isNative(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > nativeTypeScript[0] || (major === nativeTypeScript[0] && minor >= nativeTypeScript[1]);
}
