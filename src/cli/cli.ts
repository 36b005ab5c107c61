import { main } from './main.ts';

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
