import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser, openWindow } from '../../../scripts/vscode/editorWindow.ts';
import { startServer, type EditorServer } from '../../../scripts/vscode/server.ts';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

export interface EditorOptions {
  /** The beginning of its screenshots' names. */
  readonly name: string;
  /** Copied into a folder of its own, which the editor shows. */
  readonly workspace: string;
  readonly theme: 'Default Dark Modern' | 'Default Light Modern';
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The archive that `npm run test:editor` packed. */
function packedExtension(): string {
  const { DEVMATRIX_VSIX: vsix } = process.env;
  if (vsix === undefined) throw new Error('Run these tests with npm run test:editor, which packs the extension first.');
  return vsix;
}

/** Opens the editor for a person to do something, keeps what they saw when it fails, and closes it. */
export async function inEditor(options: EditorOptions, act: (editor: Editor) => Promise<void>): Promise<void> {
  const editor = await Editor.open(options);
  try {
    await act(editor);
  } catch (error) {
    await editor.screenshot('failed');
    throw error;
  } finally {
    await editor.close();
  }
}

/** A person at the editor, with the packed extension installed: what they see and do, in words. Everything is gone after `close`. */
class Editor {
  readonly folder: string;
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: EditorServer;
  readonly #name: string;
  #shots = 0;

  private constructor(parts: { readonly name: string; readonly folder: string; readonly page: Page; readonly browser: Browser; readonly server: EditorServer }) {
    this.#name = parts.name;
    this.folder = parts.folder;
    this.page = parts.page;
    this.#browser = parts.browser;
    this.#server = parts.server;
  }

  static async open({ name, workspace, theme, settings }: EditorOptions): Promise<Editor> {
    const folder = join(mkdtempSync(join(realpathSync(tmpdir()), 'devmatrix-workspace-')), basename(workspace));
    cpSync(workspace, folder, { recursive: true });
    const server = await startServer({ use: 'person', settings: { 'workbench.colorTheme': theme, ...settings }, vsix: [packedExtension()] });
    const browser = await launchBrowser();
    const page = await openWindow(browser, server, { folder });
    return new Editor({ name, folder, page, browser, server });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    rmSync(join(this.folder, '..'), { recursive: true, force: true, maxRetries: 5 });
  }

  /** The row of a file or folder in the explorer; folders above it have to be open. */
  explorerItem(name: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Right-clicks a file until its menu has the entry: the window is there before its extensions are. */
  async openMenu(file: string, entry: string): Promise<Locator> {
    const found = this.page.locator('.monaco-menu').getByRole('menuitem', { name: entry });
    const giveUpAtMs = performance.now() + 30_000;
    for (;;) {
      await this.explorerItem(file).click({ button: 'right' });
      await this.page.locator('.monaco-menu').waitFor();
      if (await found.isVisible()) return found;
      if (performance.now() > giveUpAtMs) throw new Error(`The menu of ${file} has no entry "${entry}".`);
      await this.page.keyboard.press('Escape');
      await this.page.waitForTimeout(250);
    }
  }

  /** Right-clicks a file and chooses from its menu. */
  async chooseInExplorer(file: string, entry: string): Promise<void> {
    const found = await this.openMenu(file, entry);
    const giveUpAtMs = performance.now() + 20_000;
    // A menu takes no click in its first moments, so that a long right-click chooses nothing.
    while (await found.isVisible()) {
      if (performance.now() > giveUpAtMs) throw new Error(`The menu of ${file} does not take a click on "${entry}".`);
      await found.click({ timeout: 1_000 }).catch(() => undefined);
      await this.page.waitForTimeout(250);
    }
  }

  async openFile(name: string): Promise<void> {
    await this.explorerItem(name).dblclick();
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
  }

  /** Runs a command by its title, as the palette shows it. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Opens an entry of a tree and waits for what is below it. */
  async expand(tree: Locator, label: string): Promise<void> {
    const row = tree.locator('.monaco-list-row').filter({ hasText: label }).first();
    await row.click({ position: { x: 100, y: 8 } });
    await this.page.keyboard.press('ArrowRight');
    await tree.locator(`.monaco-list-row[aria-expanded="true"]`).filter({ hasText: label }).first().waitFor();
  }

  /** Takes the entry of the open list whose label holds these words. */
  async pick(words: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: words }).first().click();
  }

  /** A notification that holds these words. */
  notification(words: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item, .notifications-center .notification-list-item').filter({ hasText: words });
  }

  async waitForNotification(words: string | RegExp, timeoutMs = 60_000): Promise<Locator> {
    const found = this.notification(words).first();
    await found.waitFor({ timeout: timeoutMs });
    return found;
  }

  /** The messages of the Problems panel, which is opened for it. */
  async problems(): Promise<readonly string[]> {
    const panel = this.page.locator('.markers-panel');
    if (!await panel.isVisible()) await this.run('Problems: Focus on Problems View');
    await panel.waitFor();
    return (await panel.locator('.monaco-list-row').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  /** Puts the cursor into the active editor; both counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.fill(`:${line}:${column}`);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: new RegExp(`line ${line} `) }).waitFor();
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Keeps what the window shows as `out/screenshots/<name of the test>-<number>-<name>.png`. */
  async screenshot(name: string): Promise<void> {
    const folder = join(repository, 'out', 'screenshots');
    mkdirSync(folder, { recursive: true });
    this.#shots += 1;
    await this.page.screenshot({ path: join(folder, `${this.#name}-${this.#shots}-${name}.png`) });
  }
}
