import { camelCase } from '../../../base/names.ts';
import { isIdentifier } from '../code/identifiers.ts';
import type { SymbolTable } from '../code/tsFile.ts';
import { helperNames } from './helpers.ts';

const reserved = [
  // Words of the language, those of strict mode and modules among them.
  ...'arguments as async await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(' '),
  // Globals that generated code reads.
  ...'Array Date Error Infinity JSON Map Math NaN Number Object Promise RegExp Set String process undefined'.split(' '),
];

const runtimeNames = [
  'add', 'subtract', 'multiply', 'divide', 'negate', 'abs', 'compare', 'sum', 'round', 'toScale', 'decimalOf', 'uuidv7', 'emitEvent',
  'requireCaller', 'notFound', 'failure', 'unprocessable', 'notImplemented', 'illegalTransition', 'isDeepStrictEqual', 'defineMachine', 'nextState',
];

/** True for a name that files of behaviour import from the runtime or from the expression helpers. */
export function isImported(name: string): boolean {
  return runtimeNames.includes(name) || helperNames.some((helper) => helper === name);
}

/** What is never a local name. */
const kept: ReadonlySet<string> = new Set([...reserved, ...runtimeNames, ...helperNames]);

/** Symbols that files of behaviour import under the names that they were declared with. */
const imported = /^(?:repository|flow|machine|fire):/;

/**
 * Gives local names inside a function with these parameters: the name of the spec where TypeScript admits it and nothing that the
 * function reads has it, else one with `Value` after it.
 */
export function localNames(symbols: SymbolTable, parameters: readonly string[]): (name: string) => string {
  return (name) => {
    const plain = isIdentifier(name) ? name : camelCase(name);
    const safe = isIdentifier(plain) ? plain : `_${plain.replace(/[^\p{ID_Continue}$]/gu, '_')}`;
    const isTaken = kept.has(safe) || parameters.includes(safe) || symbols.named(safe).some(({ key }) => imported.test(key));
    return isTaken ? `${safe}Value` : safe;
  };
}
