import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { SpecApp } from '../apps.ts';
import { locationOf } from '../language/ranges.ts';
import type { VerificationList, VerifySelection } from '../worker/verifyRequests.ts';

/** What an item of the tree stands for. */
export type TestNode =
  | { readonly kind: 'app' }
  | { readonly kind: 'group'; readonly group: 'tests' | 'smoke' }
  | { readonly kind: 'stage'; readonly stage: 'typecheck' | 'lint' }
  | { readonly kind: 'testFile'; readonly file: string }
  | { readonly kind: 'test'; readonly file: string }
  | { readonly kind: 'operation'; readonly operation: string };

/** The tests of one app: items, and what each stands for. Items keep their identity, and so their results, across refreshes. */
export class TestTree {
  readonly root: vscode.TestItem;
  readonly specApp: SpecApp;
  readonly #controller: vscode.TestController;
  readonly #nodes = new WeakMap<vscode.TestItem, TestNode>();
  /** By id: an item that stays keeps its results. */
  readonly #items = new Map<string, vscode.TestItem>();

  constructor(controller: vscode.TestController, specApp: SpecApp) {
    this.#controller = controller;
    this.specApp = specApp;
    this.root = this.#item({ id: specApp.spec.toString(), label: vscode.workspace.asRelativePath(specApp.spec), uri: specApp.spec, node: { kind: 'app' } });
    this.root.canResolveChildren = true;
  }

  node(item: vscode.TestItem): TestNode | undefined {
    return this.#nodes.get(item);
  }

  stage(stage: 'typecheck' | 'lint'): vscode.TestItem | undefined {
    return this.root.children.get(`${this.root.id}#${stage}`);
  }

  group(group: 'tests' | 'smoke'): vscode.TestItem | undefined {
    return this.root.children.get(`${this.root.id}#${group}`);
  }

  operation(operation: string): vscode.TestItem | undefined {
    return this.group('smoke')?.children.get(`${this.root.id}#smoke#${operation}`);
  }

  testFile(file: string): vscode.TestItem | undefined {
    return this.group('tests')?.children.get(`${this.root.id}#tests#${file}`);
  }

  /** The item of a generated test; made when it reports for the first time. */
  test(file: string, name: string): vscode.TestItem | undefined {
    const parent = this.testFile(file);
    if (parent === undefined) return undefined;
    const item = this.#item({ id: `${parent.id}#${name}`, label: name, uri: parent.uri, node: { kind: 'test', file } });
    parent.children.add(item);
    return item;
  }

  /** Brings the items to what can be verified now. */
  update(list: VerificationList | undefined): void {
    if (list === undefined) {
      this.root.error = vscode.l10n.t('The spec has errors; mend them to see what can be verified.');
      return;
    }
    this.root.error = undefined;
    this.root.label = list.title;
    this.root.description = vscode.workspace.asRelativePath(this.specApp.app);
    const { id } = this.root;
    const { app } = this.specApp;
    const types = this.#item({ id: `${id}#typecheck`, label: vscode.l10n.t('Types'), uri: vscode.Uri.joinPath(app, 'tsconfig.json'), node: { kind: 'stage', stage: 'typecheck' } });
    const lint = this.#item({ id: `${id}#lint`, label: vscode.l10n.t('Lint'), uri: vscode.Uri.joinPath(app, '.oxlintrc.json'), node: { kind: 'stage', stage: 'lint' } });
    const smoke = this.#item({ id: `${id}#smoke`, label: vscode.l10n.t('Behavior'), uri: this.specApp.spec, node: { kind: 'group', group: 'smoke' } });
    const tests = this.#item({ id: `${id}#tests`, label: vscode.l10n.t('Generated tests'), uri: vscode.Uri.joinPath(app, 'tests'), node: { kind: 'group', group: 'tests' } });
    inOrder([types, lint, smoke, tests]);
    smoke.children.replace(list.items.map((entry) => {
      const { uri, range } = locationOf(entry.place);
      return this.#item({ id: `${smoke.id}#${entry.id}`, label: entry.kind === 'app' ? vscode.l10n.t('The app itself') : entry.label, uri, range, node: { kind: 'operation', operation: entry.id } });
    }));
    inOrder(members(smoke));
    tests.children.replace(list.testFiles.map((file) => this.#item({
      id: `${tests.id}#${file}`, label: `${posix.basename(posix.dirname(file))}/${posix.basename(file, '.test.ts')}`, uri: vscode.Uri.joinPath(app, file), node: { kind: 'testFile', file },
    })));
    inOrder(members(tests));
    this.root.children.replace([types, lint, smoke, tests]);
  }

  /** What has to run for these items; all of the app when its root is among them. */
  selection(included: readonly vscode.TestItem[], excluded: ReadonlySet<vscode.TestItem>): VerifySelection {
    const nodes = included.flatMap((item) => this.#leaves(item, excluded));
    const operations = nodes.flatMap((node) => (node.kind === 'operation' ? [node.operation] : []));
    const testFiles = [...new Set(nodes.flatMap((node) => (node.kind === 'testFile' || node.kind === 'test' ? [node.file] : [])))];
    const stages = nodes.flatMap((node) => (node.kind === 'stage' ? [node.stage] : []));
    const isAll = included.includes(this.root) && excluded.size === 0;
    return {
      stages: [...stages, ...(testFiles.length > 0 ? ['tests' as const] : []), ...(operations.length > 0 ? ['smoke' as const] : [])],
      ...(isAll ? {} : { operations, testFiles }),
    };
  }

  #leaves(item: vscode.TestItem, excluded: ReadonlySet<vscode.TestItem>): readonly TestNode[] {
    if (excluded.has(item)) return [];
    const node = this.#nodes.get(item);
    if (node === undefined) return [];
    if (node.kind !== 'app' && node.kind !== 'group') return [node];
    return members(item).flatMap((child) => this.#leaves(child, excluded));
  }

  #item(options: { readonly id: string; readonly label: string; readonly uri: vscode.Uri | undefined; readonly range?: vscode.Range; readonly node: TestNode }): vscode.TestItem {
    const known = this.#items.get(options.id);
    const item = known ?? this.#controller.createTestItem(options.id, options.label, options.uri);
    this.#items.set(options.id, item);
    item.label = options.label;
    item.range = options.range;
    this.#nodes.set(item, options.node);
    return item;
  }
}

/** The children of an item. */
export function members(item: vscode.TestItem): readonly vscode.TestItem[] {
  const children: vscode.TestItem[] = [];
  item.children.forEach((child) => children.push(child));
  return children;
}

/** Makes the tree show items in that order and not by name. */
function inOrder(items: readonly vscode.TestItem[]): void {
  items.forEach((item, index) => { item.sortText = String(index).padStart(5, '0'); });
}
