import { allPieces, piecesOf, type Piece } from '../../src/ast/pieces.ts';
import type { Atom } from '../../src/ir/atom.ts';
import { readCodeAnswer } from '../../src/llm/answers/readCodeAnswer.ts';
import type { Change } from './change.ts';
import { carelessChanges, carelessKinds } from './careless.ts';
import { insertions } from './insertions.ts';

/** What can be wrong with the answer of a model. */
export const defectKinds = [
  'syntax', 'types', 'names', 'signature', 'condition', 'bound', 'operator', 'await', 'write', 'transaction', 'status', 'security', 'conventions', 'truncation', 'elision', 'offTopic',
  ...carelessKinds,
] as const;
export type DefectKind = (typeof defectKinds)[number];

export interface Defect {
  readonly kind: DefectKind;
  /** What was changed, for people. */
  readonly change: string;
  readonly answer: string;
}

/** All defects of a kind that can be put into an answer. */
export function defectsOf(kind: DefectKind, recorded: string, atom: Atom): readonly Defect[] {
  const { code = '' } = readCodeAnswer(recorded, atom.name);
  const root = piecesOf('answer.ts', code);
  const pieces = root === undefined ? [] : allPieces(root);
  const fenced = (text: string): string => `\`\`\`ts\n${text}\n\`\`\``;
  const made = (changes: readonly Change[]): readonly Defect[] => changes.map(({ start, end, text }) => ({
    kind, change: `${JSON.stringify(code.slice(start, end).slice(0, 60))} -> ${JSON.stringify(text.slice(0, 60))}`, answer: fenced(code.slice(0, start) + text + code.slice(end)),
  }));
  const said = (change: string, answer: string): Defect => ({ kind, change, answer });
  switch (kind) {
    case 'syntax': return made(syntaxChanges(code));
    case 'types': return made(typeChanges(code, pieces));
    case 'names': return made(nameChanges(code, pieces));
    case 'signature': return made(signatureChanges(code, atom));
    case 'condition': return made(comparisons(code, pieces, { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '===': '!==', '!==': '===', '&&': '||', '||': '&&' }));
    case 'bound': return made([...comparisons(code, pieces, { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }), ...numberChanges(code, pieces)]);
    case 'operator': return made([...comparisons(code, pieces, { '+': '-', '-': '+', '*': '/', '/': '*' }), ...calls(code, { add: 'subtract', subtract: 'add', multiply: 'divide' })]);
    case 'await': return made(pieces.filter((piece) => piece.kind === 'AwaitExpression').map(({ start }) => ({ start, end: start + 'await '.length, text: '' })));
    case 'write': return made(pieces.filter((piece) => piece.kind === 'ExpressionStatement' && /Repository\.(?:update|insert|remove)\(/.test(code.slice(piece.start, piece.end))).map(({ start, end }) => ({ start, end, text: '' })));
    case 'transaction': return made(matchesOf(code, /await (\w+Repository)\.(update|insert|remove)\(context, /g, (match) => `await context.tx.transaction(async (tx) => ${match[1] ?? ''}.${match[2] ?? ''}({ ...context, tx }, `)
      .map((change) => ({ ...change, end: code.indexOf(';', change.end), text: `${change.text}${code.slice(change.end, code.indexOf(';', change.end))})` })));
    case 'status': return made(statusChanges(code));
    case 'security': case 'conventions': return made(insertedInto(code, atom.name, insertions[kind]));
    case 'loopEnds': case 'rounding': case 'absent': case 'zone': case 'swallowed': case 'filter': case 'clock': case 'float': case 'order': case 'argument': return made(carelessChanges[kind](code, pieces));
    case 'truncation': return [0.3, 0.5, 0.7, 0.9].map((share) => said(`cut at ${String(share * 100)} %`, `\`\`\`ts\n${code.slice(0, Math.floor(code.length * share))}`));
    case 'elision': return made(matchesOf(code, /\n +(?:const|if|for|return)[^\n]*/g, () => '\n  // ... rest of the implementation unchanged'));
    case 'offTopic': return [
      said('talk', 'The function needs more context. Which database do you use?'), said('another function', fenced('export function hello(): string {\n  return "hello";\n}')),
      said('another language', '```python\ndef answer(context):\n    return 42\n```'), said('refusal', 'I\'m sorry, but I cannot help with that request.'),
    ];
  }
}

function matchesOf(code: string, pattern: RegExp, make: (match: RegExpExecArray) => string): readonly Change[] {
  return [...code.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length, text: make(match) }));
}

function syntaxChanges(code: string): readonly Change[] {
  return [
    ...matchesOf(code, /\)\s*\{/g, () => ') ').slice(0, 4), ...matchesOf(code, /\bconst (\w+) =/g, (match) => `const ${match[1] ?? ''} = =`).slice(0, 4),
    ...matchesOf(code, /\);\n/g, () => ';\n').slice(0, 4), ...matchesOf(code, /=> /g, () => '= ').slice(0, 2),
  ];
}

function typeChanges(code: string, pieces: readonly Piece[]): readonly Change[] {
  const returned = pieces.filter(({ kind, children }) => kind === 'ReturnStatement' && children.length > 0).flatMap(({ children: [value] }) => (value === undefined ? [] : [{ start: value.start, end: value.end, text: '{ wrong: true }' }]));
  const swapped = pieces.filter(({ kind, children }) => kind === 'CallExpression' && children.length >= 3 && code.slice(children[1]?.start, children[1]?.end) === 'context')
    .map(({ children }) => ({ start: children[1]?.start ?? 0, end: children[2]?.end ?? 0, text: `${code.slice(children[2]?.start, children[2]?.end)}, context` }));
  return [...returned.filter(({ start }) => !insideCallback(code, start)), ...swapped];
}

/** A return within a callback can be of any type. */
function insideCallback(code: string, at: number): boolean {
  return (/\n( *)[^\n]*$/.exec(code.slice(0, at))?.[1]?.length ?? 0) > 4;
}

function nameChanges(code: string, pieces: readonly Piece[]): readonly Change[] {
  const members = pieces.filter(({ kind, children }) => kind === 'PropertyAccessExpression' && children.length === 2).flatMap(({ children: [, name] }) => (name === undefined ? [] : [name]));
  return [
    ...members.map(({ start, end }) => ({ start, end, text: `${code.slice(start, end)}Value` })),
    ...matchesOf(code, /\b(\w+)Repository\b/g, (match) => `${match[1] ?? ''}Repo`), ...matchesOf(code, /\b(conflict|notFound|unprocessable|failure)\(/g, (match) => `${match[1] ?? ''}Error(`),
    ...matchesOf(code, /\["(\w+)", "/g, (match) => `["${match[1] ?? ''}s", "`),
  ];
}

function signatureChanges(code: string, { name }: Atom): readonly Change[] {
  return [
    ...matchesOf(code, new RegExp(`function ${name}\\(`, 'g'), () => `function ${name}Impl(`), ...matchesOf(code, /\): Promise<[^]*?> \{/g, () => '): Promise<Response> {').slice(0, 1),
    ...matchesOf(code, /\(\s*_?context: CallContext/g, () => '(database: Database, context: CallContext').slice(0, 1), ...matchesOf(code, /context: CallContext/g, () => 'ctx: AppContext').slice(0, 1),
  ];
}

function comparisons(code: string, pieces: readonly Piece[], into: Readonly<Record<string, string>>): readonly Change[] {
  const operators = pieces.filter(({ kind }) => kind === 'BinaryExpression').flatMap(({ children }) => {
    const [, operator] = children;
    const text = operator === undefined ? '' : code.slice(operator.start, operator.end);
    const to = into[text];
    return operator === undefined || to === undefined ? [] : [{ start: operator.start, end: operator.end, text: to }];
  });
  // Conditions of repositories and operators of queries say the same in another way.
  const texts = matchesOf(code, /(?<=\["\w+", ")(<=|>=|<|>)(?=")/g, (match) => into[match[0]] ?? match[0]).filter((change) => change.text !== code.slice(change.start, change.end));
  return [...operators, ...texts];
}

function numberChanges(code: string, pieces: readonly Piece[]): readonly Change[] {
  return pieces.filter(({ kind, start, end }) => (kind === 'FirstLiteralToken' || kind === 'NumericLiteral') && !/^(?:0|1|4\d\d|86_?400_?000|1_?000|60|24|3_?600_?000)$/.test(code.slice(start, end)))
    .map(({ start, end }) => ({ start, end, text: String(Number(code.slice(start, end).replaceAll('_', '')) + 1) }));
}

function calls(code: string, into: Readonly<Record<string, string>>): readonly Change[] {
  return Object.entries(into).flatMap(([from, to]) => matchesOf(code, new RegExp(`\\b${from}\\(`, 'g'), () => `${to}(`));
}

function statusChanges(code: string): readonly Change[] {
  return [
    ...matchesOf(code, /\bconflict\(/g, () => 'unprocessable('), ...matchesOf(code, /\bunprocessable\(/g, () => 'conflict('), ...matchesOf(code, /\bfailure\(4\d\d/g, () => 'failure(418'),
    ...matchesOf(code, /\bnotFound\("\w+", [^)]*\)/g, () => 'failure(500, "broken", "It is broken.")'),
  ];
}

/** At the beginning of the function's body. */
function insertedInto(code: string, name: string, texts: readonly string[]): readonly Change[] {
  const at = code.indexOf('> {\n', code.indexOf(`function ${name}`)) + 4;
  return at < 4 ? [] : texts.map((text) => ({ start: at, end: at, text: `  ${text}\n` }));
}
