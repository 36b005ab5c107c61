import assert from 'node:assert/strict';
import { Session, type Profiler } from 'node:inspector/promises';

const intervalUs = 250;
/** How the profiler knows code of the extension. */
const bundle = /\/extension\.cjs$/;

/** Runs a task and gives, with its result, how long at most the extension's own code computed without a break, in ms. */
export async function whileProfiling<T extends object>(task: () => Promise<T>): Promise<T & { readonly ownMs: number }> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
    await session.post('Profiler.start');
    const result = await task();
    const { profile } = await session.post('Profiler.stop');
    return { ...result, ownMs: longestOwn(profile) };
  } finally {
    session.disconnect();
  }
}

/** Counted in samples, of which a thread that waits for a processor gives none. */
function longestOwn({ nodes, samples = [] }: Profiler.Profile): number {
  const own = new Set<number>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const take = (id: number): void => {
    own.add(id);
    for (const child of byId.get(id)?.children ?? []) take(child);
  };
  for (const { id, callFrame } of nodes) if (bundle.test(callFrame.url)) take(id);
  assert.ok(samples.some((id) => own.has(id)), 'the profiler sees the extension');
  const collectors = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === '(garbage collector)').map(({ id }) => id));
  let longest = 0;
  let current = 0;
  for (const id of samples) {
    if (current > 0 && collectors.has(id)) current += 1;
    else current = own.has(id) ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest * intervalUs / 1000;
}
