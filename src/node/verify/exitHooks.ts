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

/** A signal that aborts at the first interrupt (Ctrl-C) or termination; a second one ends the process at once. */
export function cancelOnInterrupt(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error(`Interrupted by ${name}.`));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
