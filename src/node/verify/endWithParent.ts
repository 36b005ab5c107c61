import { spawn, type ChildProcess } from 'node:child_process';

/** Waits until its input ends, which happens when whoever holds the other end is gone, and then ends the process it is told. */
const script = 'while read -r line; do :; done; kill -INT "$0" || exit; sleep 8; kill -KILL "$0"';

/**
 * Ends a child also when this process is killed and cannot do it itself. A shell does that, where there is one: on Windows
 * a child outlives a parent that is killed. The returned function says that the child has ended.
 */
export function endWithParent({ pid }: ChildProcess): () => void {
  if (pid === undefined || process.platform === 'win32') return () => undefined;
  const guard = spawn('/bin/sh', ['-c', script, String(pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  // Without a shell there is no guard; everything else goes its way.
  guard.on('error', () => undefined);
  guard.unref();
  return () => { guard.kill('SIGKILL'); };
}
