import type { ApplicationIR } from '../../../ir/application.ts';
import { compareText } from '../code/tsFile.ts';
import { appEmitters, declaredSymbols } from '../emitters.ts';
import { everyCall, noteCalls, repositoryCalls } from './repositoryCalls.ts';
import { kindOf, libraryNames, lookUp, type NameKind } from './vocabulary.ts';

/** A name that code for an atom may use without declaring it. */
export interface KnownName {
  readonly name: string;
  /** Path of the file in the app (`src/services/loanService.ts`) or name of the package. */
  readonly from: string;
  readonly isType: boolean;
  readonly kind: NameKind;
  /** Key in the symbol table: `service:Loan`; undefined for names of packages. */
  readonly key?: string;
  /** For a repository: all functions that it offers to written code. */
  readonly members?: readonly string[];
}

const known = new WeakMap<ApplicationIR, readonly KnownName[]>();

/** Every name that code for the application's atoms may use, globals of the language aside; sorted by name. A name stands once as a value and once as a type at most. */
export function knownNames(application: ApplicationIR): readonly KnownName[] {
  const names = known.get(application) ?? findNames(application);
  known.set(application, names);
  return names;
}

function findNames(application: ApplicationIR): readonly KnownName[] {
  // Repositories have everything here that they can offer.
  const open = { ...application };
  noteCalls(open, everyCall);
  const symbols = declaredSymbols(appEmitters, open);
  const members = new Map(application.entities.map((entity) => [`repository:${entity.name}`, repositoryCalls(entity, application).map(({ name }) => name)]));
  const own = symbols.all().flatMap((symbol): readonly KnownName[] => {
    const { key, name, path, isType } = symbol;
    const kind = kindOf(symbol);
    if (kind === undefined || (key === 'runtime:emitEvent' && application.events.length === 0) || lookUp(name, isType ? 'types' : 'values', symbols) !== symbol) return [];
    const functions = members.get(key);
    return [{ name, from: path, isType, kind, key, ...(functions === undefined ? {} : { members: functions }) }];
  });
  const taken = new Set(own.map(({ name }) => name));
  const libraries = libraryNames.flatMap(({ from, values, types }) => [
    ...values.map((name): KnownName => ({ name, from, isType: false, kind: 'library' })), ...types.map((name): KnownName => ({ name, from, isType: true, kind: 'library' })),
  ]);
  return [...own, ...libraries.filter(({ name }) => !taken.has(name))].sort((a, b) => compareText(a.name, b.name) || Number(a.isType) - Number(b.isType));
}
