import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { whileProbing } from '../host/support/blockingProbe.ts';
import { measured } from '../host/support/report.ts';
import { eventually, inWorkspace } from '../host/support/workspace.ts';

/** What a person deletes in a file of the shop: in each round another one of these texts, because what was compared once is known. */
const deletions = [
  ['an attribute of an entity', 'src/models/entities/product.ts', /^ {4}\w+: (?:text|integer)\(.*,\n/gm],
  ['a constraint of a schema', 'src/models/schemas/product.ts', /\.max\(\d+\)/g],
  ['an await of a service', 'src/services/productService.ts', /await /g],
  ['a hook of a route', 'src/api/routes/productRoutes.ts', /^ {4}onRequest: .*\n/gm],
] as const;
const rounds = 4;
/** The worker rehearses edits meanwhile. */
const idleMs = 8_000;

/** Deletes pieces of code in open files and tells how long it takes until the Problems panel tells each gap, and until it is gone again. */
export async function run(): Promise<void> {
  await compared();
  await wait(idleMs);
  if (process.env['DEVMATRIX_BENCH_FIRST'] === 'bare') await bare(', the first edit of the window');
  let isFirst = process.env['DEVMATRIX_BENCH_FIRST'] !== 'bare';
  for (let round = 0; round < rounds; round += 1) {
    for (const [what, path, pieces] of deletions) {
      const document = await vscode.workspace.openTextDocument(inWorkspace(`app/${path}`));
      await vscode.window.showTextDocument(document);
      const found = [...document.getText().matchAll(pieces)][round];
      assert.ok(found !== undefined, `${path} has too few of ${String(pieces)}`);
      const range = new vscode.Range(document.positionAt(found.index), document.positionAt(found.index + found[0].length));
      await timed(isFirst ? `${what}, the first edit of the window` : what, document.uri, () => replace(document.uri, range, ''));
      isFirst = false;
      const at = document.positionAt(found.index);
      await replace(document.uri, new vscode.Range(at, at), found[0]);
      await eventually(() => (gapsOf(document.uri).length === 0 ? true : undefined), () => `${path} still has gaps`);
      await bare('');
    }
  }
  measured('load of the machine', loadavg()[0] ?? 0);
}

/**
 * What this editor takes for the same way when nothing is done on it: an edit of a file that belongs to no app, and one diagnostic that is set at
 * once when the edit is told. What an edit of an app takes longer is the pause and our part. `which`: as the name of the figure says it.
 */
async function bare(which: string): Promise<void> {
  const uri = inWorkspace('bare.ts');
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  const collection = vscode.languages.createDiagnosticCollection('bare');
  const measures = { editedMs: Number.NaN, toldMs: Number.NaN };
  const startMs = performance.now();
  const listeners = [
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || !Number.isNaN(measures.editedMs)) return;
      measures.editedMs = performance.now() - startMs;
      collection.set(uri, [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), 'Something changed.')]);
    }),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((changed) => changed.toString() === uri.toString()) && vscode.languages.getDiagnostics(uri).some(({ message }) => message === 'Something changed.') && Number.isNaN(measures.toldMs)) measures.toldMs = performance.now() - startMs;
    }),
  ];
  try {
    await whileProbing(async () => {
      await replace(uri, new vscode.Range(0, 0, 0, 1), '');
      await eventually(() => (Number.isNaN(measures.toldMs) ? undefined : true), () => 'nothing is told of the bare file');
    });
    measured(`floor: an edit of no app${which}, told to extensions after, ms`, measures.editedMs);
    measured(`floor: an edit of no app${which} and one diagnostic, told after, ms`, measures.toldMs);
  } finally {
    for (const listener of listeners) listener.dispose();
    collection.dispose();
    await replace(uri, new vscode.Range(0, 0, 0, 0), '/');
  }
}

/** Waits until the app was compared with its spec: the lenses at the spec tell what came of it. */
async function compared(): Promise<void> {
  const spec = inWorkspace('shop.devmatrix.yaml');
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(spec));
  let lenses: readonly unknown[] = [];
  for (let tries = 0; lenses.length === 0 && tries < 240; tries += 1) {
    lenses = await vscode.commands.executeCommand<readonly unknown[]>('vscode.executeCodeLensProvider', spec, 3);
    await wait(500);
  }
  assert.ok(lenses.length > 0, 'the app is compared');
}

/** Measures one edit: by the clock, in processor time of all threads but the extension host's own, and how long that one computed at a stretch. */
async function timed(what: string, uri: vscode.Uri, change: () => Promise<void>): Promise<void> {
  let toldMs: number | undefined;
  let otherMs = 0;
  const [startMs, start] = [performance.now(), usage()];
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (toldMs !== undefined || !uris.some((changed) => changed.toString() === uri.toString()) || gapsOf(uri).length === 0) return;
    toldMs = performance.now() - startMs;
    otherMs = usage().othersMs - start.othersMs;
  });
  try {
    const { computedMs } = await whileProbing(async () => {
      await change();
      await eventually(() => toldMs, () => `no gap is told of ${uri.path}`);
    });
    measured(`${what}: told after, ms`, toldMs ?? Number.NaN);
    measured(`${what}: computed by other threads, ms`, otherMs);
    measured('longest stop of the extension host, ms computed by it', computedMs);
  } finally {
    listener.dispose();
  }
}

function usage(): { readonly othersMs: number } {
  const [all, own] = [process.cpuUsage(), process.threadCpuUsage()];
  return { othersMs: (all.user + all.system - own.user - own.system) / 1000 };
}

function gapsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source, code }) => source === 'DevMatrix' && typeof code === 'object' && String(code.value).startsWith('DM4'));
}

async function replace(uri: vscode.Uri, range: vscode.Range, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(change));
}
