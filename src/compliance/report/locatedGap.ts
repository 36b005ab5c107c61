import { LineIndex, type Position, type Span } from '../../base/span.ts';
import type { ComplianceReport, Gap } from '../gap.ts';

/** A gap with its places as people count them; the fields up to `fixable` are the stable part of the JSON. */
export interface LocatedGap {
  readonly code: string;
  readonly kind: Gap['kind'];
  readonly key: string;
  /** Relative to the app's folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly specLine: number;
  readonly message: string;
  /** Whether `repair` closes it; unrequested code only when it is told to. */
  readonly fixable: boolean;
  readonly severity: Gap['severity'];
  readonly fileExists: boolean;
  readonly endLine: number;
  readonly endColumn: number;
  readonly specFile: string;
  readonly specColumn: number;
  /** Further places in the code with the same gap. */
  readonly related: readonly { readonly file: string; readonly line: number; readonly column: number; readonly message: string }[];
}

export interface Places {
  /** Text of a file of the app. */
  readonly appText: (file: string) => string | undefined;
  readonly locateSpec: (span: Span) => { readonly start: Position; readonly end: Position };
  readonly isFixable: (gap: Gap) => boolean;
}

/** The gaps of a report with lines and columns. */
export function locateGaps({ gaps }: ComplianceReport, { appText, locateSpec, isFixable }: Places): readonly LocatedGap[] {
  const indexes = new Map<string, LineIndex>();
  const locate = ({ file, start, end }: Span): { readonly start: Position; readonly end: Position } => {
    const index = indexes.get(file) ?? new LineIndex(appText(file) ?? '');
    indexes.set(file, index);
    return { start: index.positionAt(start), end: index.positionAt(end) };
  };
  return gaps.map((gap): LocatedGap => {
    const { code, kind, key, message, severity, fileExists, at, spec } = gap;
    const { start, end } = locate(at);
    const specStart = locateSpec(spec).start;
    return {
      code, kind, key, file: at.file, line: start.line, column: start.column, specLine: specStart.line, message, fixable: isFixable(gap),
      severity, fileExists, endLine: end.line, endColumn: end.column, specFile: spec.file, specColumn: specStart.column,
      related: gap.related.map((place) => ({ file: place.span.file, ...locate(place.span).start, message: place.message })),
    };
  });
}
