import { nearest } from '../../../../base/nearest.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { AtomFinding } from '../../../../ir/atom.ts';
import { knownNames, type KnownName } from '../knownNames.ts';
import type { Candidate } from './candidate.ts';
import { didYouMean, finding, type Check } from './check.ts';
import { forbiddenGlobals } from './forbiddenGlobals.ts';

const globalValues: ReadonlySet<string> = new Set((
  'Array ArrayBuffer BigInt Boolean DataView Date Error Infinity Intl Iterator JSON Map Math NaN Number Object Promise RangeError RegExp Set String Symbol SyntaxError TypeError '
  + 'Uint8Array URL URLSearchParams TextEncoder TextDecoder WeakMap WeakSet AggregateError decodeURIComponent encodeURIComponent encodeURI decodeURI isFinite isNaN parseFloat parseInt '
  + 'structuredClone undefined arguments atob btoa'
).split(' '));

const globalTypes: ReadonlySet<string> = new Set((
  'Array ArrayLike AsyncIterable Awaited BigInt Boolean Buffer Capitalize Date Error Exclude Extract Generator Intl Iterable IterableIterator Iterator Lowercase Map NonNullable Number Object Omit '
  + 'Parameters Partial Pick Promise PromiseLike PropertyKey Readonly ReadonlyArray ReadonlyMap ReadonlySet Record RegExp RegExpMatchArray RegExpExecArray Required ReturnType Set String Symbol '
  + 'TypeError RangeError Uint8Array URL Uncapitalize Uppercase WeakMap WeakSet ThisType NoInfer const'
).split(' '));

/** Names that neither the code, the app nor the language has; functions that a repository does not offer; imports of what is not there. */
export const checkNames: Check = (candidate, { application }) => {
  const book = namesOf(application);
  const findings = [...unknown(candidate, book, 'values'), ...unknown(candidate, book, 'types'), ...unknownMembers(candidate, book)];
  return [...findings, ...imports(candidate, book, new Set(findings.map(({ message }) => message)))];
};

interface Names {
  readonly values: ReadonlyMap<string, KnownName>;
  readonly types: ReadonlyMap<string, KnownName>;
}

const known = new WeakMap<ApplicationIR, Names>();

/** The names of the app by what they are. */
export function namesOf(application: ApplicationIR): Names {
  const before = known.get(application);
  if (before !== undefined) return before;
  const all = knownNames(application);
  const names = { values: new Map(all.filter(({ isType }) => !isType).map((one) => [one.name, one])), types: new Map(all.filter(({ isType }) => isType).map((one) => [one.name, one])) };
  known.set(application, names);
  return names;
}

/** Whether code of an app may use a name that it does not declare. */
export function isKnownName(name: string, use: 'values' | 'types', application: ApplicationIR): boolean {
  return isKnownTo(namesOf(application), name, use);
}

function isKnownTo(names: Names, name: string, use: 'values' | 'types'): boolean {
  // A value can stand where a type stands: a class, and `typeof`.
  return names[use].has(name) || (use === 'values' ? globalValues : globalTypes).has(name) || (use === 'values' ? forbiddenGlobals.has(name) : names.values.has(name) || globalValues.has(name));
}

function unknown(candidate: Candidate, names: Names, use: 'values' | 'types'): readonly AtomFinding[] {
  const globals = use === 'values' ? globalValues : globalTypes;
  const isKnown = (name: string): boolean => isKnownTo(names, name, use);
  return [...candidate.names[use]].filter((name) => !isKnown(name)).map((name) => {
    // Events need their part of the database, which an app without events does not have.
    const suggestion = name === 'emitEvent' ? ' The spec has no events.' : didYouMean(nearest(name, [...names[use].keys(), ...candidate.names.declared, ...globals]) ?? similar(name, [...names[use].keys()]));
    return finding(candidate, 'names', 'DM5030', { found: name, suggestion }, offsetOf(candidate, name));
  });
}

/** `memberRepo` for `memberRepository`: a name that the other begins with. */
function similar(name: string, names: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  return lower.length < 4 ? undefined : names.find((other) => other.toLowerCase().startsWith(lower) || (other.length >= 4 && lower.startsWith(other.toLowerCase())));
}

function unknownMembers(candidate: Candidate, { values }: Names): readonly AtomFinding[] {
  return [...candidate.names.members].flatMap((use) => {
    const [repository = '', found = ''] = use.split('.');
    const members = values.get(repository)?.members;
    if (members === undefined || members.includes(found)) return [];
    const suggestion = didYouMean(nearest(found, members));
    return [finding(candidate, 'names', 'DM5031', { repository, found, suggestion, members: members.join(', ') }, offsetOf(candidate, use))];
  });
}

/** Imports are dropped; those that could not be made say something of what the code expects. */
function imports(candidate: Candidate, names: Names, said: ReadonlySet<string>): readonly AtomFinding[] {
  return candidate.module.imports.flatMap((node) => {
    if (node.names.length === 0) return [finding(candidate, 'names', 'DM5032', { found: '*', from: node.from, suggestion: '' }, node.start)];
    return node.names.flatMap(({ imported, local, start }) => {
      const isUsed = candidate.names.values.has(local) || candidate.names.types.has(local);
      const one = names.values.get(local) ?? names.types.get(local);
      if (!isUsed || (one !== undefined && imported !== '*')) return [];
      const meant = imported === '*' || imported === 'default' ? undefined : (names.values.get(imported) ?? names.types.get(imported))?.name ?? nearest(imported, [...names.values.keys(), ...names.types.keys()]);
      const found = finding(candidate, 'names', 'DM5032', { found: imported, from: node.from, suggestion: didYouMean(meant) }, start);
      return said.has(found.message) ? [] : [found];
    });
  });
}

/** Where a name, or a member of it, stands first outside of imports. */
function offsetOf({ text, module }: Candidate, name: string): number {
  const escaped = name.replace(/[$.]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{ID_Continue}$.])${escaped}(?![\\p{ID_Continue}$])`, 'gu');
  for (const match of text.matchAll(pattern)) if (!module.imports.some(({ start, end }) => match.index >= start && match.index < end)) return match.index;
  return 0;
}
