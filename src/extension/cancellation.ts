import type * as vscode from 'vscode';

/** Runs a task with a signal that follows the editor's token; the token's listener is gone afterwards. */
export async function withSignal<T>(token: vscode.CancellationToken, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested(() => { controller.abort(); });
  try {
    return await task(controller.signal);
  } finally {
    listener.dispose();
  }
}
