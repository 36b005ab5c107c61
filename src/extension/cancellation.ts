import type * as vscode from 'vscode';

/** Runs a task with a signal that follows the editor's token; the token's listener is gone afterwards. */
export function withSignal<T>(token: vscode.CancellationToken, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withSignals([token], task);
}

/** Runs a task with a signal that is aborted when one of the editor's tokens is; their listeners are gone afterwards. */
export async function withSignals<T>(tokens: readonly vscode.CancellationToken[], task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => { controller.abort(); };
  if (tokens.some((token) => token.isCancellationRequested)) abort();
  const listeners = tokens.map((token) => token.onCancellationRequested(abort));
  try {
    return await task(controller.signal);
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}
