import type { AtomFinding, FindingLevel } from '../../../../ir/atom.ts';
import type { Candidate } from './candidate.ts';
import type { Check, CheckContext } from './check.ts';
import { checkNames } from './names.ts';
import { checkCasts } from './rules/casts.ts';
import { checkClock } from './rules/clock.ts';
import { checkComments } from './rules/comments.ts';
import { checkDecimals } from './rules/decimals.ts';
import { checkDynamicCode } from './rules/dynamicCode.ts';
import { checkExpressions } from './rules/expressions.ts';
import { checkFailures } from './rules/failures.ts';
import { checkGlobals } from './rules/globals.ts';
import { checkInPlace } from './rules/inPlace.ts';
import { checkLoops } from './rules/loops.ts';
import { checkPromises } from './rules/promises.ts';
import { checkPrototypes } from './rules/prototypes.ts';
import { checkRawSql } from './rules/rawSql.ts';
import { checkSecrets } from './rules/secrets.ts';
import { checkSize } from './rules/size.ts';
import { checkStatuses } from './rules/statuses.ts';
import { checkSwallowed } from './rules/swallowed.ts';
import { checkWrites } from './rules/writes.ts';
import { checkZones } from './rules/zones.ts';

/** The levels that need nothing but the code, after syntax and signature, in the order in which they run. */
export const staticLevels: readonly { readonly level: FindingLevel; readonly checks: readonly Check[] }[] = [
  { level: 'names', checks: [checkNames] },
  { level: 'security', checks: [checkGlobals, checkDynamicCode, checkPrototypes, checkRawSql, checkSecrets, checkExpressions, checkLoops] },
  { level: 'conventions', checks: [checkCasts, checkComments, checkFailures, checkStatuses, checkPromises, checkWrites, checkDecimals, checkClock, checkZones, checkInPlace, checkSwallowed] },
  { level: 'size', checks: [checkSize] },
];

/** What all checks of one level find, by line. */
export function findingsOf(checks: readonly Check[], candidate: Candidate, context: CheckContext): readonly AtomFinding[] {
  const found = checks.flatMap((check) => check(candidate, context));
  const seen = new Set<string>();
  return found.filter(({ message }) => !seen.has(message) && seen.add(message)).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
