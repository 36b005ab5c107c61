const hooks = new Set<() => void>();
let listening = false;

/** Runs `hook` (which must be synchronous) when this process ends before the returned function was called. */
export function onProcessExit(hook: () => void): () => void {
  if (!listening) {
    listening = true;
    process.on('exit', runHooks);
  }
  hooks.add(hook);
  return () => hooks.delete(hook);
}

function runHooks(): void {
  // The latest first: a folder goes after the process that works in it.
  for (const hook of [...hooks].reverse()) {
    try {
      hook();
    } catch {
      // The process is ending; what cannot be cleaned up now stays for the operating system.
    }
  }
  hooks.clear();
}
