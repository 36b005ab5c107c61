import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { keepCode, readKeptCode } from './keptCode.ts';

export interface BundledProgram<T> {
  readonly exports: T;
  /** To be called when the program has done its work: keeps what was compiled of it for the next run. */
  readonly keepCode: () => void;
}

export interface ProgramOptions {
  /** The bundle, in ASCII: a function as Node wraps CommonJS modules in. */
  readonly file: string;
  /** What changes with its text. */
  readonly fingerprint: string;
  /** What it is loaded for: each purpose needs other functions. */
  readonly purpose: string;
}

/**
 * Runs a bundled program. All functions that an earlier run for the same purpose called are there compiled; Node's own
 * compile cache keeps only what is compiled while a module is loaded, which of a program of lazily compiled functions is little.
 */
export function bundledProgram<T>({ file, fingerprint, purpose }: ProgramOptions): BundledProgram<T> {
  const isKept = process.env['NODE_DISABLE_COMPILE_CACHE'] === undefined;
  const name = `${fingerprint.slice(0, 16)}-${purpose}-${process.versions.v8}-${process.arch}`;
  const kept = isKept ? readKeptCode(name) : { code: undefined, runs: 0 };
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(kept.code === undefined ? {} : { cachedData: kept.code }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} as T };
  const run = script.runInThisContext() as (...scope: readonly unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(pathToFileURL(file)), module, file, dirname(file));
  const keep = (): void => { keepCode(name, script, kept); };
  return { exports: module.exports, keepCode: isKept ? keep : () => undefined };
}

/** The bundle `<name>.cjs` beside the module of that URL. */
export function besideModule(moduleUrl: string, name: string): string {
  return fileURLToPath(new URL(`${name}.cjs`, moduleUrl));
}
