#!/usr/bin/env node
import { besideModule, bundledProgram } from '../node/bundledProgram.ts';
import type * as Program from './main.ts';

/** Put in by the build: changes with the bundle of `main.ts`, which stands beside this one. */
declare const DEVMATRIX_PROGRAM: string;

/** Each has its own compiled code; whatever else is said is answered with the help. */
const commands: ReadonlySet<string> = new Set(['generate', 'plan', 'verify', 'check', 'repair', 'models', 'ask', 'conversations', 'costs', 'budget']);
const command = process.argv[2] ?? '';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    controller.abort(new Error(name));
  });
}

try {
  const { exports, keepCode } = bundledProgram<typeof Program>({
    file: besideModule(import.meta.url, 'cli'), fingerprint: DEVMATRIX_PROGRAM, purpose: commands.has(command) ? command : 'help',
  });
  process.exitCode = await exports.main(process.argv.slice(2), controller.signal);
  keepCode();
} catch (error) {
  process.stderr.write(`DevMatrix failed unexpectedly; this is a bug.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
