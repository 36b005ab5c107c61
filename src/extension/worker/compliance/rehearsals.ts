import type { AppChecker } from '../../../pipeline/appChecker.ts';
import type { AppTexts } from './appTexts.ts';

/** One file of so many folders, those with the most files. */
const mostFolders = 7;

/**
 * Changes one file of each kind a little, compares, and takes it back; one of them at each step. The first edit of a person then finds
 * compiled code, and what was kept between runs is unpacked. Nobody else sees the changes, because a step is not interrupted.
 */
export function* rehearsals(checker: AppChecker, texts: AppTexts): Generator<string, void, void> {
  for (const path of chosen(texts)) {
    const text = texts.text(path);
    const other = text === undefined ? undefined : changed(text);
    if (text === undefined || other === undefined) continue;
    checker.updateFile(path, other);
    checker.check();
    checker.updateFile(path, text);
    checker.check();
    yield path;
  }
}

/** A file from the middle of each folder that has many. */
function chosen(texts: AppTexts): readonly string[] {
  const folders = new Map<string, string[]>();
  texts.tellAll((path) => {
    if (!/^src\/.*\.ts$/.test(path)) return;
    const folder = path.slice(0, path.lastIndexOf('/'));
    folders.set(folder, [...folders.get(folder) ?? [], path]);
  });
  return [...folders.values()].sort((a, b) => b.length - a.length).slice(0, mostFolders).flatMap((paths) => paths[Math.floor(paths.length / 2)] ?? []);
}

/** The text saying something else in one place, in a way that parses. */
function changed(text: string): string | undefined {
  const other = text.includes('await ') ? text.replace('await ', '') : text.replace(/(?<![\w.["'])\d+(?!\w)/, (digits) => String(Number(digits) + 1));
  return other === text ? undefined : other;
}
