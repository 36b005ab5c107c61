import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** What a person answers when they are asked: picks the item whose label, description or detail fits, types a text, or leaves it by Escape. */
export type Reply = { readonly pick: RegExp } | { readonly type: string } | 'escape';

/** Which button a person presses in messages whose text fits; other messages they leave alone. */
export interface Press {
  readonly message: RegExp;
  readonly button: string;
}

interface Asking {
  showQuickPick: (items: readonly vscode.QuickPickItem[] | Thenable<readonly vscode.QuickPickItem[]>) => Thenable<unknown>;
  showInputBox: (options?: vscode.InputBoxOptions) => Thenable<string | undefined>;
  showInformationMessage: (message: string, ...rest: readonly unknown[]) => Thenable<unknown>;
  showWarningMessage: (message: string, ...rest: readonly unknown[]) => Thenable<unknown>;
  showErrorMessage: (message: string, ...rest: readonly unknown[]) => Thenable<unknown>;
}

/** Lets a person with these replies, in this order, answer whatever the extension asks during the work; gives the messages that were shown. Fails when a reply does not fit or is left over. */
export async function withPerson({ replies, presses = [] }: { readonly replies: readonly Reply[]; readonly presses?: readonly Press[] }, work: () => Thenable<unknown>): Promise<readonly string[]> {
  const window = vscode.window as unknown as Asking;
  const before: Asking = { ...window };
  const left = [...replies];
  const messages: string[] = [];
  const wrong: string[] = [];
  const say = (message: string, ...buttons: readonly unknown[]): Thenable<unknown> => {
    messages.push(message);
    const press = presses.find((one) => one.message.test(message));
    return Promise.resolve(press !== undefined && buttons.includes(press.button) ? press.button : undefined);
  };
  window.showQuickPick = async (items) => {
    const [reply, all] = [left.shift(), await items];
    const found = typeof reply === 'object' && 'pick' in reply ? all.find(({ label, description = '', detail = '' }) => [label, description, detail].some((text) => reply.pick.test(text))) : undefined;
    if (found === undefined && reply !== 'escape') wrong.push(`${JSON.stringify(reply)} does not fit ${all.map(({ label }) => label).join(', ')}`);
    return found;
  };
  window.showInputBox = async (options) => {
    const reply = left.shift();
    if (reply === 'escape') return undefined;
    if (typeof reply !== 'object' || !('type' in reply)) {
      wrong.push(`${JSON.stringify(reply)} is nothing to type for ${options?.prompt ?? options?.title ?? ''}`);
      return undefined;
    }
    const refused = await options?.validateInput?.(reply.type);
    if (refused !== undefined && refused !== null && refused !== '') wrong.push(`${reply.type} is refused: ${typeof refused === 'string' ? refused : refused.message}`);
    return reply.type;
  };
  Object.assign(window, { showInformationMessage: say, showWarningMessage: say, showErrorMessage: say });
  try {
    await work();
  } finally {
    const { showQuickPick, showInputBox, showInformationMessage, showWarningMessage, showErrorMessage } = before;
    Object.assign(window, { showQuickPick, showInputBox, showInformationMessage, showWarningMessage, showErrorMessage });
  }
  assert.deepEqual([wrong, left], [[], []]);
  return messages;
}
