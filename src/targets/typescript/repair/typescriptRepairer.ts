import type { AppTexts, RepairCandidate, Repairer, RepairRequest } from '../../facts/repairer.ts';
import { typescriptCandidates } from './candidates.ts';
import { jsonCandidates } from './jsonCandidates.ts';
import { lineCandidates } from './lineCandidates.ts';
import { misreadChanges } from '../facts/sql/parseDdl.ts';
import { sqlCandidates } from './sqlCandidates.ts';
import { Source } from './source.ts';
import { yamlCandidates } from './yamlCandidates.ts';

/** Mends apps of the TypeScript target: code by its syntax, JSON and YAML by their structure, SQL by its lines. */
export const typescriptRepairer: Repairer = {
  *candidates(request: RepairRequest, expected: AppTexts, actual: AppTexts): Iterable<RepairCandidate> {
    const path = request.expected?.file ?? request.actual?.file ?? request.at.file;
    if (/\.[cm]?ts$/.test(path)) yield* typescriptCandidates(request, expected, actual);
    else {
      if (path.endsWith('.json')) yield* jsonCandidates(request, expected, actual);
      if (/\.ya?ml$/.test(path)) yield* yamlCandidates(request, expected, actual);
      if (path.endsWith('.sql')) yield* sqlCandidates(request, expected, actual);
      yield* lineCandidates(request, expected, actual);
    }
  },
  isSound(path, before, after) {
    if (path.endsWith('.sql')) return misreadChanges(after) <= (before === undefined ? 0 : misreadChanges(before));
    if (!/\.[cm]?ts$/.test(path)) return true;
    const next = Source.of(path, after);
    if (next.root === undefined) return false;
    if (idleStatements(next) > (before === undefined ? 0 : idleStatements(Source.of(path, before)))) return false;
    const known = before === undefined ? new Set<string>() : Source.of(path, before).names.unbound;
    return [...next.names.unbound].every((name) => known.has(name) || globals.has(name));
  },
};

/** How many statements stand behind one that always leaves. */
function idleStatements(source: Source): number {
  let count = 0;
  for (const piece of source.pieces) {
    const statements = piece.children.filter((child) => child.list === 'statements');
    count += statements.filter((_, index) => leaving.has(statements[index - 1]?.kind ?? '')).length;
  }
  return count;
}

const leaving: ReadonlySet<string> = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

/** Names that every file has: what the engine gives, and the types of the language and of Node. */
const globals: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  'Awaited', 'Capitalize', 'ConstructorParameters', 'Exclude', 'Extract', 'InstanceType', 'Iterable', 'Iterator', 'IterableIterator', 'AsyncIterable', 'Lowercase', 'NoInfer', 'NodeJS',
  'NonNullable', 'Omit', 'Parameters', 'Partial', 'Pick', 'PromiseLike', 'PropertyKey', 'Readonly', 'ReadonlyArray', 'ReadonlyMap', 'ReadonlySet', 'Record', 'Required',
  'ReturnType', 'ThisType', 'Uncapitalize', 'Uppercase', 'const', 'undefined', 'arguments',
]);
