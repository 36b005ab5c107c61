import type { ComplianceReport } from '../../../compliance/gap.ts';
import type { AppChecker } from '../../../pipeline/appChecker.ts';
import type { AppTexts } from './appTexts.ts';

/** One file of so many folders, those with the most files. */
const mostFolders = 7;

/**
 * Changes one file of each kind a little, compares, shows what was found, and takes it back; one of them at each step. The first edit of a person
 * then finds compiled code, and what was kept between runs is unpacked. Nobody else sees the changes, because a step is not interrupted.
 */
export function* rehearsals(checker: AppChecker, texts: AppTexts, show: (report: ComplianceReport) => void): Generator<string, void, void> {
  for (const path of chosen(texts)) {
    const text = texts.text(path);
    const others = text === undefined ? [] : changed(text);
    for (const other of others) {
      checker.updateFile(path, other);
      show(checker.check());
      checker.updateFile(path, text);
      checker.check();
      yield path;
    }
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

/** The text saying something else in one place, in ways that parse: without waiting or with another number, and without a line that is one property. */
function changed(text: string): readonly string[] {
  const otherwise = text.includes('await ') ? text.replace('await ', '') : text.replace(/(?<![\w.["'])\d+(?!\w)/, (digits) => String(Number(digits) + 1));
  const property = propertyIn(text);
  return [otherwise, ...(property === undefined ? [] : [text.replace(property, '')])].filter((other) => other !== text);
}

/** The first line that is a property with what it closes. */
function propertyIn(text: string): string | undefined {
  return (text.match(/^[ \t]+\w+: .*,\r?\n/gm) ?? []).find((line) => ['()', '[]', '{}'].every(([open = '', close = '']) => line.split(open).length === line.split(close).length));
}
