#!/usr/bin/env node
import * as nodeModule from 'node:module';

// Compiled code is kept between runs where Node can (22.8 and later); the rest is loaded after that is switched on.
if ('enableCompileCache' in nodeModule) nodeModule.enableCompileCache();
const { main } = await import('./main.ts');

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    controller.abort(new Error(name));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2), controller.signal);
} catch (error) {
  process.stderr.write(`DevMatrix failed unexpectedly; this is a bug.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
