import { piecesOf, type Piece } from '../../../../ast/pieces.ts';

/** A function as its text declares it. */
export interface FunctionShape {
  readonly name: string;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly parameters: readonly ParameterShape[];
  /** The type that follows the parameters; undefined when there is none. */
  readonly result: string | undefined;
  /** The body with its braces, or the expression of an arrow function. */
  readonly body: { readonly text: string; readonly start: number; readonly isExpression: boolean };
  /** The whole declaration; where it stands. */
  readonly start: number;
  readonly end: number;
}

export interface ParameterShape {
  /** The name, or the text of a pattern. */
  readonly name: string;
  readonly isPattern: boolean;
  readonly type: string | undefined;
  readonly hasDefault: boolean;
}

/** The function that a statement of the top level declares under a name, in any of the usual ways; undefined for any other statement. */
export function functionShape(text: string, statement: Piece): FunctionShape | undefined {
  if (statement.kind === 'FunctionDeclaration') return shapeOf(text, statement, statement, statement.name ?? '');
  if (statement.kind !== 'VariableStatement' && statement.kind !== 'FirstStatement') return undefined;
  const declarations = statement.children.find(({ kind }) => kind === 'VariableDeclarationList')?.children ?? [];
  const [declaration] = declarations;
  const made = declaration?.children.at(-1);
  if (declarations.length !== 1 || declaration?.name === undefined || (made?.kind !== 'ArrowFunction' && made?.kind !== 'FunctionExpression')) return undefined;
  return shapeOf(text, made, statement, declaration.name);
}

/** The shape of a signature such as `export async function f(a: A): Promise<B>`. */
export function signatureShape(signature: string): FunctionShape | undefined {
  const text = `${signature} {}`;
  const statement = piecesOf('signature.ts', text)?.children[0];
  return statement === undefined ? undefined : functionShape(text, statement);
}

function shapeOf(text: string, made: Piece, statement: Piece, name: string): FunctionShape | undefined {
  const body = made.children.at(-1);
  // An overload has no body.
  if (body === undefined || (made.kind !== 'ArrowFunction' && body.kind !== 'Block')) return undefined;
  const parameters = made.children.filter(({ kind }) => kind === 'Parameter');
  const between = made.children.filter(({ kind }) => !skipped.has(kind) && !kind.endsWith('Modifier')).slice(0, -1);
  const result = between.filter((piece) => piece.kind !== 'Parameter' && piece.start >= (parameters.at(-1)?.end ?? 0) && piece !== nameOf(made)).at(-1);
  return {
    name, start: statement.start, end: statement.end,
    isAsync: made.children.some(({ kind }) => kind === 'AsyncKeyword'),
    isGenerator: made.children.some(({ kind }) => kind === 'AsteriskToken'),
    parameters: parameters.map((piece) => parameterOf(text, piece)),
    result: result === undefined ? undefined : text.slice(result.start, result.end),
    body: { text: text.slice(body.start, body.end), start: body.start, isExpression: body.kind !== 'Block' },
  };
}

const skipped: ReadonlySet<string> = new Set(['ExportKeyword', 'AsyncKeyword', 'DefaultKeyword', 'DeclareKeyword', 'AsteriskToken', 'TypeParameter', 'EqualsGreaterThanToken']);

/** The name of a function; an arrow function has none. */
function nameOf(made: Piece): Piece | undefined {
  return made.kind === 'ArrowFunction' ? undefined : made.children.find(({ kind }) => kind === 'Identifier');
}

function parameterOf(text: string, piece: Piece): ParameterShape {
  const [first, ...rest] = piece.children;
  const type = rest.find((child) => /:\s*$/.test(text.slice(piece.start, child.start)));
  const hasDefault = rest.some((child) => child !== type && /=\s*$/.test(text.slice(piece.start, child.start)));
  return {
    name: first === undefined ? '' : text.slice(first.start, first.end),
    isPattern: first?.kind === 'ObjectBindingPattern' || first?.kind === 'ArrayBindingPattern',
    type: type === undefined ? undefined : text.slice(type.start, type.end),
    hasDefault,
  };
}

/** A type in one spelling: white space, quotes, separators of members, brackets around and the order of unions do not count. */
export function spelledType(text: string): string {
  const tokens: string[] = [];
  for (const [token] of text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ').matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\p{ID_Continue}$]+|\S/gu)) {
    if (/^[\])}>]$/.test(token) && tokens.at(-1) === ',') tokens.pop();
    if (token === '|' && (tokens.length === 0 || /^[(:<,=[]$/.test(tokens.at(-1) ?? ''))) continue;
    tokens.push(token === ';' ? ',' : token.startsWith('\'') ? JSON.stringify(token.slice(1, -1)) : token);
  }
  return sortedUnion(tokens.filter((token) => token !== 'readonly').join(' ').replace(/\bArray < ([\p{ID_Continue}$. ]+?) >/gu, '$1 [ ]'));
}

/** The members of a union at the top of a type, or within the brackets around all of it, in one order. */
function sortedUnion(type: string): string {
  const inner = /^(Promise <) (.*) >$/.exec(type);
  if (inner !== null) return `${inner[1] ?? ''} ${sortedUnion(inner[2] ?? '')} >`;
  const members: string[] = [];
  let depth = 0;
  let member: string[] = [];
  for (const token of type.split(' ')) {
    if (/^[([{<]$/.test(token)) depth += 1;
    if (/^[)\]}>]$/.test(token)) depth -= 1;
    if (token === '|' && depth === 0) {
      members.push(member.join(' '));
      member = [];
    } else member.push(token);
  }
  return [...members, member.join(' ')].sort().join(' | ');
}
