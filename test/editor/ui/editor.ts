import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errors, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { launchBrowser, openWindow, patienceMs, showWindow } from '../../../scripts/vscode/editorWindow.ts';
import { startServer, type EditorServer } from '../../../scripts/vscode/server.ts';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

export interface EditorOptions {
  /** The beginning of its screenshots' names. */
  readonly name: string;
  /** Copied into a folder of its own, which the editor shows. */
  readonly workspace: string;
  readonly theme: 'Default Dark Modern' | 'Default Light Modern';
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables of the extension. */
  readonly env?: Readonly<Record<string, string>>;
  /** The language of the window; English when it is left out. */
  readonly language?: string;
  /** After so many seconds a window that was left is closed, for tests that open it again. */
  readonly closedAfterSeconds?: number;
}

/** The archive that `npm run test:editor` packed. */
function packedExtension(): string {
  const { DEVMATRIX_VSIX: vsix } = process.env;
  if (vsix === undefined) throw new Error('Run these tests with npm run test:editor, which packs the extension first.');
  return vsix;
}

/** How long what was pressed may take to be seen before it is pressed again; each time twice as long, for machines that are slow. */
const firstPauseMs = 3_000;
/** How long a single press may take; shorter than what passes by itself is shown, a notification for example. */
const pressMs = 8_000;

/** Opens the editor for a person to do something, keeps what they saw when it fails, and closes it. */
export async function inEditor(options: EditorOptions, act: (editor: Editor) => Promise<void>): Promise<void> {
  const editor = await Editor.open(options);
  try {
    await act(editor);
  } catch (error) {
    await editor.screenshot('failed').catch(() => undefined);
    throw error;
  } finally {
    await editor.close();
  }
}

/** Something to be seen: an element, or whatever a question answers. */
type Sight = Locator | (() => Promise<boolean>);

/**
 * A person at the editor, with the packed extension installed: what they see and do, in words. Whatever is pressed is pressed
 * again until it shows: a window that is still loading loses keys and clicks. Everything is gone after `close`.
 */
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

  static async open({ name, workspace, theme, settings, env, language, closedAfterSeconds }: EditorOptions): Promise<Editor> {
    const folder = join(mkdtempSync(join(realpathSync(tmpdir()), 'devmatrix-workspace-')), basename(workspace));
    cpSync(workspace, folder, { recursive: true });
    const server = await startServer({ use: 'person', settings: { 'workbench.colorTheme': theme, ...settings }, vsix: [packedExtension()], ...(env === undefined ? {} : { env }), ...(closedAfterSeconds === undefined ? {} : { closedAfterSeconds }) });
    let browser: Browser | undefined;
    try {
      browser = await launchBrowser();
      const page = await openWindow(browser, server, { folder, ...(language === undefined ? {} : { language }) });
      return new Editor({ name, folder, page, browser, server });
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    rmSync(join(this.folder, '..'), { recursive: true, force: true, maxRetries: 5 });
  }

  /** Leaves the window and opens it again once `whileClosed` is done: it counts as closed after `closedAfterSeconds`. */
  async reopen(whileClosed: () => Promise<void>): Promise<void> {
    await this.page.goto('about:blank');
    await whileClosed();
    await showWindow(this.page, this.#server, { folder: this.folder });
  }

  /** Does something, again and again, until what it is done for is seen. */
  async until(sight: Sight, act: (timeout: { readonly timeout: number }) => Promise<unknown>): Promise<void> {
    const giveUpAtMs = performance.now() + patienceMs;
    let cause: unknown;
    for (let pauseMs = firstPauseMs; !await isSeen(sight); pauseMs *= 2) {
      if (performance.now() > giveUpAtMs) throw new Error(`Never seen: ${String(sight)}`, { cause });
      try {
        await act({ timeout: pressMs });
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
        cause = error;
      }
      for (const nextAtMs = performance.now() + pauseMs; performance.now() < nextAtMs && !await isSeen(sight);) await this.page.waitForTimeout(50);
    }
  }

  /** Waits until something is so. */
  async eventually(isSo: () => Promise<boolean>): Promise<void> {
    await this.until(isSo, () => Promise.resolve());
  }

  /** Clicks until something is seen. */
  async click(target: Locator, sight: Sight): Promise<void> {
    await this.until(sight, (timely) => target.click(timely));
  }

  /** The row of a file or folder in the explorer; folders above it have to be open. */
  explorerItem(name: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Right-clicks a file until its menu has the entry: the window is there before its extensions are. */
  async openMenu(file: string, entry: string): Promise<void> {
    await this.until(this.#menuEntry(entry), async (timely) => {
      await this.page.keyboard.press('Escape');
      await this.explorerItem(file).click({ button: 'right', ...timely });
    });
  }

  /** Right-clicks a file and chooses from its menu until something is seen. */
  async chooseInExplorer(file: string, entry: string, sight: Sight): Promise<void> {
    await this.until(sight, async (timely) => {
      await this.openMenu(file, entry);
      // A menu takes no click in its first moments, so that a long right-click chooses nothing.
      await this.page.waitForTimeout(250);
      await this.#menuEntry(entry).click(timely);
    });
  }

  async openFile(name: string): Promise<void> {
    await this.until(this.page.locator('.tab.active').filter({ hasText: name }), (timely) => this.explorerItem(name).dblclick(timely));
  }

  /** Runs a command by its title, as the palette shows it, until something is seen. */
  async run(title: string, sight: Sight): Promise<void> {
    await this.until(sight, async (timely) => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await this.page.locator(quickInput).fill(`>${title}`, timely);
      await this.quickPickItem(title).click(timely);
    });
  }

  /** Opens an entry of a tree and waits for what is below it. */
  async expand(tree: Locator, label: string): Promise<void> {
    const row = tree.locator('.monaco-list-row').filter({ hasText: label }).first();
    await this.until(tree.locator('.monaco-list-row[aria-expanded="true"]').filter({ hasText: label }), async (timely) => {
      await row.click({ position: { x: 100, y: 8 }, ...timely });
      await this.page.keyboard.press('ArrowRight');
    });
  }

  /** An entry of the open list whose label holds these words. */
  quickPickItem(words: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: words }).first();
  }

  /** Takes the entry of the open list whose label holds these words. */
  async pick(words: string): Promise<void> {
    const entry = this.quickPickItem(words);
    await entry.waitFor();
    await this.click(entry, async () => !await entry.isVisible());
  }

  /** Writes into the open box and confirms it, until something is seen. */
  async enter(text: string, sight: Sight): Promise<void> {
    await this.until(sight, async (timely) => {
      await this.page.locator(quickInput).fill(text, timely);
      await this.page.keyboard.press('Enter');
    });
  }

  /** The page that the editor shows rendered. */
  shownPage(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** A notification that holds these words. */
  notification(words: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item, .notifications-center .notification-list-item').filter({ hasText: words }).first();
  }

  /** Presses a button of a notification until something is seen; looks for it in the list of all when its time is over. */
  async pressInNotification(words: string | RegExp, button: string, sight: Sight): Promise<void> {
    await this.until(sight, async (timely) => {
      const found = this.notification(words);
      if (!await found.isVisible()) await this.page.locator('.statusbar-item[id="status.notifications"]').click(timely);
      await found.getByRole('button', { name: button }).click(timely);
    });
  }

  /** Puts the cursor into the active editor; both counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    const focused = this.page.locator('.monaco-editor.focused');
    const place = this.page.locator('.statusbar-item').filter({ hasText: `Ln ${line}, Col ${column}` }).filter({ hasNotText: 'selected' });
    await this.until(async () => await focused.isVisible() && await place.isVisible(), async (timely) => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+g');
      await this.page.locator(quickInput).fill(`:${line}:${column}`, timely);
      await this.quickPickItem(`line ${line} `).waitFor(timely);
      await this.page.keyboard.press('Enter');
    });
  }

  /** Keeps what the window shows as `out/screenshots/<name of the test>-<number>-<name>.png`. */
  async screenshot(name: string): Promise<void> {
    const folder = join(repository, 'out', 'screenshots');
    mkdirSync(folder, { recursive: true });
    this.#shots += 1;
    await this.page.screenshot({ path: join(folder, `${this.#name}-${this.#shots}-${name}.png`) });
  }

  #menuEntry(entry: string): Locator {
    return this.page.locator('.monaco-menu').getByRole('menuitem', { name: entry });
  }
}

const quickInput = '.quick-input-widget input.input';

function isSeen(sight: Sight): Promise<boolean> {
  return typeof sight === 'function' ? sight() : sight.first().isVisible();
}
