import type { Span } from './span.ts';
import type { TextEdit } from './textEdit.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A further place that explains a diagnostic. */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

/** A repair that is computed only when asked for; ids are stable because tests and telemetry use them. */
export interface Fix {
  readonly id: string;
  readonly label: string;
  edits(): readonly TextEdit[];
}

/** One problem, worded once at its creation; nothing above re-words it. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
}

/** A value that could be read, with all that was wrong on the way. Broken input is data, not failure. */
export interface Parsed<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
