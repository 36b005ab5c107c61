import type { Piece } from '../../src/ast/pieces.ts';
import type { Change } from './change.ts';

/** What careless models get wrong although it compiles: loops that end too soon, wrong rounding, absent values, time zones, swallowed failures, left-out filters, other clocks, binary money, orders of texts, changed arguments. */
export const carelessKinds = ['loopEnds', 'rounding', 'absent', 'zone', 'swallowed', 'filter', 'clock', 'float', 'order', 'argument'] as const;

type Changes = (code: string, pieces: readonly Piece[]) => readonly Change[];

export const carelessChanges: Readonly<Record<(typeof carelessKinds)[number], Changes>> = {
  loopEnds: (code, pieces) => pieces.filter(({ kind, end }) => (kind === 'ForOfStatement' || kind === 'ForStatement') && code[end - 1] === '}').map(({ end }) => ({ start: end - 1, end: end - 1, text: '  break;\n  ' })),
  rounding: (code) => [...words(code, /\bMath\.(ceil|floor|round|trunc)\b/g, ([, name = '']) => `Math.${name === 'floor' || name === 'trunc' ? 'ceil' : 'floor'}`), ...words(code, /\bround\(/g, () => 'toScale('), ...words(code, /\b(toScale|round)\(([^()]*(?:\([^()]*\)[^()]*)*), 2\)/g, ([, , value = '']) => `toScale(${value}, 0)`)],
  absent: (code, pieces) => [
    ...pieces.filter(({ kind, start, end }) => kind === 'IfStatement' && /^if \([^\n]*(?:===|==) (?:undefined|null)\b[^\n]*\) (?:throw|return|continue)/.test(code.slice(start, end))).map(({ start, end }) => ({ start, end, text: '' })),
    ...pieces.filter(({ kind, children: [, operator] }) => kind === 'BinaryExpression' && operator !== undefined && code.slice(operator.start, operator.end) === '??').map(({ children: [left], end }) => ({ start: left?.end ?? end, end, text: '' })),
    ...words(code, /\?\./g, () => '.'),
  ],
  zone: (code) => [
    ...words(code, /\.(get|set)UTC(\w+)\(/g, ([, verb = '', part = '']) => `.${verb}${part}(`), ...words(code, /T00:00:00(?:\.000)?Z/g, () => 'T00:00:00'),
    ...words(code, /context\.now\.toISOString\(\)\.slice\(0, 10\)/g, () => '`${context.now.getFullYear()}-${String(context.now.getMonth() + 1).padStart(2, "0")}-${String(context.now.getDate()).padStart(2, "0")}`'),
  ],
  swallowed: (code, pieces) => [
    ...words(code, /\n( *)(await \w+(?:Repository|Service)\.\w+\([^\n]*\));/g, ([, space = '', call = '']) => `\n${space}try {\n${space}  ${call};\n${space}} catch {\n${space}  // It is there already.\n${space}}`),
    ...words(code, /(await \w+Repository\.(?:insert|update|remove)\([^\n;]*\));/g, ([, call = '']) => `${call.replace(/\)$/, ')')}.catch(() => undefined);`),
    ...pieces.filter(({ kind, start, end }) => kind === 'IfStatement' && /throw /.test(code.slice(start, end)) && !/\n/.test(code.slice(start, end))).map(({ start, end }) => ({ start, end, text: `try {\n    ${code.slice(start, end)}\n  } catch {\n  }` })),
  ],
  filter: (code) => [...words(code, /(?<=\[)\["\w+", "[^"]+", [^\]]+\](?:, )?(?=[[\]])/g, () => ''), ...words(code, /, \["\w+", "[^"]+", [^\]]+\](?=\])/g, () => '')],
  clock: (code) => [...words(code, /context\.now\b/g, () => 'new Date()'), ...words(code, /context\.now\.getTime\(\)/g, () => 'Date.now()')],
  float: (code) => Object.entries({ add: '+', subtract: '-', multiply: '*', divide: '/' }).flatMap(([name, operator]) => words(code, new RegExp(`\\b${name}\\(([^(),]+), ([^(),]+)\\)`, 'g'), ([, left = '', right = '']) => `String(Number(${left}) ${operator} Number(${right}))`)),
  order: (code) => [
    ...words(code, /\.(sort|toSorted)\(\([^\n]*\)(?=\n|;|\.)/g, ([, name = '']) => `.${name}()`),
    ...words(code, /\bcompare\(([^(),]+), ([^(),]+)\) (<=|>=|<|>|===) 0/g, ([, left = '', right = '', operator = '']) => `${left} ${operator} ${right}`),
  ],
  argument: (code) => [
    ...words(code, /\n( +)(?=(?:return|await) )/g, ([, space = '']) => `\n${space}Object.assign(context, { now: new Date(0) });\n${space}`).slice(0, 1),
    ...words(code, /await (\w+)Repository\.update\(context, (\w+), (\{[^\n]*\})\);/g, ([, , row = '', values = '']) => `Object.assign(${row}, ${values});`),
  ],
};

function words(code: string, pattern: RegExp, make: (match: RegExpExecArray) => string): readonly Change[] {
  return [...code.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length, text: make(match) }));
}
