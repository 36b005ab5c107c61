import { isNameCharacter } from '../../base/names.ts';
import type { ExpressionType } from '../../ir/expression.ts';
import type { Scope } from '../../spec/cel/celScope.ts';
import { attributeFor } from '../../spec/devmatrix/attributeNames.ts';
import { modelOf, typeOfSchema } from '../../spec/devmatrix/typeOfSchema.ts';
import { type CelOffer, celCompletions } from '../cel/celCompletions.ts';
import { celSource } from '../cel/celPlace.ts';
import { expressionAt } from '../cel/celWord.ts';
import { entityAt, scopeAt, stepAt } from '../devmatrix/place.ts';
import { escapeSnippet } from '../shape/insertion.ts';
import type { Completion } from '../types.ts';
import type { Spot } from '../spot.ts';

/** What can be typed next in the expression at the cursor; nothing where no expression stands. */
export function expressionCompletions(spot: Spot): readonly Completion[] {
  const { level, cursor: { token, place }, place: where } = spot;
  const mode = expressionAt(spot);
  if (mode === undefined) return [];
  if (place === 'open' && token.typed === '' && typeof level.part !== 'number') return [];
  const scope = scopeAt(where) ?? emptyScope(spot);
  const { offers, prefix } = celCompletions(celSource(token.typed, token.quote), { scope, rows: mode === 'condition' ? entityAt(where) : undefined, wanted: wantedAt(spot) });
  return offers.map((offer) => completionOf(offer, prefix, spot));
}

function emptyScope({ place }: Spot): Scope {
  return { model: modelOf(place.application?.entities ?? []), variables: new Map([['now', { kind: 'timestamp', nullable: false } as const]]), facts: new Set(), relationsOfSelf: 'hidden' };
}

/** The type of the attribute that an expression under `values` or `set` is written to. */
function wantedAt({ place, level }: Spot): ExpressionType | undefined {
  const above = place.levels.at(-2)?.part;
  if (stepAt(place) === undefined || (above !== 'values' && above !== 'set')) return undefined;
  const entity = entityAt(place);
  const attribute = entity === undefined ? undefined : attributeFor(String(level.part), entity.attributes, entity.relations);
  return attribute === undefined ? undefined : typeOfSchema(attribute.schema);
}

function completionOf(offer: CelOffer, prefix: string, { document, offset, cursor: { token, style, place } }: Spot): Completion {
  const { text } = document;
  const escapes = token.quote === '"' && prefix.startsWith('"') ? 1 : 0;
  const start = Math.max(token.start, offset - prefix.length - escapes);
  let end = offset;
  while (isNameCharacter(text.charAt(end))) end += 1;
  const written = writtenForm(offer, text.charAt(end) === '(');
  if (offer.form === 'text' && prefix !== '' && text.startsWith(escapes === 1 ? '\\"' : '"', end)) end += 1 + escapes;
  const isAlone = token.typed.slice(0, token.typed.length - prefix.length - escapes).trim() === '';
  const blank = place === 'value' && style !== 'json' && text.charAt(start - 1) === ':' && start === token.start ? ' ' : '';
  return {
    label: offer.label ?? offer.name, kind: offer.kind, ...(offer.detail === undefined ? {} : { detail: offer.detail }), ...(offer.documentation === undefined ? {} : { documentation: offer.documentation }),
    insertText: `${blank}${inYaml(written, { style, quote: token.quote, isAlone })}`, format: 'snippet', ...(offer.label === undefined ? {} : { filterText: offer.name }),
    replace: { file: document.path, start, end }, thenSuggest: false,
  };
}

function writtenForm(offer: CelOffer, hasCall: boolean): string {
  const name = escapeSnippet(offer.name);
  if (hasCall || offer.form === 'name' || offer.form === 'text') return name;
  return offer.form === 'call' ? `${name}($1)` : `${name}(\${1:item}, $2)`;
}

/** A text of CEL has quotes of its own, which YAML and JSON would take for theirs. */
function inYaml(written: string, { style, quote, isAlone }: { readonly style: string; readonly quote: string; readonly isAlone: boolean }): string {
  if (quote === '"') return written.replaceAll('"', '\\\\"');
  if (quote === "'") return written;
  if (style === 'json') return `"${written.replaceAll('"', '\\\\"')}$0"`;
  return isAlone && written.startsWith('"') ? `'${written}'` : written;
}
