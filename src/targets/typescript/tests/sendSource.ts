import type { HttpMethod } from '../../../ir/endpoint.ts';
import { mentions } from '../code/mentions.ts';
import type { TsFile } from '../code/tsFile.ts';
import { quoted } from './literal.ts';

export interface SendParts {
  /** Source of the caller; undefined: nobody. */
  readonly by?: string | undefined;
  /** Source of the JSON body. */
  readonly body?: string | undefined;
  /** Source of the headers object. */
  readonly headers?: string | undefined;
}

/** `await send('POST', '/products', { by, body: productInput() })`. */
export function sendSource(file: TsFile, method: HttpMethod, path: string, parts: SendParts = {}): string {
  const { by, body, headers } = parts;
  const options = [
    ...(by === undefined ? [] : [by === 'by' ? 'by' : `by: ${by}`]),
    ...(body === undefined ? [] : [body === 'body' ? 'body' : `body: ${bare(body)}`]),
    ...(headers === undefined ? [] : [`headers: ${headers}`]),
  ];
  return `await ${file.use('test:send')}('${method}', ${path}${options.length === 0 ? '' : `, { ${options.join(', ')} }`})`;
}

/** `(await x())` as `await x()`. */
export function bare(source: string): string {
  return /^\(await [^()]*\([^()]*\)\)$/.test(source) ? source.slice(1, -1) : source;
}

/** A part of a test file that becomes a unit. */
export interface TestPart {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly source: () => string;
}

/** A test with a title and a body of statements; empty ones are left out. */
export function testSource(file: TsFile, title: string, statements: readonly (string | undefined)[]): string {
  return testCall(file, quoted(title), statements);
}

function testCall(file: TsFile, title: string, statements: readonly (string | undefined)[]): string {
  const lines = statements.filter((statement) => statement !== undefined && statement !== '');
  const isAsync = lines.some((line) => /\bawait\b/.test(line ?? ''));
  return `${file.symbols.has('test:test') ? file.use('test:test') : file.importFrom('node:test', 'test')}(${title}, ${isAsync ? 'async ' : ''}() => {\n${lines.map((line) => `  ${line}`).join('\n')}\n});`;
}

/** `(by) => source`, with the caller only where the source needs it, and `async` where it waits or has to be. */
export function lambda(source: string, kind: 'plain' | 'async' = 'plain'): string {
  const isAsync = kind === 'async' || source.includes('await ');
  return `${isAsync ? 'async ' : ''}(${mentions(source, 'by') ? 'by' : ''}) => ${source}`;
}

/** A call as a statement; options come last, as an object, when there are some. */
export function callWith(name: string, values: readonly string[], options: readonly string[]): string {
  return `${name}(${[...values, ...(options.length === 0 ? [] : [`{ ${options.join(', ')} }`])].join(', ')});`;
}
