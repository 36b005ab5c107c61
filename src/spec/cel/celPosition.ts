import type { Span } from '../../base/span.ts';
import type { SourceScalar } from '../source.ts';

/**
 * Maps a range of a scalar's value to the range of the file that holds it. Exact for plain and quoted scalars,
 * folded over lines or not, and for literal and folded blocks; a place that cannot be found becomes the whole scalar.
 */
export function spanWithin(scalar: SourceScalar, start: number, end: number): Span {
  const value = typeof scalar.value === 'string' ? scalar.value : scalar.text;
  if (scalar.text === value) return { ...scalar.span, start: scalar.span.start + start, end: scalar.span.start + end };
  const offsets = align(scalar.text, value);
  const from = offsets[start];
  const to = end > start ? offsets[end - 1] : from;
  if (from === undefined || to === undefined) return scalar.span;
  return { ...scalar.span, start: scalar.span.start + from, end: scalar.span.start + to + (end > start ? widthAt(scalar.text, to) : 0) };
}

/** For each unit of `value` its offset in `text`; undefined where the two could not be brought together. */
function align(text: string, value: string): readonly (number | undefined)[] {
  const quote = text[0] === '"' || text[0] === "'" ? text[0] : '';
  let at = quote !== '' ? 1 : /^[|>]/.test(text) ? text.indexOf('\n') + 1 : 0;
  const offsets: (number | undefined)[] = [];
  for (const unit of value) {
    while (at < text.length && !matches(text, at, unit, quote) && /\s/.test(text[at] ?? '')) at += 1;
    if (!matches(text, at, unit, quote)) return offsets;
    offsets.push(...Array.from({ length: unit.length }, () => at));
    at += quote === '' ? unit.length : widthAt(text, at);
  }
  offsets.push(at);
  return offsets;
}

function matches(text: string, at: number, unit: string, quote: string): boolean {
  if (text.startsWith(unit, at)) return quote !== "'" || unit !== "'" || text[at + 1] === "'";
  if (quote === '"' && text[at] === '\\') return true;
  return /\s/.test(unit) && /\s/.test(text[at] ?? '');
}

/** Units of the text that write one character: an escape has several. */
function widthAt(text: string, at: number): number {
  if (text.startsWith("''", at) && text.startsWith("'")) return 2;
  if (text[at] !== '\\' || !text.startsWith('"')) return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  const escape = /^\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[^])/i.exec(text.slice(at, at + 10));
  return escape?.[0].length ?? 1;
}
