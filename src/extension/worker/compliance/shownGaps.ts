import type { Severity } from '../../../base/diagnostic.ts';
import type { Span } from '../../../base/span.ts';
import type { Gap } from '../../../compliance/gap.ts';
import type { ShownGap } from '../complianceRequests.ts';
import type { Place } from '../languageRequests.ts';
import type { AppTexts } from './appTexts.ts';
import type { OpenedSpec } from './openedSpec.ts';

/** A gap with the name that it keeps as long as it is there. */
export interface NamedGap {
  readonly id: string;
  readonly gap: Gap;
}

/** As many gaps as an editor shows of one app; thousands would only keep it busy. */
const maximumGaps = 1000;
const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Names gaps by what they are about, not by where they are: edits elsewhere do not change the names. */
export function namedGaps(gaps: readonly Gap[]): readonly NamedGap[] {
  const seen = new Map<string, number>();
  return gaps.map((gap) => {
    const name = `${gap.code} ${gap.key} ${gap.at.file}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { id: count === 0 ? name : `${name} ${count + 1}`, gap };
  });
}

/** The gaps that an editor shows; of more than it can show, the most severe. */
export function gapsToShow(gaps: readonly NamedGap[]): readonly NamedGap[] {
  if (gaps.length <= maximumGaps) return gaps;
  return severities.flatMap((severity) => gaps.filter(({ gap }) => gap.severity === severity)).slice(0, maximumGaps);
}

/** A gap as the editor shows it. */
export function shownGap({ id, gap }: NamedGap, texts: AppTexts, spec: OpenedSpec, specChange: string | undefined): ShownGap {
  const { code, kind, severity, key, message } = gap;
  const specPlace = firstLine(spec.place(gap.spec), spec.textOf(spec.pathOf(gap.spec.file)));
  const placeOf = (span: Span): Place => (texts.has(span.file) ? texts.place(span) : spec.place(span));
  const isShownAtSpec = !gap.fileExists || !texts.has(gap.at.file);
  return {
    id, code, kind, severity, key, message, isShownAtSpec, spec: specPlace, specChange,
    place: isShownAtSpec ? specPlace : firstLine(texts.place(gap.at), texts.text(gap.at.file)),
    related: gap.related.map((other) => ({ message: other.message, place: placeOf(other.span) })),
  };
}

/** What is marked of a place of several lines: its first line. A whole function underlined says nothing. */
export function firstLine(place: Place, text: string | undefined): Place {
  const { start, end } = place.range;
  if (start.line === end.line || text === undefined) return place;
  const line = text.split('\n', start.line + 1).at(start.line) ?? '';
  const character = Math.max(start.character, line.trimEnd().length);
  return { ...place, range: { start, end: { line: start.line, character } } };
}
