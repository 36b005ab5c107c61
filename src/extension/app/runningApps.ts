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
  /** Undefined until it is ready. */
  ready: Extract<RunAppProgress, { readonly kind: 'ready' }> | undefined;
}

/** The app that is being tried out, one at a time: started and stopped from the status bar. */
export class RunningApps implements vscode.Disposable {
  readonly #services: Services;
  readonly #status: vscode.StatusBarItem;
  readonly #listeners: readonly vscode.Disposable[];
  #running: RunningApp | undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#status = vscode.window.createStatusBarItem('devmatrix.app', vscode.StatusBarAlignment.Left, 0);
    this.#status.name = vscode.l10n.t('DevMatrix: Generated App');
    const again = (): void => { void this.#show(); };
    this.#listeners = [services.apps.onDidChange(again), services.specs.onDidChange(again), vscode.workspace.onDidGrantWorkspaceTrust(again)];
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
    if (this.#running !== undefined) await this.#replace();
    const { name } = specApp;
    const running: RunningApp = { specApp, name, controller: new AbortController(), ready: undefined };
    this.#running = running;
    await this.#show(vscode.l10n.t('starting'));
    void this.#run(running);
  }

  /** The command: stops the app gracefully. */
  stop(): void {
    this.#running?.controller.abort();
    void this.#show(vscode.l10n.t('stopping'));
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
    if (spec === undefined || !await saveSpec(spec)) return undefined;
    const app = apps.folderOf(spec);
    const name = vscode.workspace.asRelativePath(app ?? spec);
    if (app !== undefined && await isGenerated(app)) return { spec, app, name };
    offerGeneration(spec);
    return undefined;
  }

  /** One app at a time: the one before is stopped first. */
  async #replace(): Promise<void> {
    const before = this.#running;
    before?.controller.abort();
    for (let waited = 0; this.#running === before && waited < 15_000; waited += 100) await new Promise((resolve) => { setTimeout(resolve, 100); });
  }

  #progress(running: RunningApp, progress: RunAppProgress): void {
    if (progress.kind === 'event') {
      if (progress.event.kind === 'stageStarted' && progress.event.stage === 'dependencies') void this.#show(vscode.l10n.t('installing dependencies'));
      if (progress.event.kind === 'stageStarted' && progress.event.stage === 'boot') void this.#show(vscode.l10n.t('starting'));
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

  /** The status bar says what is so now; `busy` while something is under way. */
  async #show(busy?: string): Promise<void> {
    const running = this.#running;
    await vscode.commands.executeCommand('setContext', contextKeys.appIsRunning, running !== undefined);
    if (running === undefined) {
      const [only, ...more] = vscode.workspace.isTrusted ? await this.#services.apps.generated() : [];
      if (only === undefined) {
        this.#status.hide();
        return;
      }
      this.#status.text = `$(play) ${more.length === 0 ? vscode.workspace.asRelativePath(only.app) : 'DevMatrix'}`;
      this.#status.tooltip = vscode.l10n.t('Start the generated app');
      this.#status.command = commandIds.startApp;
    } else if (busy !== undefined || running.ready === undefined) {
      this.#status.text = `$(loading~spin) ${running.name}: ${busy ?? vscode.l10n.t('starting')}`;
      this.#status.tooltip = vscode.l10n.t('Stop');
      this.#status.command = commandIds.stopApp;
    } else {
      this.#status.text = `$(vm-running) ${running.name} :${new URL(running.ready.url).port}`;
      this.#status.tooltip = vscode.l10n.t('{0} runs on {1}', running.name, running.ready.url);
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
