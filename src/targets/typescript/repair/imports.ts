import { applyEdits, type TextEdit } from '../../../base/textEdit.ts';
import { type Cutting, Source } from './source.ts';

/** Where the actual app declares a name, by its exported name; undefined when it does not. */
export type FindExport = (name: string) => string | undefined;

interface NeededImport {
  readonly local: string;
  readonly imported: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

/** What has to be imported so that a cutting means in the other file what it means in its own, and the names to use for what is imported there under another one. */
export function importsFor(cuttings: readonly Cutting[], actual: Source, findExport: FindExport): { readonly needed: readonly NeededImport[]; readonly renames: ReadonlyMap<string, string> } {
  const needed = new Map<string, NeededImport>();
  const renames = new Map<string, string>();
  for (const { from, start, end } of cuttings) {
    for (const use of from.names.uses) {
      if (use.start < start || use.end > end) continue;
      const own = from.names.imports.find((entry) => entry.local === use.name);
      if (own === undefined) continue;
      const target = own.from.startsWith('.') ? importedPath(from.path, own.from) : own.from;
      const there = actual.names.imports.find((entry) => entry.imported === own.imported && sameTarget(entry.from, actual.path, target, own.imported, findExport) && (own.typeOnly || !entry.typeOnly));
      if (there !== undefined) {
        if (there.local !== use.name) renames.set(use.name, there.local);
        continue;
      }
      const place = own.from.startsWith('.') ? (own.imported === 'default' || own.imported === '*' ? undefined : findExport(own.imported)) ?? target : own.from;
      if (place === actual.path) continue;
      needed.set(use.name, { local: own.local, imported: own.imported, from: own.from.startsWith('.') ? relative(actual.path, place) : place, typeOnly: own.typeOnly });
    }
  }
  return { needed: [...needed.values()], renames };
}

function sameTarget(from: string, path: string, target: string, imported: string, findExport: FindExport): boolean {
  if (!from.startsWith('.')) return from === target;
  const there = importedPath(path, from);
  return there === target || there === findExport(imported);
}

/** Edits that bring the imports into a file: into the import of the same module where there is one. */
export function importEdits(source: Source, needed: readonly NeededImport[]): readonly TextEdit[] {
  const { root } = source;
  const imports = root?.children.filter((piece) => piece.kind === 'ImportDeclaration') ?? [];
  const last = imports.at(-1);
  const edits: TextEdit[] = [];
  const fresh = new Map<string, NeededImport[]>();
  for (const entry of needed) {
    const existing = imports.find((piece) => piece.name === entry.from && /\{[^}]*\}/.test(source.textOf(piece)) && (entry.typeOnly || !/^import\s+type\b/.test(source.textOf(piece))));
    if (existing === undefined || entry.imported === 'default' || entry.imported === '*') {
      fresh.set(entry.from, [...(fresh.get(entry.from) ?? []), entry]);
      continue;
    }
    const text = source.textOf(existing);
    const close = existing.start + text.lastIndexOf('}');
    const inner = source.text.slice(existing.start + text.indexOf('{') + 1, close).trimEnd();
    const at = existing.start + text.indexOf('{') + 1 + inner.length;
    const multiline = inner.includes('\n');
    const comma = inner.endsWith(',') || inner.trim() === '';
    const lead = multiline ? `\n${/\n([ \t]*)\S[^\n]*$/.exec(inner)?.[1] ?? '  '}` : ' ';
    edits.push({ file: source.path, start: at, end: at, text: `${comma ? '' : ','}${lead}${specifier(entry, /^import\s+type\b/.test(text))}${multiline && comma ? ',' : ''}` });
  }
  const lines = [...fresh].map(([from, entries]) => importLine(from, entries)).join('\n');
  if (lines !== '') {
    if (last === undefined) edits.push({ file: source.path, start: 0, end: 0, text: `${lines}\n\n` });
    else edits.push({ file: source.path, start: last.end, end: last.end, text: `\n${lines}` });
  }
  return merged(edits);
}

/** Edits at one offset as one, so that their order is that of the list. */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] {
  const byPlace = new Map<number, TextEdit>();
  for (const edit of edits) {
    const other = byPlace.get(edit.start);
    byPlace.set(edit.start, other === undefined ? edit : { ...other, text: joinedTexts(other.text, edit.text) });
  }
  return [...byPlace.values()];
}

function joinedTexts(one: string, other: string): string {
  return one.endsWith(',') || other.startsWith(',') || other.startsWith('\n') ? one + other : `${one},${other}`;
}

function specifier({ imported, local, typeOnly }: NeededImport, inTypeImport: boolean): string {
  return `${typeOnly && !inTypeImport ? 'type ' : ''}${imported === local ? local : `${imported} as ${local}`}`;
}

function importLine(from: string, entries: readonly NeededImport[]): string {
  const allTypes = entries.every((entry) => entry.typeOnly);
  const keyword = allTypes ? 'import type' : 'import';
  return entries.filter(({ imported }) => imported === 'default').map(({ local }) => `${keyword} ${local} from "${from}";`)
    .concat(entries.filter(({ imported }) => imported === '*').map(({ local }) => `${keyword} * as ${local} from "${from}";`))
    .concat(named(entries, allTypes).map((names) => `${keyword} { ${names} } from "${from}";`)).join('\n');
}

function named(entries: readonly NeededImport[], allTypes: boolean): readonly string[] {
  const names = entries.filter(({ imported }) => imported !== 'default' && imported !== '*').map((entry) => specifier(entry, allTypes));
  return names.length === 0 ? [] : [names.sort().join(', ')];
}

/** The text without imports that the old text used and the new one does not. */
export function withoutIdleImports(path: string, before: string, after: string): string {
  const source = Source.of(path, after);
  const used = new Set(source.names.uses.map((use) => use.name));
  const idle = new Set(source.names.imports.map(({ local }) => local).filter((local) => !used.has(local)));
  if (idle.size === 0) return after;
  const old = Source.of(path, before).names;
  const usedBefore = new Set(old.uses.map((use) => use.name));
  const wasIdle = (name: string): boolean => old.imports.some(({ local }) => local === name) && !usedBefore.has(name);
  let text = after;
  for (const name of idle) {
    if (!wasIdle(name)) text = withoutImport(path, text, name);
  }
  return text;
}

function withoutImport(path: string, text: string, name: string): string {
  const { root } = Source.of(path, text);
  for (const declaration of root?.children ?? []) {
    if (declaration.kind !== 'ImportDeclaration') continue;
    const inner = text.slice(declaration.start, declaration.end);
    const braces = /\{([^}]*)\}/.exec(inner);
    if (braces === null) continue;
    const names = (braces[1] ?? '').split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
    const kept = names.filter((entry) => entry.replace(/^type\s+/, '').split(/\s+as\s+/).at(-1) !== name);
    if (kept.length === names.length) continue;
    const wholeLine = /^\r?\n/.exec(text.slice(declaration.end))?.[0].length ?? 0;
    if (kept.length === 0 && !/^import\s+(type\s+)?\w+\s*,/.test(inner)) return applyEdits(text, [{ file: path, start: declaration.start, end: declaration.end + wholeLine, text: '' }]);
    const list = kept.length === 0 ? '' : `{ ${kept.join(', ')} }`;
    const oneLine = inner.replace(/\{[^}]*\}/, list).replace(/,\s*from/, ' from');
    const several = `{\n${kept.map((entry) => `  ${entry},\n`).join('')}}`;
    return applyEdits(text, [{ file: path, start: declaration.start, end: declaration.end, text: oneLine.length <= 80 || kept.length === 0 ? oneLine : inner.replace(/\{[^}]*\}/, several) }]);
  }
  return text;
}

/** The path that a relative specifier in a file means. */
export function importedPath(path: string, from: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function relative(path: string, target: string): string {
  const from = path.split('/').slice(0, -1);
  const to = target.split('/');
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common += 1;
  const up = from.length - common;
  return `${up === 0 ? './' : '../'.repeat(up)}${to.slice(common).join('/')}`;
}
