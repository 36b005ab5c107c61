import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium, howToGetChromium } from './chromium.ts';
import type { EditorServer } from './server.ts';

/** How long anything in a window may take: a busy machine is many times slower than an idle one, and nobody waits for what works. */
export const patienceMs = 120_000;

export interface WindowOptions {
  readonly folder: string;
  /** Folders of extensions to load from their sources, as `F5` would. */
  readonly development?: readonly string[];
  /** A module that exports `run`; the window runs it in the extension host instead of waiting for a person. */
  readonly tests?: string;
  /** The language of the window, `de` for example; what VS Code itself says stays English: its own translations are not here. */
  readonly language?: string;
}

/** Starts the browser of this machine without a window. Throws, with what to do, when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`There is no Chromium on this machine. ${howToGetChromium}`);
  return chromium.launch({
    executablePath,
    args: [
      '--headless', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

/** The address of a window of the editor. */
export function windowUrl(server: EditorServer, { folder, development = [], tests }: WindowOptions): string {
  const payload = [
    ...development.map((path) => ['extensionDevelopmentPath', server.remote(path)]),
    ...(tests === undefined ? [] : [['extensionTestsPath', server.remote(tests)]]),
  ];
  const query = new URLSearchParams({ folder: decodeURIComponent(new URL(server.remote(folder)).pathname), ...(payload.length === 0 ? {} : { payload: JSON.stringify(payload) }) });
  return `${server.origin}/?${query.toString()}`;
}

/** Opens a window of the editor and waits until it shows its explorer. */
export async function openWindow(browser: Browser, server: EditorServer, options: WindowOptions): Promise<Page> {
  const { language = 'en' } = options;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: language });
  // VS Code says here which language it has been loaded in.
  await context.addInitScript(`Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => ${JSON.stringify(language)}, set: () => undefined });`);
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await showWindow(page, server, options);
  return page;
}

/** Shows a window of the editor in a page, and waits until it shows its explorer; what the page kept of an earlier window is there again. */
export async function showWindow(page: Page, server: EditorServer, options: WindowOptions): Promise<void> {
  await page.goto(windowUrl(server, options));
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
}
