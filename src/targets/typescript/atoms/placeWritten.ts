import { pascalCase } from '../../../base/names.ts';
import type { WrittenUnit } from '../../../ir/atom.ts';
import type { CodeReader, WrittenCode } from '../code/writtenCode.ts';
import type { TsFile } from '../code/tsFile.ts';
import { lookUp } from './vocabulary.ts';

const known = new WeakMap<WrittenUnit, WrittenCode>();

/** Reads the code of a unit; once for each. */
export function readWritten(unit: WrittenUnit, reader: CodeReader): WrittenCode {
  const before = known.get(unit);
  if (before !== undefined) return before;
  const text = [unit.code, ...unit.helpers].map((part) => part.trim()).join('\n\n');
  const code = { unit, text, names: reader(text) };
  known.set(unit, code);
  return code;
}

/** Imports what the code takes from the app and its libraries, and gives its text; helpers whose names the file or the app has get others. */
export function placeWritten(file: TsFile, name: string, code: WrittenCode): string {
  const { symbols } = file;
  for (const use of ['values', 'types'] as const) {
    for (const word of code.names[use]) {
      const found = lookUp(word, use, symbols);
      if (found === undefined) continue;
      if ('from' in found) file.importFrom(found.from, word, use === 'types' ? 'type' : 'value');
      else if (!file.declares(word)) file.use(found.key);
    }
  }
  const changes = code.names.declared.flatMap((own) => {
    if (own === name) return [];
    const isTaken = (wanted: string): boolean => file.declares(wanted) || lookUp(wanted, 'values', symbols) !== undefined || code.names.values.has(wanted) || code.names.types.has(wanted);
    const free = isTaken(own) ? untaken(`${own}Of${pascalCase(name)}`, (wanted) => isTaken(wanted) || code.names.declared.includes(wanted)) : own;
    file.reserve(free);
    return free === own ? [] : (code.names.own.get(own) ?? []).map(({ start, isShorthand }) => ({ start, end: start + own.length, text: isShorthand ? `${own}: ${free}` : free }));
  });
  return withChanges(code.text, changes);
}

function untaken(name: string, isTaken: (name: string) => boolean): string {
  return isTaken(name) ? untaken(`${name}_`, isTaken) : name;
}

function withChanges(text: string, changes: readonly { readonly start: number; readonly end: number; readonly text: string }[]): string {
  return [...changes].sort((a, b) => b.start - a.start).reduce((made, change) => made.slice(0, change.start) + change.text + made.slice(change.end), text);
}
