import type { DeclaredSymbol, SymbolTable } from '../code/tsFile.ts';

/** What a name of the app is that written code may use. */
export type NameKind =
  | 'service' | 'repository' | 'flow' | 'operation' | 'machine' | 'presenter' | 'row' | 'type' | 'schema' | 'table' | 'runtime' | 'helper' | 'library';

/**
 * Kinds by the prefix of a symbol's key. Where several symbols have one name, a type is taken where a type stands and a value where a value
 * stands, then the first kind of this list, then the first path.
 */
const kinds: readonly (readonly [string, NameKind])[] = [
  ['runtime', 'runtime'], ['repository', 'repository'], ['service', 'service'], ['row', 'row'], ['newRow', 'row'], ['table', 'table'], ['linkTable', 'table'],
  ['flow', 'flow'], ['flowInput', 'type'], ['fire', 'machine'], ['machine', 'machine'], ['event', 'machine'], ['operation', 'operation'],
  ['presenter', 'presenter'], ['type', 'type'], ['queryType', 'type'], ['schema', 'schema'], ['helper', 'helper'],
];

/** Of the runtime: what concerns a call, its refusals, exact numbers, keys, pages and events; nothing that reaches the process, the server or the database itself. */
const runtimeNames: ReadonlySet<string> = new Set([
  'CallContext', 'Caller', 'requireCaller', 'Problem', 'FieldError', 'badRequest', 'notFound', 'conflict', 'unprocessable', 'preconditionFailed', 'illegalTransition', 'failure', 'notImplemented',
  'add', 'subtract', 'multiply', 'divide', 'remainder', 'negate', 'abs', 'compare', 'sum', 'round', 'toScale', 'decimalOf', 'uuidv7', 'emitEvent', 'encodeCursor', 'decodeCursor', 'invalidCursor',
]);

/** What written code may import of packages; names of the app come first. */
export const libraryNames: readonly { readonly from: string; readonly values: readonly string[]; readonly types: readonly string[] }[] = [
  {
    from: 'drizzle-orm',
    values: [
      'and', 'or', 'not', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'inArray', 'notInArray', 'isNull', 'isNotNull', 'between', 'like', 'ilike', 'exists', 'notExists', 'asc', 'desc',
      'count', 'countDistinct', 'avg', 'min', 'max', 'sum', 'sumDistinct', 'sql', 'getTableColumns',
    ],
    types: ['SQL'],
  },
  { from: 'node:crypto', values: ['createHash', 'randomUUID'], types: [] },
];

/** The kind of a symbol that written code may use; undefined for one that it may not. */
export function kindOf({ key, name }: DeclaredSymbol): NameKind | undefined {
  const kind = kinds.find(([prefix]) => key.startsWith(`${prefix}:`))?.[1];
  return kind === 'runtime' && !runtimeNames.has(name) ? undefined : kind;
}

/** The symbol that a name of written code stands for, or the package that has it; undefined for globals and for what the app does not have. */
export function lookUp(name: string, use: 'values' | 'types', symbols: SymbolTable): DeclaredSymbol | { readonly from: string } | undefined {
  const candidates = symbols.named(name).filter((symbol) => kindOf(symbol) !== undefined);
  const [first] = candidates.length < 2 ? candidates : [...candidates].sort((a, b) => Number(isOther(a, use)) - Number(isOther(b, use)) || rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  if (first !== undefined) return first;
  return libraryNames.find(({ values, types }) => values.includes(name) || types.includes(name));
}

function isOther({ isType }: DeclaredSymbol, use: 'values' | 'types'): boolean {
  return isType !== (use === 'types');
}

function rank({ key }: DeclaredSymbol): number {
  return kinds.findIndex(([prefix]) => key.startsWith(`${prefix}:`));
}
