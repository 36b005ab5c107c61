import type { Parsed } from '../base/diagnostic.ts';
import type { ApplicationIR } from '../ir/application.ts';
import { nearest } from '../base/nearest.ts';
import { sourceCatalogue } from './catalogue.ts';
import { parseDevmatrix } from './devmatrix/parseDevmatrix.ts';
import { parseOpenApi } from './openapi/parseOpenApi.ts';
import type { Observer } from './observer.ts';
import { readSource } from './readSource.ts';
import { valueOf, type SourceNode } from './source.ts';

/** The spec and the files that it refers to, as text; `read` is undefined for what does not exist. */
export interface SpecSources {
  readonly main: string;
  read(path: string): string | undefined;
}

export type Dialect = 'devmatrix' | 'openapi' | 'unknown';

/** An application read from a spec. The value is undefined only when nothing useful can be said of it. */
export type ParsedSpec = Parsed<ApplicationIR | undefined> & { readonly dialect: Dialect; /** The text as a tree, as far as it could be read. */ readonly root: SourceNode | undefined };

/** Reads a DevMatrix YAML or OpenAPI spec, told apart by its content. Never throws on what a person wrote. `observer` is told what the expressions of a DevMatrix spec see. */
export function parseSpec(files: SpecSources, observer?: Observer): ParsedSpec {
  const start = { file: files.main, start: 0, end: 0 };
  const text = files.read(files.main);
  if (text === undefined) return { value: undefined, diagnostics: [sourceCatalogue.report('DM1014', start, { path: files.main })], dialect: 'unknown', root: undefined };
  const source = readSource(files.main, text);
  const root = source.value;
  if (root === undefined) return { value: undefined, diagnostics: source.diagnostics, dialect: 'unknown', root };
  const dialect = dialectOf(root);
  // After a syntax error the rest is a guess: what is missing at the top may only be out of reach.
  if (dialect === 'unknown' && source.diagnostics.some(({ severity }) => severity === 'error')) return { value: undefined, diagnostics: source.diagnostics, dialect, root };
  if (dialect === 'unknown') {
    const reason = root.kind === 'map' ? 'it has neither "devmatrix" nor "openapi" at the top' : 'its content is not an object';
    const place = root.kind === 'map' ? root.entries[0]?.keySpan ?? root.span : { ...root.span, end: Math.min(root.span.end, root.span.start + 80) };
    const problem = sourceCatalogue.report('DM1013', place, { reason });
    return { value: undefined, diagnostics: [...source.diagnostics, problem], dialect, root };
  }
  const parsed = dialect === 'devmatrix' ? parseDevmatrix(root, observer) : parseOpenApi(root, { file: files.main, read: (path) => files.read(path) });
  // After a syntax error the rest is misread: only what is certain is told.
  const broken = source.diagnostics.some(({ code }) => code === 'DM1002' || code === 'DM1003');
  return { value: parsed.value, diagnostics: broken ? source.diagnostics : [...source.diagnostics, ...parsed.diagnostics], dialect, root };
}

function dialectOf(root: SourceNode): Dialect {
  if (valueOf(root, 'devmatrix') !== undefined) return 'devmatrix';
  if (valueOf(root, 'openapi') !== undefined || valueOf(root, 'swagger') !== undefined) return 'openapi';
  const keys = root.kind === 'map' ? root.entries.map(({ key }) => key) : [];
  if (keys.includes('entities') || keys.includes('stateMachines')) return 'devmatrix';
  if (keys.includes('paths')) return 'openapi';
  if (keys.some((key) => nearest(key, ['devmatrix']) !== undefined)) return 'devmatrix';
  return keys.some((key) => nearest(key, ['openapi', 'swagger']) !== undefined) ? 'openapi' : 'unknown';
}
