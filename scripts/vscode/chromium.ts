import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];

const fixedPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** What to do when there is no Chromium. */
export const howToGetChromium = 'Install it (Debian: apt-get install chromium) or name one in CHROMIUM_EXECUTABLE.';

/** The Chromium, Chrome or Edge of this machine: named in CHROMIUM_EXECUTABLE, on the PATH or where it is usually installed. */
export function findChromium(): string | undefined {
  const { CHROMIUM_EXECUTABLE: named, PATH = '' } = process.env;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  const onPath = PATH.split(delimiter).filter((folder) => folder !== '').flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...fixedPlaces[process.platform] ?? []].find((file) => existsSync(file));
}
