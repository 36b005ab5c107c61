import { threadCpuUsage } from 'node:process';

/** How long the thread of the extension host was away from its events at most, in ms. */
export interface Blocking {
  /** By the clock; a busy machine adds to it. */
  readonly wallMs: number;
  /** In which this thread itself computed, which is what an extension can be blamed for. */
  readonly computedMs: number;
}

/** Runs a task and measures, every 5 ms, how late the extension host came to its next event. */
export async function whileProbing(task: () => Promise<void>): Promise<Blocking> {
  let wallMs = 0;
  let computedMs = 0;
  let last = now();
  const look = (): void => {
    const at = now();
    wallMs = Math.max(wallMs, at.wallMs - last.wallMs);
    computedMs = Math.max(computedMs, Math.min(at.wallMs - last.wallMs, at.computedMs - last.computedMs));
    last = at;
  };
  const timer = setInterval(look, 5);
  try {
    await task();
  } finally {
    look();
    clearInterval(timer);
  }
  return { wallMs, computedMs };
}

function now(): { readonly wallMs: number; readonly computedMs: number } {
  const { user, system } = threadCpuUsage();
  return { wallMs: performance.now(), computedMs: (user + system) / 1000 };
}
