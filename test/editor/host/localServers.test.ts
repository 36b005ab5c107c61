import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import * as vscode from 'vscode';
import { withPerson } from './support/person.ts';

/** Ports where servers of models usually listen, those that are used least first. */
const usualPorts = [4891, 5001, 1337, 30_000, 8000, 8080, 1234, 11_434];

/** Listens on the first of these ports that is free on this machine alone. */
async function listenAtOne(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports) {
    const isListening = await new Promise<boolean>((resolve) => {
      server.once('error', () => { resolve(false); });
      server.listen(port, '127.0.0.1', () => { resolve(true); });
    });
    if (isListening) return port;
  }
  throw new Error(`All of ${ports.join(', ')} are taken.`);
}

const look = { message: /^Look for servers of models\?$/, button: 'Look' };

it('looks for servers of models on this machine only when the person asks, sends no key, and adds the one that is chosen', async () => {
  const asked: { readonly path: string | undefined; readonly headers: IncomingHttpHeaders }[] = [];
  const server = createServer(({ url, headers }, response) => {
    asked.push({ path: url, headers });
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ object: 'list', data: [{ id: 'tiny', object: 'model' }] }));
  });
  const port = await listenAtOne(server, usualPorts);
  const baseUrl = `http://127.0.0.1:${String(port)}/v1`;
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('devmatrix');
  const manage = (): Thenable<unknown> => vscode.commands.executeCommand('devmatrix.manageProviders');
  try {
    await vscode.commands.executeCommand('devmatrix.refreshProviders');
    await withPerson({ replies: ['escape'] }, manage);
    // The question is asked, and not agreed to.
    const declined = await withPerson({ replies: [{ pick: /Look for servers of models on this machine/ }] }, manage);
    assert.deepEqual([declined, asked], [['Look for servers of models?'], []]);

    await withPerson({ replies: [{ pick: /Look for servers of models on this machine/ }, 'escape'], presses: [look] }, manage);
    assert.deepEqual(asked.map(({ path, headers: { authorization, cookie, 'x-api-key': key } }) => [path, authorization, cookie, key]), [['/v1/models', undefined, undefined, undefined]]);
    assert.deepEqual(settings().inspect('providers')?.globalValue, undefined);

    const told = await withPerson({ replies: [{ pick: /Look for servers of models on this machine/ }, { pick: new RegExp(`:${String(port)}/v1$`) }, { pick: /^Nothing$/ }], presses: [look] }, manage);
    assert.match(told.at(-1) ?? '', new RegExp(`at port ${String(port)} is configured\\.`));
    const [entry] = settings().inspect<readonly Readonly<Record<string, unknown>>[]>('providers')?.globalValue ?? [];
    assert.deepEqual([entry?.['baseUrl'], entry?.['key'], entry?.['prices']], [baseUrl, 'none', 'free']);

    const again = await withPerson({ replies: [{ pick: /Look for servers of models on this machine/ }], presses: [look] }, manage).catch((error: unknown) => String(error));
    // Another server may answer on a machine that has one; what is configured is not offered once more.
    assert.ok(typeof again === 'string' ? !again.includes(`port ${String(port)}`) : again.at(-1) === 'All servers that answer are configured already.');
  } finally {
    await settings().update('providers', undefined, vscode.ConfigurationTarget.Global);
    await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  }
});
