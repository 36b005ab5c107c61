import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { measured } from '../host/support/report.ts';

/** Activates the bare extension, then DevMatrix, and reports what each took; the first pays for what both need of the editor. */
export async function run(): Promise<void> {
  await wait(3_000);
  await activate('bare', 'devmatrix.bare');
  await activate('devmatrix', 'devmatrix.devmatrix');
  // By now DevMatrix has looked for specs, in a worker that it starts for this.
  await wait(3_000);
  measured('devmatrix settled, MB in all', megabytes());
}

async function activate(name: string, id: string): Promise<void> {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) throw new Error(`${id} is missing.`);
  if (extension.isActive) throw new Error(`${id} was active already.`);
  globalThis.gc?.();
  const before = megabytes();
  const start = performance.now();
  await extension.activate();
  measured(`${name} activation, ms`, performance.now() - start);
  measured(`${name} memory, MB`, megabytes() - before);
  measured(`${name} in all, MB`, megabytes());
}

function megabytes(): number {
  return process.memoryUsage.rss() / 1024 / 1024;
}
