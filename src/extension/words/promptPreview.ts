import { posix } from 'node:path';
import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { settingIds } from '../ids.ts';
import type { Models } from '../models/models.ts';
import type { Services } from '../services.ts';
import { chooseSpec } from '../specs/chooseSpec.ts';
import type { PromptPage, PromptPlace, PromptUnit, UnknownPrompts, WantedUnit } from '../worker/writingRequests.ts';

interface Parts {
  readonly models: Models;
  readonly services: Services;
}

interface Shown {
  readonly spec: vscode.Uri;
  readonly unit: string;
  /** Name of its page. */
  readonly page: string;
}

/** Between a change of the spec and the page that follows it. */
const settleMs = 500;

/** What models are asked for the units in words of a spec, as pages that follow the spec and the settings. Nobody is asked. */
export class PromptPreview implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #listeners: readonly vscode.Disposable[];
  /** By the name of its page. */
  readonly #shown = new Map<string, Shown>();
  #timer: NodeJS.Timeout | undefined;
  /** Counts what was made again: an older page does not take the place of a newer one. */
  #turn = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#listeners = [
      vscode.workspace.onDidChangeTextDocument(({ document }) => { if ([...this.#shown.values()].some(({ spec }) => spec.toString() === document.uri.toString())) this.#refreshSoon(); }),
      // Providers, prices and the version of the prompts.
      parts.models.onDidSetUp(() => { if (this.#shown.size > 0) this.#refreshSoon(); }),
    ];
  }

  /** The command: `given` is the spec, `at` where it states the unit; asked for where they are left out. */
  async run(given: unknown, at: unknown): Promise<void> {
    const { services: { specs } } = this.#parts;
    const spec = await chooseSpec(given, specs);
    if (spec === undefined) return;
    const wanted = at instanceof vscode.Position ? { at: { line: at.line, character: at.character } } : await this.#choose(spec);
    if (wanted === undefined) return;
    const page = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('DevMatrix: building the prompt') }, () => this.#ask(spec, wanted));
    await this.#show(spec, page);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  async #show(spec: vscode.Uri, page: PromptPage): Promise<void> {
    const { t } = vscode.l10n;
    switch (page.kind) {
      case 'page': {
        const name = t('Prompt of {0}', page.name);
        this.#shown.set(name, { spec, unit: page.unit, page: name });
        await this.#parts.services.pages.show(name, page.page);
        return;
      }
      case 'gone':
        void vscode.window.showInformationMessage(t('{0} states nothing in words there any more.', posix.basename(spec.path)));
        return;
      case 'unknownPrompts':
        await tellUnknownPrompts(page);
        return;
      case 'problem':
        void vscode.window.showErrorMessage(t('There is no prompt yet: {0}', page.message));
    }
  }

  async #choose(spec: vscode.Uri): Promise<WantedUnit | undefined> {
    const { t } = vscode.l10n;
    const name = posix.basename(spec.path);
    const list = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('DevMatrix: building prompts') }, async () => {
      await this.#knowModels();
      return this.#parts.models.ask('listPrompts', this.#placeOf(spec));
    });
    if (list.kind === 'unknownPrompts') await tellUnknownPrompts(list);
    if (list.kind === 'problem') void vscode.window.showErrorMessage(t('There is no prompt yet: {0}', list.message));
    if (list.kind !== 'units') return undefined;
    if (list.units.length === 0) {
      void vscode.window.showInformationMessage(t('{0} states nothing in words only: all of it is derived, and no model is asked.', name));
      return undefined;
    }
    const chosen = await vscode.window.showQuickPick(list.units.map(itemOf), {
      title: t('What Models Are Asked for {0}', name), placeHolder: t('Which unit? Nothing is asked by looking at it.'), matchOnDescription: true, matchOnDetail: true,
    });
    return chosen === undefined ? undefined : { unit: chosen.unit };
  }

  async #ask(spec: vscode.Uri, wanted: WantedUnit): Promise<PromptPage> {
    await this.#knowModels();
    return this.#parts.models.ask('promptPage', { ...this.#placeOf(spec), ...wanted });
  }

  /** Asks providers for the names of their models where nobody did yet: of some nothing else tells who would be asked. */
  async #knowModels(): Promise<void> {
    const { models } = this.#parts;
    const { providers } = models.view ?? await models.refresh('known');
    if (providers.some(({ list }) => list.kind === 'table')) await models.refresh('ask');
  }

  #placeOf(spec: vscode.Uri): PromptPlace {
    const out = this.#parts.services.apps.folderOf(spec)?.fsPath;
    const text = vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.toString() === spec.toString())?.getText();
    return { spec: spec.fsPath, out, ...(text === undefined ? {} : { text }) };
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#refresh().catch((error: unknown) => { this.#parts.services.log.warn('The preview of a prompt could not be made again.', error); });
    }, settleMs);
  }

  /** Pages whose tab is closed are forgotten; one whose spec has errors by now stays as it is. */
  async #refresh(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    for (const shown of [...this.#shown.values()]) {
      if (!labels.some((label) => label.includes(shown.page))) {
        this.#shown.delete(shown.page);
        continue;
      }
      const page = await this.#ask(shown.spec, { unit: shown.unit });
      if (turn !== this.#turn) return;
      if (page.kind === 'page') this.#parts.services.pages.update(shown.page, page.page);
    }
  }
}

/** Says that the settings name prompts that do not exist, and leads there. */
export async function tellUnknownPrompts({ message }: UnknownPrompts): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  const id = `${settingIds.section}.${settingIds.promptsVersion}`;
  if (await vscode.window.showErrorMessage(vscode.l10n.t('{0} (setting {1})', message, id), open) === open) await vscode.commands.executeCommand('workbench.action.openSettings', id);
}

function itemOf({ unit, name, words, category, place, tokens, microUsd, isWritten }: PromptUnit): vscode.QuickPickItem & { readonly unit: string } {
  const { t } = vscode.l10n;
  const at = t('line {0}', place.range.start.line + 1);
  const size = t('{0} tokens', (tokens.code + tokens.cases).toLocaleString(vscode.env.language));
  return {
    unit, label: `$(${icons[category]}) ${name}`, detail: words.replace(/\s+/g, ' ').trim(),
    description: [wordCategory(category), at, size, ...(microUsd === undefined ? [] : [t('about {0}', dollars(microUsd))]), ...(isWritten ? [t('written')] : [])].join(' · '),
  };
}

const icons = { flow: 'run-all', guard: 'shield', invariant: 'law', endpoint: 'globe' } as const;

function wordCategory(category: PromptUnit['category']): string {
  const { t } = vscode.l10n;
  switch (category) {
    case 'flow': return t('step of a flow');
    case 'guard': return t('guard');
    case 'invariant': return t('invariant');
    case 'endpoint': return t('endpoint');
  }
}
