import type { Fix } from '../../base/diagnostic.ts';
import type { Span } from '../../base/span.ts';
import type { SourceScalar } from '../source.ts';

/** Replaces the text of a scalar, quoted as it was. */
export function replaceScalar(scalar: SourceScalar, value: string): Fix {
  const quote = scalar.text.startsWith('"') ? '"' : scalar.text.startsWith("'") || /[#:]/.test(value) ? "'" : '';
  const text = quote === '"' ? JSON.stringify(value) : quote === "'" ? `'${value.replaceAll("'", "''")}'` : value;
  return replaceSpan(scalar.span, text, value);
}

/** Replaces what stands at `span`; `shown` names the new text for people. */
export function replaceSpan(span: Span, text: string, shown: string): Fix {
  return {
    id: 'openapi.replace',
    label: `Change to ${shown}`,
    edits: () => [{ file: span.file, start: span.start, end: span.end, text }],
  };
}
