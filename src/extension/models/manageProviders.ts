import * as vscode from 'vscode';
import { editorProviderId, settingIds } from '../ids.ts';
import type { EditorModelsUse, OfferedProvider, ProviderView } from '../worker/modelRequests.ts';
import type { ProviderKeys } from './keys.ts';
import { editorModelsUse, type Models } from './models.ts';
import { entriesOf, idFor, type ProviderEntry, withEntry, withoutEntry } from './providerList.ts';
import { wordKey } from './providersView.ts';
import { testProvider } from './testCall.ts';

interface Parts {
  readonly models: Models;
  readonly keys: ProviderKeys;
}

interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<unknown>;
}

/** The command: shows the providers that were found, and adds, tests, changes and removes them. */
export async function manageProviders(parts: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const { providers, problems } = await parts.models.refresh('known');
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator };
  await choose([
    ...providers.map((provider): Choice => ({
      label: `$(${provider.hasKey ? 'plug' : 'key'}) ${provider.label}`, description: provider.baseUrl, detail: wordKey(provider),
      run: () => (provider.origin === 'editor' ? manageEditorModels(provider, parts) : manageProvider(provider, parts)),
    })),
    ...(providers.length === 0 ? [] : [separator]),
    { label: t('$(add) Add a provider…'), run: () => addProvider(parts) },
    ...(editorModelsUse() === 'off' ? [{ label: t('$(vscode) Use the models of VS Code itself…'), run: () => chooseEditorModels(parts) }] : []),
    { label: t('$(search) Look for servers of models on this machine…'), run: () => findLocal(parts) },
  ], problems.length === 0 ? t('Providers of models') : problems.join(' '));
}

async function choose(choices: readonly Choice[], placeHolder: string): Promise<void> {
  const choice = await vscode.window.showQuickPick(choices, { placeHolder, matchOnDescription: true });
  await choice?.run?.();
}

async function manageProvider(provider: ProviderView, parts: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const entry = ownEntry(provider.id);
  const own: readonly Choice[] = entry === undefined ? [] : [
    { label: t('$(key) Enter a key…'), detail: t('It is kept in the secret storage of VS Code and sent to {0} alone.', provider.baseUrl), run: () => enterKey(provider, entry, parts) },
    { label: t('$(link) Change the address…'), description: provider.baseUrl, run: () => changeAddress(provider, entry, parts) },
    { label: t('$(trash) Remove'), detail: t('Its key is removed, too.'), run: () => removeProvider(provider, parts) },
  ];
  await choose([testChoice(provider.id, parts), ...(entry === undefined ? foreignChoices(provider, parts) : own)], provider.label);
}

/** For a provider that is not in the person's own settings: of the environment it can be taken over, of the workspace only its key is the person's. */
function foreignChoices(provider: ProviderView, parts: Parts): readonly Choice[] {
  const { t } = vscode.l10n;
  const settingsChoice: Choice = { label: t('$(gear) Open the settings'), ...(provider.origin === 'settings' ? { detail: t('It stands in the settings of this workspace.') } : {}), run: openSettings };
  if (provider.origin === 'environment') return [{ label: t('$(key) Enter a key in place of it…'), detail: t('It was found in the environment of VS Code.'), run: () => enterKey(provider, provider.entry, parts) }, settingsChoice];
  if (provider.key.kind !== 'secret') return [settingsChoice];
  return [{ label: t('$(key) Enter a key…'), detail: t('It is kept in the secret storage of VS Code and sent to {0} alone.', provider.baseUrl), run: () => enterKey(provider, undefined, parts) }, settingsChoice];
}

/** VS Code's own models have neither a key nor an address; what can be said of them is what they are used for, and their prices. */
async function manageEditorModels({ id, label }: ProviderView, parts: Parts): Promise<void> {
  const { t } = vscode.l10n;
  await choose([
    testChoice(id, parts),
    { label: t('$(settings) Change what they are used for…'), run: () => chooseEditorModels(parts) },
    { label: t('$(gear) Open the settings'), detail: t('Their prices are stated there; VS Code does not tell them.'), run: openSettings },
  ], label);
}

async function chooseEditorModels(parts: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const now = editorModelsUse();
  const uses: readonly (vscode.QuickPickItem & { readonly use: EditorModelsUse })[] = [
    { use: 'conversations', label: t('For conversations'), detail: t('And for tests and benchmarks that you start; not for runs that write code.') },
    { use: 'all', label: t('For everything'), detail: t('Also for runs that write code with many calls; those can use up a subscription.') },
    { use: 'off', label: t('Not at all') },
  ];
  const choice = await vscode.window.showQuickPick(uses.map((item) => (item.use === now ? { ...item, description: t('now') } : item)), { placeHolder: t('What are the models of VS Code used for? Prices and usage are not told, so costs are estimated or unknown.') });
  if (choice === undefined || choice.use === now) return;
  await settings().update(settingIds.vscodeModels, choice.use === 'off' ? undefined : choice.use, vscode.ConfigurationTarget.Global);
  if (choice.use === 'off') await parts.models.reload();
  else if (now === 'off') await offerTest(editorProviderId, parts);
}

function testChoice(provider: string, { models }: Parts): Choice {
  const { t } = vscode.l10n;
  return { label: t('$(beaker) Test'), detail: t('Makes one small call and shows model, latency and price.'), run: () => testProvider(provider, models) };
}

async function addProvider(parts: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const offered = await parts.models.ask('offeredProviders', {});
  await choose([
    ...offered.map((provider): Choice => {
      const present = parts.models.view?.providers.find(({ id }) => id === provider.id);
      return { label: provider.label, description: present?.baseUrl ?? provider.baseUrl, run: () => (present === undefined ? enterKey(provider, { id: provider.id }, parts) : manageProvider(present, parts)) };
    }),
    { label: t('Another server that speaks as OpenAI does…'), run: () => addServer(parts) },
  ], t('Whose models?'));
}

async function addServer(parts: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const baseUrl = await askAddress(parts, '');
  if (baseUrl === undefined) return;
  const prices = await askPrices();
  if (prices === undefined) return;
  const id = idFor(baseUrl, takenIds(parts));
  const entry: ProviderEntry = { id, label: new URL(baseUrl).host, baseUrl, ...prices };
  const key = await vscode.window.showInputBox({ title: entry['label'] as string, prompt: t('Key; leave it empty if the server needs none'), password: true, ignoreFocusOut: true });
  if (key === undefined) return;
  if (key.trim() !== '') await parts.keys.store(id, { key: key.trim(), baseUrl });
  await write({ ...entry, key: key.trim() === '' ? 'none' : 'secret' });
  await offerTest(id, parts);
}

/** Stores a key and, unless that stands elsewhere, the provider's entry of the person's settings. */
async function enterKey({ id, label, baseUrl }: OfferedProvider, entry: ProviderEntry | undefined, parts: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const key = await vscode.window.showInputBox({
    title: label, prompt: t('Key for {0}. It is kept in the secret storage of VS Code, never in settings or logs.', baseUrl), password: true, ignoreFocusOut: true,
    validateInput: (text) => (/^\S+$/.test(text.trim()) ? undefined : t('A key has no spaces.')),
  });
  if (key === undefined) return;
  await parts.keys.store(id, { key: key.trim(), baseUrl });
  if (entry !== undefined) await write({ ...entry, key: 'secret' });
  await offerTest(id, parts);
}

async function changeAddress({ id, baseUrl }: ProviderView, entry: ProviderEntry, parts: Parts): Promise<void> {
  const address = await askAddress(parts, baseUrl);
  if (address === undefined || address === baseUrl) return;
  const stored = (await parts.keys.read([id]))[id];
  // The person has just said that the key belongs there.
  if (stored !== undefined) await parts.keys.store(id, { key: stored.key, baseUrl: address });
  await write({ ...entry, baseUrl: address });
  await offerTest(id, parts);
}

async function removeProvider({ id, label }: ProviderView, { models, keys }: Parts): Promise<void> {
  const remove = vscode.l10n.t('Remove');
  if (await vscode.window.showWarningMessage(vscode.l10n.t('Remove {0} with its key?', label), { modal: true }, remove) !== remove) return;
  await keys.remove(id);
  await settings().update(settingIds.providers, withoutEntry(globalList(), id), vscode.ConfigurationTarget.Global);
  await models.reload();
}

async function findLocal(parts: Parts): Promise<void> {
  const { t } = vscode.l10n;
  const look = t('Look');
  const detail = t('DevMatrix asks the usual ports of Ollama, LM Studio, vLLM, llama.cpp and others on this machine for a list of models. No key is sent.');
  if (await vscode.window.showInformationMessage(t('Look for servers of models?'), { modal: true, detail }, look) !== look) return;
  const found = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('DevMatrix: looking for servers') }, () => parts.models.ask('findLocalProviders', {}));
  const known = new Set(parts.models.view?.providers.map(({ baseUrl }) => baseUrl));
  const fresh = found.filter(({ baseUrl }) => !known.has(baseUrl));
  if (fresh.length === 0) {
    void vscode.window.showInformationMessage(found.length === 0 ? t('No server of models answers at the usual ports of this machine.') : t('All servers that answer are configured already.'));
    return;
  }
  await choose(fresh.map((provider): Choice => ({ label: provider.label, description: provider.baseUrl, run: () => addLocal(provider, parts) })), t('Which one shall be used?'));
}

async function addLocal({ label, baseUrl }: OfferedProvider, parts: Parts): Promise<void> {
  const prices = await askPrices();
  if (prices === undefined) return;
  const id = idFor(baseUrl, takenIds(parts));
  await write({ id, label, baseUrl, key: 'none', ...prices });
  await offerTest(id, parts);
}

/** Only the person can say that a server is free: what answers there may be a gateway to somebody who bills. */
async function askPrices(): Promise<{ readonly prices?: 'free' } | undefined> {
  const { t } = vscode.l10n;
  const choice = await vscode.window.showQuickPick([
    { label: t('Nothing'), detail: t('It runs on a machine of yours, or costs nothing otherwise.'), value: { prices: 'free' as const } },
    { label: t('Unknown'), detail: t('Counted without a price; not called under a budget unless you allow it.'), value: {} },
  ], { placeHolder: t('What do its models cost?') });
  return choice?.value;
}

async function askAddress({ models }: Parts, value: string): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const text = await vscode.window.showInputBox({
    title: t('Address of the server'), prompt: t('As it is documented, for example https://llm.example.com/v1'), value, ignoreFocusOut: true,
    validateInput: async (url) => {
      const checked = await models.ask('checkAddress', { url });
      return checked.kind === 'allowed' ? undefined : t('This {0}.', checked.problem);
    },
  });
  if (text === undefined) return undefined;
  const checked = await models.ask('checkAddress', { url: text });
  return checked.kind === 'allowed' ? checked.url : undefined;
}

async function offerTest(id: string, { models }: Parts): Promise<void> {
  const view = await models.reload();
  const label = view.providers.find((provider) => provider.id === id)?.label;
  const test = vscode.l10n.t('Test');
  if (label === undefined) void vscode.window.showWarningMessage(vscode.l10n.t('{0} is kept in your settings, but this workspace has a list of providers of its own, which counts here.', id));
  else if (await vscode.window.showInformationMessage(vscode.l10n.t('{0} is configured.', label), test) === test) await testProvider(id, models);
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(settingIds.section);
}

/** The person's own list: what a workspace says is left alone. */
function globalList(): unknown {
  return settings().inspect(settingIds.providers)?.globalValue;
}

function ownEntry(id: string): ProviderEntry | undefined {
  return entriesOf(globalList()).find((entry) => entry.id === id);
}

function takenIds({ models }: Parts): readonly string[] {
  return [...entriesOf(globalList()).map(({ id }) => id), ...(models.view?.providers ?? []).map(({ id }) => id)];
}

async function write(entry: ProviderEntry): Promise<void> {
  await settings().update(settingIds.providers, withEntry(globalList(), { ...ownEntry(entry.id), ...entry }), vscode.ConfigurationTarget.Global);
}

async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `${settingIds.section}.${settingIds.providers}`);
}
