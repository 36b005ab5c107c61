import type { Diagnostic } from '../base/diagnostic.ts';
import { sourceCatalogue } from './catalogue.ts';
import { fixOf, removeRange } from './fixes.ts';
import type { SourceEntry } from './source.ts';

/** The diagnostic of a key that its object has already; the fix takes the second entry away. */
export function duplicateKey(text: string, { key, keySpan, value }: SourceEntry, first: SourceEntry | undefined): Diagnostic {
  const end = Math.max(keySpan.end, value.span.end);
  return sourceCatalogue.report('DM1004', keySpan, { key }, {
    related: first === undefined ? [] : [{ message: 'The first one', span: first.keySpan }],
    fixes: [fixOf('remove', 'Remove the second one', () => [removeRange(keySpan.file, text, keySpan.start, end)])],
  });
}
