import * as vscode from 'vscode';
import { isGenerated, type SpecApp } from '../apps.ts';
import { withSignals } from '../cancellation.ts';
import { tellFailure } from '../commands.ts';
import { offerGeneration } from '../generate/offerGeneration.ts';
import { settingIds, testControllerId } from '../ids.ts';
import type { Services } from '../services.ts';
import { chooseSpec, mayAct, saveSpec } from '../specs/chooseSpec.ts';
import { WorkerFailure } from '../workerClient.ts';
import { TestTree } from './testTree.ts';
import { VerifyRun } from './verifyRun.ts';

/** Verification in the Test Explorer: one tree for each generated app of the window. */
export class TestExplorer implements vscode.Disposable {
  readonly #services: Services;
  readonly #controller: vscode.TestController;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #trees = new Map<string, TestTree>();

  constructor(services: Services) {
    this.#services = services;
    this.#controller = vscode.tests.createTestController(testControllerId, 'DevMatrix');
    this.#controller.resolveHandler = async (item) => { await (item === undefined ? this.refresh() : this.#resolve(item)); };
    this.#controller.refreshHandler = () => this.refresh();
    this.#controller.createRunProfile(vscode.l10n.t('Verify'), vscode.TestRunProfileKind.Run, (request, token) => this.#run(request, token), true);
    // Nobody asked for it, so nobody is disturbed when it fails.
    const again = (): void => { this.refresh().catch((error: unknown) => { services.log.warn('The Test Explorer could not be brought up to date.', error); }); };
    this.#disposables.push(
      this.#controller, services.apps.onDidChange(again), services.specs.onDidChange(again),
    );
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Shows the apps that are there now and what can be verified of each. */
  async refresh(): Promise<void> {
    const apps = await this.#services.apps.generated();
    for (const [id, tree] of this.#trees) {
      if (apps.some((entry) => isOf(tree, entry))) continue;
      this.#trees.delete(id);
      this.#controller.items.delete(tree.root.id);
    }
    for (const entry of apps) this.#treeOf(entry);
    await Promise.all([...this.#trees.values()].map((tree) => this.#update(tree)));
  }

  /** The command: verifies the app of a spec whole and shows the Test Explorer. */
  async verify(given: unknown): Promise<void> {
    if (!mayAct()) return;
    const { apps, specs } = this.#services;
    const spec = await chooseSpec(given, specs);
    if (spec === undefined || !await saveSpec(spec, this.#services.language)) return;
    const app = apps.folderOf(spec);
    if (app === undefined || !await isGenerated(app)) {
      offerGeneration(spec);
      return;
    }
    const tree = this.#treeOf({ spec, app });
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await this.#update(tree);
    const behavior = tree.group('smoke');
    if (behavior !== undefined) await vscode.commands.executeCommand('vscode.revealTestInExplorer', behavior);
    await this.#runNow([tree.root]);
  }

  /** Verifies some operations and machines of the app of a spec. */
  async verifyOperations(spec: vscode.Uri, operations: readonly string[]): Promise<void> {
    const { apps, language } = this.#services;
    const app = apps.folderOf(spec);
    if (!mayAct() || app === undefined || !await saveSpec(spec, language)) return;
    const tree = this.#treeOf({ spec, app });
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await this.#update(tree);
    await this.#runNow(operations.flatMap((operation) => tree.operation(operation) ?? []));
  }

  async #runNow(items: readonly vscode.TestItem[]): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    try {
      await this.#run(new vscode.TestRunRequest([...items]), source.token);
    } finally {
      source.dispose();
    }
  }

  #treeOf(specApp: SpecApp): TestTree {
    const id = specApp.spec.toString();
    const known = this.#trees.get(id);
    if (known !== undefined && isOf(known, specApp)) return known;
    const tree = new TestTree(this.#controller, specApp);
    this.#trees.set(id, tree);
    this.#controller.items.add(tree.root);
    return tree;
  }

  async #resolve(item: vscode.TestItem): Promise<void> {
    const tree = this.#trees.get(item.id);
    if (tree !== undefined) await this.#update(tree);
  }

  async #update(tree: TestTree): Promise<void> {
    const { spec, app } = tree.specApp;
    tree.update(await this.#services.jobs.request('listVerification', { spec: spec.fsPath, app: app.fsPath }));
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (!mayAct()) return;
    const run = this.#controller.createTestRun(request);
    try {
      for (const tree of this.#trees.values()) {
        const included = request.include === undefined ? [tree.root] : request.include.filter((item) => item.id === tree.root.id || item.id.startsWith(`${tree.root.id}#`));
        if (included.length > 0 && !token.isCancellationRequested && await saveSpec(tree.specApp.spec, this.#services.language)) await this.#runTree(run, tree, { included, excluded: new Set(request.exclude), token });
      }
    } finally {
      run.end();
    }
  }

  async #runTree(run: vscode.TestRun, tree: TestTree, what: { readonly included: readonly vscode.TestItem[]; readonly excluded: ReadonlySet<vscode.TestItem>; readonly token: vscode.CancellationToken }): Promise<void> {
    const { spec, app } = tree.specApp;
    await this.#update(tree);
    const shown = new VerifyRun(run, tree, what.included);
    const database = vscode.workspace.getConfiguration(settingIds.section, spec).get(settingIds.database, 'auto');
    try {
      const report = await withSignals([what.token, run.token], (signal) => this.#services.jobs.request(
        'verify', { spec: spec.fsPath, app: app.fsPath, database, selection: tree.selection(what.included, what.excluded) },
        { signal, onProgress: (event) => { shown.event(event); } },
      ));
      shown.finish(report);
    } catch (error) {
      if (error instanceof WorkerFailure && error.kind === 'cancelled') {
        shown.cancelled();
        return;
      }
      shown.fail(error instanceof Error ? error.message : String(error));
      tellFailure(error, this.#services.log);
    }
  }
}

function isOf(tree: TestTree, { spec, app }: SpecApp): boolean {
  return tree.specApp.spec.toString() === spec.toString() && tree.specApp.app.toString() === app.toString();
}
