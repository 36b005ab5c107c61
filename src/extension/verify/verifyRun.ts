import * as vscode from 'vscode';
import type { SourceProblem, TestResult } from '../../verify/ports.ts';
import type { CheckFailure, OperationReport, VerifyEvent, VerifyReport, VerifyStage } from '../../verify/report.ts';
import { members, type TestTree } from './testTree.ts';

/** Shows one verification of an app in a test run: results as they come, and what the report adds in the end. */
export class VerifyRun {
  readonly #run: vscode.TestRun;
  readonly #tree: TestTree;
  /** Items that are waiting for their result. */
  readonly #waiting = new Set<vscode.TestItem>();

  constructor(run: vscode.TestRun, tree: TestTree, items: readonly vscode.TestItem[]) {
    this.#run = run;
    this.#tree = tree;
    for (const item of items) this.#enqueue(item);
  }

  event(event: VerifyEvent): void {
    switch (event.kind) {
      case 'stageStarted':
        if (event.stage === 'typecheck' || event.stage === 'lint') this.#start(this.#tree.stage(event.stage));
        break;
      case 'stageDone':
        this.#stageDone(event.stage, event);
        break;
      case 'operationStarted':
        this.#start(this.#tree.operation(event.operation));
        break;
      case 'operationDone':
        this.#operationDone(event.report);
        break;
      case 'testDone':
        this.#testDone(event.test);
        break;
    }
  }

  /** What only the whole report knows: the places of type errors and lint findings, a crash, what could not be exercised. */
  finish(report: VerifyReport): void {
    this.#problems('typecheck', report.typecheck.errors, report.timingMs.typecheck);
    this.#problems('lint', report.lint.errors, report.timingMs.lint);
    for (const { operation, check, reason } of report.smoke.skipped) this.#say(vscode.l10n.t('not exercised: {0}: {1} ({2})', operation, check, reason));
    if (report.crash !== undefined) {
      this.#say(report.crash);
      this.#fail(report.crash);
    }
    // A file without a result of its own has shown its tests.
    for (const item of this.#waiting) if (members(item).length === 0) this.#run.skipped(item);
    this.#waiting.clear();
  }

  /** Nothing more will come: what is still waiting gets the reason. */
  fail(message: string): void {
    this.#say(message);
    this.#fail(message);
  }

  /** The person cancelled: what is still waiting has no result. */
  cancelled(): void {
    for (const item of this.#waiting) this.#run.skipped(item);
    this.#waiting.clear();
  }

  #fail(message: string): void {
    for (const item of this.#waiting) if (members(item).length === 0) this.#run.errored(item, new vscode.TestMessage(message));
    this.#waiting.clear();
  }

  #enqueue(item: vscode.TestItem): void {
    const node = this.#tree.node(item);
    if (node?.kind === 'app' || node?.kind === 'group') {
      members(item).forEach((child) => { this.#enqueue(child); });
      return;
    }
    this.#run.enqueued(item);
    this.#waiting.add(item);
  }

  #start(item: vscode.TestItem | undefined): void {
    if (item !== undefined) this.#run.started(item);
  }

  #stageDone(stage: VerifyStage, { ok, ms, summary }: { readonly ok: boolean; readonly ms: number; readonly summary: string }): void {
    this.#say(`${ok ? '✔' : '✘'} ${stage.padEnd(13)} ${String(Math.round(ms)).padStart(6)} ms  ${summary}`);
    const item = stage === 'typecheck' || stage === 'lint' ? this.#tree.stage(stage) : undefined;
    if (item === undefined || !ok) return;
    this.#run.passed(item, ms);
    this.#waiting.delete(item);
  }

  #operationDone({ operation, failures, ms, checks }: OperationReport): void {
    const item = this.#tree.operation(operation);
    if (item === undefined) return;
    this.#waiting.delete(item);
    if (failures.length === 0 && checks === 0) this.#run.skipped(item);
    else if (failures.length === 0) this.#run.passed(item, ms);
    else this.#run.failed(item, failures.map((failure) => failureMessage(failure, item)), ms);
  }

  #testDone({ file, name, ok, skipped, ms, message }: TestResult): void {
    const item = this.#tree.test(file, name);
    if (item === undefined) return;
    this.#waiting.delete(item);
    const parent = this.#tree.testFile(file);
    if (parent !== undefined) this.#waiting.delete(parent);
    if (skipped) this.#run.skipped(item);
    else if (ok) this.#run.passed(item, ms);
    else this.#run.failed(item, new vscode.TestMessage(message), ms);
  }

  #problems(stage: 'typecheck' | 'lint', problems: readonly SourceProblem[], ms: number): void {
    const item = this.#tree.stage(stage);
    if (item === undefined || problems.length === 0) return;
    this.#waiting.delete(item);
    this.#run.failed(item, problems.map((problem) => {
      const message = new vscode.TestMessage(`${problem.code}: ${problem.message}`);
      const at = new vscode.Position(Math.max(0, problem.line - 1), Math.max(0, problem.column - 1));
      message.location = new vscode.Location(vscode.Uri.joinPath(this.#tree.specApp.app, problem.file), at);
      return message;
    }), ms);
  }

  #say(line: string): void {
    this.#run.appendOutput(`${line.replace(/\r?\n/g, '\r\n')}\r\n`);
  }
}

/** Expected and actual, with the request that shows it ready for a shell. */
function failureMessage({ check, expected, actual, after, because, curl, token }: CheckFailure, item: vscode.TestItem): vscode.TestMessage {
  const text = new vscode.MarkdownString().appendText(check);
  if (after !== undefined) text.appendMarkdown('\n\n').appendText(vscode.l10n.t('After {0}', after));
  if (because !== undefined) text.appendMarkdown('\n\n').appendText(vscode.l10n.t('The spec says: {0}', because));
  if (curl !== undefined) text.appendMarkdown('\n\n').appendText(vscode.l10n.t('See for yourself:')).appendCodeblock([...(token === undefined ? [] : [token]), curl].join('\n'), 'shell');
  const message = vscode.TestMessage.diff(text, expected, actual);
  if (item.uri !== undefined && item.range !== undefined) message.location = new vscode.Location(item.uri, item.range);
  return message;
}
