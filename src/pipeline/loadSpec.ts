import type { Diagnostic } from '../base/diagnostic.ts';
import { LineIndex, type Position, type Span } from '../base/span.ts';
import type { ApplicationIR } from '../ir/application.ts';
import { parseSpec } from '../spec/parseSpec.ts';

/** The spec and the files that it refers to, as text; `read` is undefined for what does not exist or lies outside the workspace. */
export interface SpecFiles {
  readonly main: string;
  read(path: string): string | undefined;
}

/** A diagnostic as the command line and JSON show it: places as people count them. */
export interface LocatedDiagnostic {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface LoadedSpec {
  /** Undefined when an error stands in the way of everything. */
  readonly application: ApplicationIR | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Every text that was asked for, by path; undefined for what is not there. */
  readonly texts: ReadonlyMap<string, string | undefined>;
  /** Line and column of a span's start and end. */
  locate(span: Span): { readonly start: Position; readonly end: Position };
}

/** Reads a spec into its IR; keeps the texts so that spans can be shown as lines and columns. */
export function loadSpec(files: SpecFiles): LoadedSpec {
  const texts = new Map<string, string | undefined>();
  const read = (path: string): string | undefined => {
    if (!texts.has(path)) texts.set(path, files.read(path));
    return texts.get(path);
  };
  const { value, diagnostics } = parseSpec({ main: files.main, read });
  const indexes = new Map<string, LineIndex>();
  return {
    application: value,
    diagnostics,
    texts,
    locate(span) {
      const index = indexes.get(span.file) ?? new LineIndex(texts.get(span.file) ?? '');
      indexes.set(span.file, index);
      return { start: index.positionAt(span.start), end: index.positionAt(span.end) };
    },
  };
}

/** What says that the spec is a draft which nobody has read; undefined when it is none. */
export function unreadDraft(diagnostics: readonly Diagnostic[]): Diagnostic | undefined {
  return diagnostics.find(({ code }) => code === 'DM1171');
}

/** Diagnostics with lines and columns, errors first, then in the order of the text. */
export function locateAll(diagnostics: readonly Diagnostic[], spec: LoadedSpec): readonly LocatedDiagnostic[] {
  const rank = { error: 0, warning: 1, info: 2 };
  const located = diagnostics.map((diagnostic): LocatedDiagnostic => {
    const { start, end } = spec.locate(diagnostic.span);
    const { code, severity, message, span } = diagnostic;
    return { code, severity, message, file: span.file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  });
  return located.sort((a, b) => rank[a.severity] - rank[b.severity] || a.line - b.line || a.column - b.column);
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** The line of the spec where a span begins, with its place: `shop.devmatrix.yaml:12: stock: product.stock - item.quantity`. */
export function quoteOf(spec: LoadedSpec, span: Span): string | undefined {
  const text = spec.texts.get(span.file);
  if (text === undefined) return undefined;
  const { line } = spec.locate(span).start;
  const name = span.file.split(/[\\/]/).at(-1) ?? span.file;
  return `${name}:${String(line)}: ${text.split(/\r?\n/)[line - 1]?.trim().replace(/^- /, '') ?? ''}`;
}
