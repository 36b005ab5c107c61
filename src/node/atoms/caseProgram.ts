/** What a case host is asked. */
export interface CaseOrder {
  readonly id: string;
  /** URL of the candidate's module. */
  readonly module: string;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly instants: readonly string[];
  readonly cases: readonly unknown[];
  /** How many variants the module has: not its function is tried then, but which variants the examples notice. */
  readonly variants?: number;
}

/** What a case host says; a message with the `id` of an order belongs to it. */
export type CaseReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'loaded'; readonly id: string }
  /** The module could not be loaded. */
  | { readonly kind: 'unloadable'; readonly id: string; readonly problem: string }
  | { readonly kind: 'case'; readonly id: string; readonly index: number; readonly differences: readonly string[]; readonly invalid?: string }
  /** Whether an example differs with the variant of that number, from 1. */
  | { readonly kind: 'variant'; readonly id: string; readonly number: number; readonly isNoticed: boolean }
  | { readonly kind: 'done'; readonly id: string; readonly rssBytes: number };

/**
 * The program of a case host, for `node --input-type=module -e`: opens a database in memory with the app's migrations, then runs the examples of
 * one candidate after the other with the app's own `runCase`. Everything that code could reach the world with is taken away first.
 */
export const caseProgram = `
const [root, image] = process.argv.slice(1);
const send = process.send.bind(process);
const problemOf = (error) => { try { return String(error?.cause?.message ?? error?.message ?? error).slice(0, 500); } catch { return 'it fails'; } };
process.on('disconnect', () => process.exit());
let stray;
process.on('unhandledRejection', (error) => { stray ??= error; });
process.on('uncaughtException', (error) => { stray ??= error; });
try {
  const [{ openDatabase }, { migrate }, { runCase }] = await Promise.all(['src/db/client.ts', 'src/db/migrate.ts', 'tests/generated/support/cases.ts'].map((path) => import(new URL(path, root).href)));
  const database = await openDatabase({ databaseUrl: 'pglite:memory', pgliteImage: image === '' ? undefined : image });
  await migrate(database);
  const later = setImmediate;
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table']) console[name] = () => undefined;
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'BroadcastChannel', 'Worker', 'navigator']) delete globalThis[name];
  const orders = [];
  let isWorking = false;
  const work = async () => {
    isWorking = true;
    for (let order = orders.shift(); order !== undefined; order = orders.shift()) await run(order);
    isWorking = false;
  };
  const run = async ({ id, module, name, parameters, instants, cases, variants = 0 }) => {
    let call;
    let choose;
    try {
      ({ [name]: call, chooseVariant: choose } = await import(module));
    } catch (error) {
      send({ kind: 'unloadable', id, problem: problemOf(error) });
      return;
    }
    send({ kind: 'loaded', id });
    for (let number = 1; number <= variants; number += 1) {
      choose(number);
      let isNoticed = false;
      for (const example of cases) {
        stray = undefined;
        const outcome = await runCase(database.db, { call, parameters, instants }, example).catch(() => ({ differences: ['It breaks.'] }));
        await new Promise((resolve) => later(resolve));
        isNoticed = stray !== undefined || outcome.differences.length > 0;
        if (isNoticed) break;
      }
      send({ kind: 'variant', id, number, isNoticed });
    }
    for (const [index, example] of variants > 0 ? [] : cases.entries()) {
      stray = undefined;
      let outcome;
      try {
        outcome = await runCase(database.db, { call, parameters, instants }, example);
      } catch (error) {
        outcome = { differences: ['It breaks: ' + problemOf(error)] };
      }
      await new Promise((resolve) => later(resolve));
      if (stray !== undefined) outcome = { differences: [...outcome.differences, 'A promise that nobody waits for fails: ' + problemOf(stray)] };
      send({ kind: 'case', id, index, differences: outcome.differences, invalid: outcome.invalid });
    }
    send({ kind: 'done', id, rssBytes: process.memoryUsage.rss() });
  };
  process.on('message', (order) => { orders.push(order); if (!isWorking) void work(); });
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'failed', problem: problemOf(error) });
}
`;
