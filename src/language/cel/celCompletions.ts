import type { Entity } from '../../ir/entity.ts';
import type { ExpressionType } from '../../ir/expression.ts';
import { celFunctions } from '../../spec/cel/celFunctions.ts';
import type { Scope } from '../../spec/cel/celScope.ts';
import { membersOf, showType } from '../../spec/cel/celTypes.ts';
import { typeOfSchema } from '../../spec/devmatrix/typeOfSchema.ts';
import { attributeFor } from '../../spec/devmatrix/attributeNames.ts';
import { attributeCandidate } from '../devmatrix/attributeNames.ts';
import type { Candidate } from '../shape/candidate.ts';
import { scopeInside, typeOfValue } from './celPlace.ts';
import { type CelToken, celTokens, openBrackets } from './celTokens.ts';
import { functionDocs, macroDocs, methods } from './functionDocs.ts';

/** Where an expression stands. */
export interface CelSetting {
  readonly scope: Scope;
  /** In a `where`: the entity whose attributes stand on the left. */
  readonly rows: Entity | undefined;
  /** The type that the whole expression should have, where it is known. */
  readonly wanted: ExpressionType | undefined;
}

/** A name that can stand at the end of an expression. */
export interface CelOffer extends Candidate {
  /** `call`: a function, which takes arguments; `text`: a text in quotes. */
  readonly form: 'name' | 'call' | 'macro' | 'text';
}

export interface CelOffers {
  readonly offers: readonly CelOffer[];
  /** How much of what was typed is the begin of the name; with the quote for a text. */
  readonly prefix: string;
}

const none: CelOffers = { offers: [], prefix: '' };

/** What can follow the text of an expression, and what of it is replaced. */
export function celCompletions(source: string, setting: CelSetting): CelOffers {
  const tokens = celTokens(source);
  const last = tokens.at(-1);
  const touches = last !== undefined && last.end === source.length;
  if (touches && last.kind === 'text' && !last.closed) return { offers: texts(source, tokens, tokens.length - 1, setting), prefix: last.text };
  if (touches && last.kind === 'number') return none;
  const isWord = touches && last.kind === 'name';
  const end = isWord ? tokens.length - 1 : tokens.length;
  const prefix = isWord ? last.text : '';
  const before = tokens[end - 1];
  const { scope } = scopeInside(source, tokens, end, setting.scope);
  if (before?.text === '.') return { offers: members(typeOfValue(source, tokens, end - 2, scope), scope, tokens[end - 2]?.text === 'self'), prefix };
  if (before !== undefined && (before.kind !== 'operator' || before.text === ')' || before.text === ']') && before.text !== 'in') return none;
  if (isMacroVariable(tokens, end)) return none;
  const compared = texts(source, tokens, end, setting);
  if (setting.rows !== undefined && (before === undefined || before.text === '&&' || before.text === '!')) return { offers: columns(setting.rows), prefix };
  return { offers: [...compared, ...variables(scope), ...functions(), ...literals], prefix };
}

/** The first argument of a macro is a new name. */
function isMacroVariable(tokens: readonly CelToken[], end: number): boolean {
  const open = openBrackets(tokens, end).at(-1);
  return open === end - 1 && open >= 2 && Object.hasOwn(macroDocs, tokens[open - 1]?.text ?? '') && tokens[open - 2]?.text === '.';
}

/** The members of the enum that token `end` is compared with, as texts. */
function texts(source: string, tokens: readonly CelToken[], end: number, setting: CelSetting): readonly CelOffer[] {
  const list = tokens[end - 1]?.text === '[' || tokens[end - 1]?.text === ',' ? openBrackets(tokens, end).at(-1) : undefined;
  const operator = list !== undefined && tokens[list]?.text === '[' ? list - 1 : end - 1;
  const isCompared = ['==', '!='].includes(tokens[operator]?.text ?? '') || (tokens[operator]?.text === 'in' && operator !== end - 1);
  const isValue = end === 0 || tokens[end - 1]?.text === '?' || tokens[end - 1]?.text === ':';
  const type = isCompared ? leftType(source, tokens, operator, setting) : isValue ? setting.wanted : undefined;
  const values = type === undefined ? undefined : membersOf(type);
  return (values ?? []).map((value) => ({ name: `"${value}"`, label: value, kind: 'state', form: 'text' }));
}

function leftType(source: string, tokens: readonly CelToken[], operator: number, { scope, rows }: CelSetting): ExpressionType | undefined {
  const name = tokens[operator - 1];
  const column = rows === undefined || name?.kind !== 'name' || tokens[operator - 2]?.text === '.' ? undefined : attributeFor(name.text, rows.attributes, rows.relations);
  return column === undefined ? typeOfValue(source, tokens, operator - 1, scopeInside(source, tokens, operator, scope).scope) : typeOfSchema(column.schema);
}

function members(type: ExpressionType | undefined, scope: Scope, isSelf: boolean): readonly CelOffer[] {
  if (type === undefined) return [];
  if (type.kind === 'entity') return entityMembers(type.entity, scope, isSelf);
  if (type.kind === 'record') return type.fields.map((field) => ({ name: field.name, kind: 'attribute', detail: showType(field.type), form: 'name' }));
  const calls = methods.filter((name) => celFunctions[name].parameters[0]?.accepts(type) === true).map((name): CelOffer => ({
    name, kind: 'function', detail: functionDocs[name].signature, documentation: functionDocs[name].about, form: celFunctions[name].parameters.length - celFunctions[name].optional > 1 ? 'call' : 'name',
  })).map((offer): CelOffer => (offer.form === 'name' ? { ...offer, label: `${offer.name}()`, name: `${offer.name}()` } : offer));
  const runs = type.kind === 'list' ? Object.entries(macroDocs).map(([name, { signature, about }]): CelOffer => ({ name, kind: 'function', detail: signature, documentation: about, form: 'macro' })) : [];
  return [...runs, ...calls];
}

function entityMembers(entity: string, scope: Scope, isSelf: boolean): readonly CelOffer[] {
  const attributes = scope.model.attributes(entity).map((name): CelOffer => {
    const type = scope.model.attribute(entity, name);
    return { name, kind: 'attribute', ...(type === undefined ? {} : { detail: detailOf(type) }), form: 'name' };
  });
  if (!isSelf || scope.relationsOfSelf === 'hidden') return attributes;
  const relations = scope.model.relations(entity).filter((relation) => relation.kind === 'hasMany' && !relation.single);
  return [...attributes, ...relations.map((relation): CelOffer => ({ name: relation.name, kind: 'relation', detail: `a list of ${relation.target}`, form: 'name' }))];
}

/** A type with the members of an enum. */
export function detailOf(type: ExpressionType): string {
  const values = membersOf(type);
  return values === undefined ? showType(type) : `${values.slice(0, 8).join(' | ')}${values.length > 8 ? ' | …' : ''}${type.nullable ? ' or null' : ''}`;
}

function columns(entity: Entity): readonly CelOffer[] {
  return entity.attributes.map((attribute) => ({ ...attributeCandidate(entity, attribute), form: 'name' }));
}

/** What was bound last comes first; what is always there comes last. */
function variables(scope: Scope): readonly CelOffer[] {
  return [...scope.variables].reverse().map(([name, type]): CelOffer => ({ name, kind: 'variable', detail: detailOf(type), form: 'name' }));
}

function functions(): readonly CelOffer[] {
  return Object.entries(functionDocs).map(([name, { signature, about }]): CelOffer => (name === 'uuid'
    ? { name: 'uuid()', kind: 'function', detail: signature, documentation: about, form: 'name' }
    : { name, kind: 'function', detail: signature, documentation: about, form: 'call' }));
}

const literals: readonly CelOffer[] = ['true', 'false', 'null'].map((name) => ({ name, kind: 'value', form: 'name' }));
