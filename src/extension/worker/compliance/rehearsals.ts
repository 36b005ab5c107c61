import type { ComplianceReport } from '../../../compliance/gap.ts';
import type { AppChecker } from '../../../pipeline/appChecker.ts';
import type { AppTexts } from './appTexts.ts';

/** Of so many folders, those with the most files. */
const mostFolders = 7;

/** How many files of each folder are changed: more where nothing has been compared before, so that no code is compiled yet. */
export type Thoroughness = 'little' | 'much';

const filesOfFolder: Readonly<Record<Thoroughness, number>> = { little: 1, much: 3 };

interface Rehearsal {
  readonly texts: AppTexts;
  readonly thoroughness: Thoroughness;
  /** What is done with what an edit gives. */
  readonly show: (report: ComplianceReport) => void;
}

/**
 * Changes files of each kind a little, compares, shows what was found, and takes it back; one of them at each step. The first edit of a person
 * then finds compiled code, and what was kept between runs is unpacked. Nobody else sees the changes, because a step is not interrupted.
 */
export function* rehearsals(checker: AppChecker, { texts, thoroughness, show }: Rehearsal): Generator<string, void, void> {
  for (const path of chosen(texts, filesOfFolder[thoroughness])) {
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

/** So many files, from all over each folder that has many; one of each folder first. */
function chosen(texts: AppTexts, count: number): readonly string[] {
  const folders = new Map<string, string[]>();
  texts.tellAll((path) => {
    if (!/^src\/.*\.ts$/.test(path)) return;
    const folder = path.slice(0, path.lastIndexOf('/'));
    folders.set(folder, [...folders.get(folder) ?? [], path]);
  });
  const largest = [...folders.values()].sort((a, b) => b.length - a.length).slice(0, mostFolders);
  const rounds = Array.from({ length: count }, (_, round) => largest.flatMap((paths) => paths[Math.floor(paths.length * (round + 0.5) / count)] ?? []));
  return [...new Set(rounds.flat())];
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
