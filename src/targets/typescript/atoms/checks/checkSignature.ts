import { piecesOf, type Piece } from '../../../../ast/pieces.ts';
import type { AtomFinding } from '../../../../ir/atom.ts';
import { mentions } from '../../code/mentions.ts';
import type { Candidate } from './candidate.ts';
import { excerpt, finding, type CheckContext } from './check.ts';
import { functionShape, signatureShape, spelledType, type FunctionShape } from './functionShape.ts';
import { namesOf } from './names.ts';

/** Code as it goes into the app, and where its lines stand in the answer. */
export interface ShapedCode {
  readonly code: string;
  readonly helpers: readonly string[];
  /** For lines of code and helpers, joined by an empty line, the line of the answer. */
  answerLine(line: number): number;
}

/** A piece of the answer's text as it goes into the app: `at` is its line in the answer, `before` the lines that were put before it. */
interface Part {
  readonly text: string;
  readonly at: number;
  readonly before: number;
}

/**
 * Finds the function that is asked for and what it needs beside it. Another spelling of the same is taken as it is meant: without `export` or
 * `async`, as an arrow function, with types left out, with a pattern in place of a parameter's name. Imports and exports are dropped, and so are
 * helpers that nothing uses.
 */
export function checkSignature(candidate: Candidate, context: CheckContext): { readonly findings: readonly AtomFinding[]; readonly shaped?: ShapedCode } {
  const { name, task } = context.atom;
  const wanted = signatureShape(task.signature);
  const statements = piecesOf('answer.ts', candidate.text)?.children ?? [];
  const shapes = statements.map((statement) => functionShape(candidate.text, statement));
  const at = shapes.findIndex((shape) => shape?.name === name);
  const main = shapes[at];
  const statement = statements[at];
  if (main === undefined || statement === undefined || wanted === undefined) return { findings: [finding(candidate, 'signature', 'DM5020', { name, signature: task.signature })] };
  const others = statements.filter((one) => one !== statement);
  const findings = [...differences(candidate, main, wanted, task.signature), ...notErasable(candidate), ...strangers(candidate, others, context)];
  if (findings.length > 0) return { findings };
  const parts = [declaration(candidate, main, wanted, task.signature), ...usedHelpers(candidate, others, statement)];
  return { findings, shaped: shapedOf(parts) };
}

function differences(candidate: Candidate, main: FunctionShape, wanted: FunctionShape, signature: string): readonly AtomFinding[] {
  const { name } = main;
  if (main.isGenerator) return [finding(candidate, 'signature', 'DM5024', { name, signature }, main.start)];
  if (main.parameters.length !== wanted.parameters.length && !lacksUnused(main, wanted)) {
    return [finding(candidate, 'signature', 'DM5021', { name, found: main.parameters.length, wanted: wanted.parameters.length, signature }, main.start)];
  }
  const findings = main.parameters.flatMap((parameter, index) => {
    const asked = wanted.parameters[index];
    if (asked === undefined) return [];
    const isNamed = parameter.isPattern || parameter.name.replace(/^_/, '') === asked.name.replace(/^_/, '');
    const isTyped = parameter.type === undefined || asked.type === undefined || spelledType(parameter.type) === spelledType(asked.type);
    if (isNamed && isTyped && !parameter.hasDefault) return [];
    const found = excerpt(`${parameter.name}${parameter.type === undefined ? '' : `: ${parameter.type}`}${parameter.hasDefault ? ' = ...' : ''}`, 200);
    return [finding(candidate, 'signature', 'DM5022', { index: index + 1, found, wanted: `${asked.name}: ${asked.type ?? ''}` }, main.start)];
  });
  if (main.result === undefined || wanted.result === undefined || spelledType(main.result) === spelledType(wanted.result)) return findings;
  return [...findings, finding(candidate, 'signature', 'DM5023', { name, found: excerpt(main.result, 200), wanted: wanted.result }, main.start)];
}

/** Parameters at the end that the code does not need may be left out, as TypeScript allows. */
function lacksUnused(main: FunctionShape, wanted: FunctionShape): boolean {
  return main.parameters.length < wanted.parameters.length;
}

const notErased: ReadonlyMap<string, { readonly what: string; readonly instead: string }> = new Map([
  ['EnumDeclaration', { what: 'An enum', instead: 'a union of texts' }], ['ModuleDeclaration', { what: 'A namespace', instead: 'plain functions' }],
  ['ImportEqualsDeclaration', { what: 'import =', instead: 'the names of the app' }],
]);

function notErasable(candidate: Candidate): readonly AtomFinding[] {
  return candidate.pieces.flatMap(({ kind, start }) => {
    const found = notErased.get(kind);
    return found === undefined ? [] : [finding(candidate, 'syntax', 'DM5011', found, start)];
  });
}

const dropped: ReadonlySet<string> = new Set(['ImportDeclaration', 'ExportDeclaration', 'EmptyStatement', 'ExportAssignment', 'EnumDeclaration', 'ModuleDeclaration', 'ImportEqualsDeclaration']);

/** What may not stand beside the function. */
function strangers(candidate: Candidate, others: readonly Piece[], { application, atom }: CheckContext): readonly AtomFinding[] {
  const known = namesOf(application);
  return others.flatMap((statement) => {
    if (dropped.has(statement.kind) || isDeclare(statement) || isOverload(statement)) return [];
    const isType = statement.kind === 'InterfaceDeclaration' || statement.kind === 'TypeAliasDeclaration';
    const taken = statement.name === undefined || statement.name === atom.name ? undefined : (isType ? known.types : known.values).get(statement.name);
    // What prompts do not speak of gives way: the helper gets a name of its own when it is placed.
    if (taken !== undefined && taken.kind !== 'helper' && taken.kind !== 'library') {
      return [finding(candidate, 'signature', 'DM5026', { found: taken.name }, statement.start)];
    }
    if (isType || statement.kind === 'FunctionDeclaration' || isConstant(candidate, statement)) return [];
    return [finding(candidate, 'signature', 'DM5025', { name: atom.name, text: excerpt(candidate.textOf(statement)) }, statement.start)];
  });
}

function isDeclare(statement: Piece): boolean {
  return statement.children.some(({ kind }) => kind === 'DeclareKeyword');
}

function isOverload(statement: Piece): boolean {
  return statement.kind === 'FunctionDeclaration' && statement.children.at(-1)?.kind !== 'Block';
}

/** A constant whose value nothing changes: collections of the file would outlive the call. */
function isConstant(candidate: Candidate, statement: Piece): boolean {
  if (statement.kind !== 'VariableStatement' && statement.kind !== 'FirstStatement') return false;
  if (!/^(?:export\s+)?const\b/.test(candidate.textOf(statement))) return false;
  const declarations = statement.children.find(({ kind }) => kind === 'VariableDeclarationList')?.children ?? [];
  return declarations.every((declaration) => {
    const value = declaration.children.at(-1);
    const isChanged = declaration.name !== undefined && new RegExp(`(?<![\\p{ID_Continue}$.])${declaration.name.replace(/\$/g, '\\$')}(?:\\.(?:set|add|delete|clear|push|pop|splice|shift|unshift)\\(|(?:\\.\\w+|\\[[^\\]]*\\])\\s*=[^=])`, 'u').test(candidate.text);
    return value !== undefined && !isChanged && value.kind !== 'AwaitExpression';
  });
}

/** The declaration with the signature that is asked for. */
function declaration(candidate: Candidate, main: FunctionShape, wanted: FunctionShape, signature: string): Part {
  const { text } = candidate;
  const comment = docBefore(text, main.start);
  const patterns = main.parameters.flatMap(({ name, isPattern }, index) => (isPattern ? [`const ${name} = ${wanted.parameters[index]?.name ?? ''};`] : []));
  const body = main.body.isExpression ? `{\n  return ${main.body.text};\n}` : main.body.text;
  const opened = patterns.length === 0 ? body : `{\n  ${patterns.join('\n  ')}${body.slice(1)}`;
  const header = withUnderscores(signature, wanted, opened);
  const before = `${comment}${header} `.split('\n').length - 1 + patterns.length + (main.body.isExpression ? 1 : 0);
  return { text: `${comment}${header} ${opened}`, at: candidate.lineOf(main.body.start), before };
}

/** Parameters that the body does not read begin with `_`. */
function withUnderscores(signature: string, wanted: FunctionShape, body: string): string {
  return wanted.parameters.reduce((header, { name }) => {
    if (mentions(body, name)) return header;
    return header.replace(new RegExp(`(?<=[(,]\\s*)${name}(?=\\s*\\??:)`), `_${name}`);
  }, signature);
}

function docBefore(text: string, start: number): string {
  const found = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/.exec(text.slice(0, start));
  return found === null ? '' : `${found[0].trim()}\n`;
}

/** Own functions, constants and types that the function leads to, private to the file. */
function usedHelpers(candidate: Candidate, others: readonly Piece[], main: Piece): readonly Part[] {
  const helpers = others.filter((one) => !dropped.has(one.kind) && !isDeclare(one) && !isOverload(one));
  const used = new Set<Piece>();
  const queue = [main];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    const text = candidate.textOf(one);
    for (const helper of helpers) {
      if (used.has(helper) || !namesDeclared(helper).some((name) => new RegExp(`(?<![\\p{ID_Continue}$])${name.replace(/\$/g, '\\$')}(?![\\p{ID_Continue}$])`, 'u').test(text))) continue;
      used.add(helper);
      queue.push(helper);
    }
  }
  return helpers.filter((helper) => used.has(helper)).map((helper) => {
    const comment = docBefore(candidate.text, helper.start);
    return { text: `${comment}${candidate.textOf(helper).replace(/^export\s+(?:default\s+)?/, '')}`, at: candidate.lineOf(helper.start), before: comment.split('\n').length - 1 };
  });
}

function namesDeclared(statement: Piece): readonly string[] {
  if (statement.kind !== 'VariableStatement' && statement.kind !== 'FirstStatement') return statement.name === undefined ? [] : [statement.name];
  return (statement.children.find(({ kind }) => kind === 'VariableDeclarationList')?.children ?? []).flatMap(({ name, children }) => (name === undefined ? patternNames(children[0]) : [name]));
}

function patternNames(pattern: Piece | undefined): readonly string[] {
  return pattern?.children.flatMap(({ name, children }) => (name === undefined ? patternNames(children[0]) : [name])) ?? [];
}

function shapedOf(parts: readonly Part[]): ShapedCode {
  const [main, ...helpers] = parts;
  const starts: { readonly line: number; readonly part: Part }[] = [];
  let line = 1;
  for (const part of parts) {
    starts.push({ line, part });
    line += part.text.split('\n').length + 1;
  }
  return {
    code: main?.text ?? '', helpers: helpers.map(({ text }) => text),
    answerLine(wanted) {
      const found = starts.findLast((one) => one.line <= wanted);
      return found === undefined ? 1 : Math.max(1, found.part.at + wanted - found.line - found.part.before);
    },
  };
}
