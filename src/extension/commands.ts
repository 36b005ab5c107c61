import * as vscode from 'vscode';
import { type commandIds } from './ids.ts';
import { WorkerFailure } from './workerClient.ts';

type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Registers a command whose failures are told: what a person can mend as it is, a bug with the way to the log. */
export function registerCommand(id: CommandId, log: vscode.LogOutputChannel, run: (...args: readonly unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      tellFailure(error, log);
      return undefined;
    }
  });
}

/** Lets go on by itself what nobody waits for; a failure of it is told. */
export function inBackground(log: vscode.LogOutputChannel, work: Thenable<unknown>): void {
  work.then(undefined, (error: unknown) => { tellFailure(error, log); });
}

/** Words a failure for people; nothing is said when they cancelled it themselves. */
export function tellFailure(error: unknown, log: vscode.LogOutputChannel): void {
  if (error instanceof WorkerFailure && error.kind === 'cancelled') {
    log.info('Cancelled.');
    return;
  }
  log.error(error instanceof Error ? error : String(error));
  const message = error instanceof Error ? error.message : String(error);
  const show = vscode.l10n.t('Show Log');
  const isProblem = error instanceof WorkerFailure && error.kind === 'problem';
  const told = isProblem ? message : vscode.l10n.t('DevMatrix failed unexpectedly; this is a bug: {0}', message);
  void vscode.window.showErrorMessage(told, show).then((choice) => { if (choice === show) log.show(); });
}
