import { isNameCharacter } from '../../base/names.ts';
import type { Attribute, Entity } from '../../ir/entity.ts';
import type { ExpressionType } from '../../ir/expression.ts';
import type { Scope } from '../../spec/cel/celScope.ts';
import { attributeFor } from '../../spec/devmatrix/attributeNames.ts';
import type { Meaning } from '../../spec/devmatrix/shape.ts';
import { entityAt, scopeAt } from '../devmatrix/place.ts';
import type { SpecDocument } from '../openSpec.ts';
import { type Spot, spotAt } from '../spot.ts';
import { celSource, scopeInside, typeOfText, typeOfValue } from './celPlace.ts';
import { celTokens } from './celTokens.ts';

interface WordBase {
  readonly spot: Spot;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A name in an expression: what it is, and of what type. */
export type CelWord =
  | (WordBase & { readonly kind: 'function' })
  /** The attribute on the left side in a `where`. */
  | (WordBase & { readonly kind: 'column'; readonly entity: Entity; readonly attribute: Attribute })
  | (WordBase & { readonly kind: 'member'; readonly owner: ExpressionType; readonly ownerText: string; readonly type: ExpressionType | undefined })
  /** `declaredAt`: the distance from its use to the place where a macro declares it. */
  | (WordBase & { readonly kind: 'variable'; readonly scope: Scope; readonly type: ExpressionType | undefined; readonly declaredAt: number | undefined });

/** Whether an expression stands at a spot, and of which kind. */
export function expressionAt({ level, cursor }: Spot): 'expression' | 'condition' | undefined {
  const meanings = new Set<Meaning | undefined>(level.shapes.map((shape) => (shape.kind === 'text' || shape.kind === 'any' ? shape.means : undefined)));
  if (cursor.place === 'key') return undefined;
  return meanings.has('condition') ? 'condition' : meanings.has('expression') ? 'expression' : undefined;
}

/** The name in an expression around an offset; undefined where there is none. */
export function celWordAt(document: SpecDocument, offset: number): CelWord | undefined {
  const { text } = document;
  let start = offset;
  let end = offset;
  while (isNameCharacter(text.charAt(start - 1))) start -= 1;
  while (isNameCharacter(text.charAt(end))) end += 1;
  if (start === end || /\d/.test(text.charAt(start))) return undefined;
  const spot = spotAt(document, end);
  const mode = spot === undefined ? undefined : expressionAt(spot);
  if (spot === undefined || mode === undefined) return undefined;
  const { cursor: { token }, place } = spot;
  const source = celSource(token.typed, token.quote);
  const tokens = celTokens(source);
  const last = tokens.at(-1);
  if (last?.kind !== 'name' || last.end !== source.length) return undefined;
  const base: WordBase = { spot, name: last.text, start: end - last.text.length, end };
  if (text.charAt(end) === '(') return { ...base, kind: 'function' };
  const before = tokens.at(-2)?.text;
  const { scope, variables } = scopeInside(source, tokens, tokens.length - 1, scopeAt(place) ?? noScope);
  if (before === '.') {
    const owner = typeOfValue(source, tokens, tokens.length - 3, scope);
    const ownerText = tokens.at(-3)?.text ?? '';
    return owner === undefined ? undefined : { ...base, kind: 'member', owner, ownerText, type: typeOfValue(source, tokens, tokens.length - 1, scope) };
  }
  const entity = mode === 'condition' && (before === undefined || before === '&&' || before === '!') ? entityAt(place) : undefined;
  const attribute = entity === undefined ? undefined : attributeFor(last.text, entity.attributes, entity.relations);
  if (entity !== undefined && attribute !== undefined) return { ...base, kind: 'column', entity, attribute };
  const declared = variables.findLast(({ name }) => name === last.text);
  return { ...base, kind: 'variable', scope, type: scope.variables.has(last.text) ? typeOfText(last.text, scope) : undefined, declaredAt: declared === undefined ? undefined : last.start - declared.token.start };
}

const noScope: Scope = { model: { attribute: () => undefined, attributes: () => [], relation: () => undefined, relations: () => [] }, variables: new Map(), facts: new Set(), relationsOfSelf: 'hidden' };
