import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AppBench } from '../../pipeline/atoms/levelChecks.ts';
import { lintFiles } from '../verify/appFolder.ts';
import { openVerifyPorts } from '../verify/verifyPorts.ts';
import { openTemporaryFolder } from './temporaryFolder.ts';

/** A folder of its own for an app that is tried out; `close` takes it away. */
export interface OpenAppBench extends AppBench {
  readonly folder: string;
  close(): void;
}

/** Only files that differ from the last time are written. */
export function openAppBench(): OpenAppBench {
  const opened = openTemporaryFolder('bench');
  const { folder } = opened;
  let known: ReadonlyMap<string, string> = new Map();
  return {
    folder,
    ports: openVerifyPorts(folder),
    put(files) {
      for (const path of known.keys()) if (!files.has(path)) rmSync(join(folder, path), { force: true });
      for (const [path, text] of files) {
        if (known.get(path) === text) continue;
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      known = new Map(files);
      return Promise.resolve();
    },
    lint: async (files, signal) => await lintFiles(folder, files, signal) ?? [],
    close() {
      opened.close();
    },
  };
}
