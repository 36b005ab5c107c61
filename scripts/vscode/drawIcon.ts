// Draws media/icon.png (the Marketplace takes no SVG) from media/icon.svg in Chromium, 128 x 128 with a transparent ground.
// Usage: node scripts/vscode/drawIcon.ts
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './editorWindow.ts';

const media = fileURLToPath(new URL('../../media/', import.meta.url));
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
  await page.setContent(`<body style="margin:0;background:transparent">${readFileSync(`${media}icon.svg`, 'utf8')}</body>`);
  await page.screenshot({ path: `${media}icon.png`, omitBackground: true });
} finally {
  await browser.close();
}
