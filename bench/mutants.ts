import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MutationOperator } from './mutationOperators.ts';

export interface Mutant {
  readonly operator: MutationOperator;
  readonly file: string;
  readonly line: number;
  /** New texts by file. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The sources and migrations of an app by their path. */
export function sourceFiles(app: string): ReadonlyMap<string, string> {
  const paths = ['src', 'migrations'].flatMap((folder) => readdirSync(join(app, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`));
  return new Map(paths.filter((path) => /\.(ts|sql)$/.test(path)).sort().map((path) => [path, readFileSync(join(app, path), 'utf8')]));
}

/** Up to `places` mutants of each operator, spread over the places where it applies. */
export function mutantsOf(files: ReadonlyMap<string, string>, operators: readonly MutationOperator[], places: number): readonly Mutant[] {
  return operators.flatMap((operator) => {
    const all = [...files].flatMap(([file, text]) => (operator.files.test(file) ? [...text.matchAll(operator.find)].filter((match) => counts(operator, text, match.index)).map((match) => mutantAt(operator, { file, text, match }, files)) : []));
    if (all.length === 0) console.error(`${operator.name} finds no place.`);
    const step = Math.max(1, all.length / places);
    return Array.from({ length: Math.min(places, all.length) }, (_, index) => all[Math.floor(index * step)]).filter((mutant) => mutant !== undefined);
  });
}

/** Comments do nothing. */
function counts({ within }: MutationOperator, text: string, index: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
  if (/^\s*(?:\/\/|\/?\*)/.test(line)) return false;
  return within === undefined || [...text.matchAll(within)].some((region) => region.index <= index && index < region.index + region[0].length);
}

interface Place {
  readonly file: string;
  readonly text: string;
  readonly match: RegExpExecArray;
}

function mutantAt(operator: MutationOperator, { file, text, match }: Place, files: ReadonlyMap<string, string>): Mutant {
  const { replace, also } = operator;
  const made = typeof replace === 'string' ? replace.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '') : replace(match);
  const texts = new Map([[file, text.slice(0, match.index) + made + text.slice(match.index + match[0].length)]]);
  if (also !== undefined) for (const [other, old] of files) if (also.files.test(other)) texts.set(other, (texts.get(other) ?? old).replace(also.find, also.replace));
  return { operator, file, line: text.slice(0, match.index).split('\n').length, texts };
}
