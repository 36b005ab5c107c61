import * as vscode from 'vscode';
import { isGenerated, type SpecApp } from '../apps.ts';
import { tellFailure } from '../commands.ts';
import { offerGeneration } from '../generate/offerGeneration.ts';
import { commandIds, contextKeys, settingIds } from '../ids.ts';
import type { Services } from '../services.ts';
import { chooseSpec, mayAct, saveSpec } from '../specs/chooseSpec.ts';
import type { RoleAccess, RunAppProgress } from '../worker/verifyRequests.ts';

/** An app that was started from this window. */
interface RunningApp {
  readonly specApp: SpecApp;
  readonly name: string;
  readonly controller: AbortController;
  /** What it is busy with, for people. */
  busy: string;
  /** Undefined until it is ready. */
  ready: Extract<RunAppProgress, { readonly kind: 'ready' }> | undefined;
}

/** The app that is being tried out, one at a time: started and stopped from the status bar. */
export class RunningApps implements vscode.Disposable {
  readonly #services: Services;
  readonly #status: vscode.StatusBarItem;
  readonly #listeners: readonly vscode.Disposable[];
  #running: RunningApp | undefined;
  /** Resolves when the last app that was started has ended. */
  #ended: Promise<void> = Promise.resolve();
  #shown = 0;

  constructor(services: Services) {
    this.#services = services;
    this.#status = vscode.window.createStatusBarItem('devmatrix.app', vscode.StatusBarAlignment.Left, 0);
    this.#status.name = vscode.l10n.t('DevMatrix: Generated App');
    const again = (): void => { this.#show().catch((error: unknown) => { services.log.warn('The status bar could not be brought up to date.', error); }); };
    this.#listeners = [services.apps.onDidChange(again), services.specs.onDidChange(again), vscode.workspace.onDidGrantWorkspaceTrust(again)];
    again();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#status.dispose();
    this.#running?.controller.abort();
  }

  /** The command: starts the app of a spec, with the way to it when it is ready. */
  async start(given: unknown): Promise<void> {
    if (!mayAct()) return;
    const specApp = await this.#choose(given);
    if (specApp === undefined) return;
    // One app at a time. Whoever else waited may have started one meanwhile.
    while (this.#running !== undefined) {
      this.stop();
      await this.#ended;
    }
    const running: RunningApp = { specApp, name: specApp.name, controller: new AbortController(), busy: vscode.l10n.t('starting'), ready: undefined };
    this.#running = running;
    this.#ended = this.#run(running);
    await this.#show();
  }

  /** The command: stops the app gracefully. */
  stop(): void {
    const running = this.#running;
    if (running === undefined) return;
    running.controller.abort();
    running.ready = undefined;
    running.busy = vscode.l10n.t('stopping');
    void this.#show();
  }

  /** What can be done with the running app; the click on the status bar. */
  async offerActions(): Promise<void> {
    const running = this.#running;
    if (running?.ready === undefined) {
      if (running === undefined) await this.start(undefined);
      return;
    }
    const { url, database, roles } = running.ready;
    const { t } = vscode.l10n;
    const action = (label: string, run: () => unknown, description = ''): vscode.QuickPickItem & { readonly run: () => unknown } => ({ label, description, run });
    const picked = await vscode.window.showQuickPick([
      action(t('$(book) Open the API documentation'), () => vscode.env.openExternal(vscode.Uri.parse(`${url}/docs`)), `${url}/docs`),
      action(t('$(link) Copy the URL'), () => vscode.env.clipboard.writeText(url), url),
      ...roles.flatMap((role) => accessAction(role)).map(({ label, text }) => action(label, () => vscode.env.clipboard.writeText(text))),
      action(t('$(debug-stop) Stop'), () => { this.stop(); }),
    ], { title: t('{0} runs on {1}', running.name, url), placeHolder: database });
    await picked?.run();
  }

  /** From the start to the end of the app. */
  async #run(running: RunningApp): Promise<void> {
    const { specApp: { spec, app }, name, controller: { signal } } = running;
    const database = vscode.workspace.getConfiguration(settingIds.section, spec).get(settingIds.database, 'auto');
    try {
      const { exitCode, output } = await this.#services.jobs.request('runApp', { spec: spec.fsPath, app: app.fsPath, database }, {
        signal, onProgress: (progress) => { this.#progress(running, progress); },
      });
      this.#services.log.info(output);
      if (!signal.aborted) this.#tellEnd(name, exitCode);
    } catch (error) {
      tellFailure(error, this.#services.log);
    } finally {
      if (this.#running === running) this.#running = undefined;
      await this.#show();
    }
  }

  async #choose(given: unknown): Promise<(SpecApp & { readonly name: string }) | undefined> {
    const { apps, specs } = this.#services;
    const generated = await apps.generated();
    const [only] = generated;
    const spec = given === undefined && generated.length === 1 && only !== undefined ? only.spec : await chooseSpec(given, specs);
    if (spec === undefined || !await saveSpec(spec, this.#services.language)) return undefined;
    const app = apps.folderOf(spec);
    const name = vscode.workspace.asRelativePath(app ?? spec);
    if (app !== undefined && await isGenerated(app)) return { spec, app, name };
    offerGeneration(spec);
    return undefined;
  }

  #progress(running: RunningApp, progress: RunAppProgress): void {
    if (running.controller.signal.aborted) return;
    if (progress.kind === 'event') {
      if (progress.event.kind !== 'stageStarted') return;
      running.busy = progress.event.stage === 'dependencies' ? vscode.l10n.t('installing dependencies') : vscode.l10n.t('starting');
      void this.#show();
      return;
    }
    running.ready = progress;
    this.#services.log.info(`${running.name} runs on ${progress.url} (${progress.database})`);
    void this.#show();
    const open = vscode.l10n.t('Open Documentation');
    const copy = vscode.l10n.t('Copy URL');
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} runs on {1}', running.name, progress.url), open, copy).then(async (choice) => {
      if (choice === open) await vscode.env.openExternal(vscode.Uri.parse(`${progress.url}/docs`));
      if (choice === copy) await vscode.env.clipboard.writeText(progress.url);
    });
  }

  #tellEnd(name: string, exitCode: number | undefined): void {
    const show = vscode.l10n.t('Show Log');
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} ended by itself with exit code {1}.', name, exitCode ?? '?'), show).then((choice) => {
      if (choice === show) this.#services.log.show();
    });
  }

  /** Brings the status bar to what is so now. */
  async #show(): Promise<void> {
    this.#shown += 1;
    const turn = this.#shown;
    const generated = this.#running === undefined && vscode.workspace.isTrusted ? await this.#services.apps.generated() : [];
    // Things have changed while the disk was asked: that call shows them.
    if (turn !== this.#shown) return;
    const running = this.#running;
    void vscode.commands.executeCommand('setContext', contextKeys.appIsRunning, running !== undefined);
    if (running !== undefined) this.#showRunning(running);
    else this.#showStart(generated);
  }

  #showStart([only, ...more]: readonly SpecApp[]): void {
    if (only === undefined) {
      this.#status.hide();
      return;
    }
    this.#status.text = `$(play) ${more.length === 0 ? vscode.workspace.asRelativePath(only.app) : 'DevMatrix'}`;
    this.#status.tooltip = vscode.l10n.t('Start the generated app');
    this.#status.command = commandIds.startApp;
    this.#status.show();
  }

  #showRunning({ name, ready, busy }: RunningApp): void {
    if (ready === undefined) {
      this.#status.text = `$(loading~spin) ${name}: ${busy}`;
      this.#status.tooltip = vscode.l10n.t('Stop');
      this.#status.command = commandIds.stopApp;
    } else {
      this.#status.text = `$(vm-running) ${name} :${new URL(ready.url).port}`;
      this.#status.tooltip = vscode.l10n.t('{0} runs on {1}', name, ready.url);
      this.#status.command = commandIds.appActions;
    }
    this.#status.show();
  }
}

/** The way to show a role to the app: its token, else its headers. */
function accessAction({ name, token, headers }: RoleAccess): readonly { readonly label: string; readonly text: string }[] {
  if (token !== undefined) return [{ label: vscode.l10n.t('$(key) Copy a token for: {0}', name), text: token }];
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`);
  return lines.length === 0 ? [] : [{ label: vscode.l10n.t('$(key) Copy the headers for: {0}', name), text: lines.join('\n') }];
}
