import type { SymbolTable } from '../code/tsFile.ts';

/** What the static files of `tests/generated/support` export. */
const modules: readonly { readonly path: string; readonly values: readonly string[]; readonly types?: readonly string[] }[] = [
  { path: 'app.ts', values: ['app', 'database', 'nobody', 'send'], types: ['Reply', 'Method'] },
  { path: 'expect.ts', values: ['expectBody', 'expectRow', 'expectEmpty', 'expectStatus', 'expectProblem', 'expectInvalid', 'expectFields'] },
  { path: 'lists.ts', values: ['listPage', 'listAll', 'valuesOf', 'leavesUnchanged', 'expectAmong'], types: ['Listing'] },
  { path: 'values.ts', values: ['text', 'whole', 'decimal', 'flag', 'oneOf', 'listed'] },
  { path: 'validation.ts', values: ['refusesBodies', 'refusesEach', 'refusesOtherThanJson', 'acceptsBoundaries', 'refusesQueries', 'refusesKeys'] },
  { path: 'rowTests.ts', values: ['readsRows', 'replacesRows', 'updatesRows', 'deletesRows', 'whenDeleted'], types: ['Rows'] },
  { path: 'createTests.ts', values: ['createsRows'] },
  { path: 'listTests.ts', values: ['listsRows', 'varied', 'told', 'amongOthers'] },
  { path: 'accessTests.ts', values: ['refusesStrangers', 'refusesWithoutScope', 'refusesWhoIsNoAdmin', 'needsNoCredentials', 'hidesRows', 'answersAdmins', 'listsOwnRows', 'refusesReference'] },
  { path: 'machineTests.ts', values: ['hasTable', 'movesRows', 'illegal'] },
  { path: 'openTests.ts', values: ['expectWithin', 'answersWithin'] },
  { path: 'endpointTests.ts', values: ['refusesOtherMethods', 'saysNotImplemented'] },
  {
    path: 'unique.ts',
    values: ['digits', 'lower', 'upper', 'uniqueNumber', 'uniqueInteger', 'uniqueOf', 'uniqueText', 'uniqueShape', 'uniqueDecimal', 'uniqueDate', 'uniqueTimestamp'],
  },
];

/** Declares what the static support files export under `test:<name>`. */
export function declareSupport(symbols: SymbolTable): void {
  for (const { path, values, types = [] } of modules) {
    for (const name of values) symbols.declare(`test:${name}`, `tests/generated/support/${path}`, name);
    for (const name of types) symbols.declare(`test:${name}`, `tests/generated/support/${path}`, name, 'type');
  }
}
