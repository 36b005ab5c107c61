import * as vscode from 'vscode';

/** Called by VS Code on activation: one log channel, nothing that takes time. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('DevMatrix', { log: true });
  context.subscriptions.push(log);
  const { version } = context.extension.packageJSON as { readonly version: string };
  log.info(`DevMatrix ${version} is ready.`);
}
