import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'devmatrix.devmatrix';

it('registers exactly the commands that package.json names', async () => {
  const extension = vscode.extensions.getExtension(id);
  assert.ok(extension !== undefined);
  await extension.activate();
  const { contributes } = extension.packageJSON as { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };
  const registered = (await vscode.commands.getCommands(true)).filter((command) => command.startsWith('devmatrix.')).sort();
  assert.deepEqual(registered, contributes.commands.map(({ command }) => command).sort());
});
