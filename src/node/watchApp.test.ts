import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { watchApp } from './watchApp.ts';

it('tells files that change, also in folders that are made, and come back, with all their contents at once', async () => {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'devmatrix-watch-'));
  mkdirSync(join(root, 'src'));
  let told = new Set<string>();
  const stop = watchApp(root, (paths) => { for (const path of paths) told.add(path); });
  const isTold = async (path: string): Promise<void> => {
    const covers = (): boolean => [...told].some((known) => join(root, path) === known || join(root, path).startsWith(`${known}/`));
    for (let tries = 0; tries < 400 && !covers(); tries += 1) await wait(25);
    assert.ok(covers(), `${path}: ${[...told].join(', ')}`);
    await wait(200);
    told = new Set();
  };
  try {
    await isTold('src');
    writeFileSync(join(root, 'src', 'a.ts'), '1');
    await isTold('src/a.ts');
    mkdirSync(join(root, 'src', 'deep', 'deeper'), { recursive: true });
    writeFileSync(join(root, 'src', 'deep', 'deeper', 'b.ts'), '1');
    await isTold('src/deep/deeper/b.ts');
    writeFileSync(join(root, 'src', 'deep', 'deeper', 'b.ts'), '2');
    await isTold('src/deep/deeper/b.ts');
    renameSync(join(root, 'src', 'deep'), join(root, 'away'));
    await isTold('src/deep/deeper/b.ts');
    renameSync(join(root, 'away'), join(root, 'src', 'deep'));
    await isTold('src/deep/deeper/b.ts');
    writeFileSync(join(root, 'src', 'deep', 'deeper', 'b.ts'), '3');
    await isTold('src/deep/deeper/b.ts');
  } finally {
    stop();
    rmSync(root, { recursive: true, force: true });
  }
});
