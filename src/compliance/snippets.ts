import type { Span } from '../base/span.ts';
import type { TextAt } from './comparison.ts';

const longest = 90;

/** Code as it stands in a message: one line, not too long; empty for a place without code. */
export function snippet(text: TextAt, span: Span | undefined): string {
  if (span === undefined || span.end <= span.start) return '';
  const line = text({ ...span, end: Math.min(span.end, span.start + 4 * longest) }).replaceAll(/\s+/g, ' ').trim();
  return `\`${line.length > longest || span.end - span.start > 4 * longest ? `${line.slice(0, longest).trimEnd()}…` : line}\``;
}
