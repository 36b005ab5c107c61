import { camelCase } from '../../base/names.ts';
import type { Invariant } from '../../ir/behavior.ts';
import type { Entity } from '../../ir/entity.ts';
import type { Expression } from '../../ir/expression.ts';
import { partsOf } from '../../ir/partsOf.ts';
import type { CelModel, Scope } from '../cel/celScope.ts';
import { asString, asText, entriesOf, valueOf, type SourceNode } from '../source.ts';
import type { Context } from './context.ts';
import { resolveEntity } from './drafts.ts';
import { sentenceCase } from '../../base/names.ts';
import { readCondition } from './values.ts';

/** Reads `invariants`. */
export function readInvariants(root: SourceNode, entities: readonly Entity[], model: CelModel, context: Context): readonly Invariant[] {
  return entriesOf(valueOf(root, 'invariants')).flatMap((entry): readonly Invariant[] => {
    const entityNode = valueOf(entry.value, 'entity');
    const entity = entityNode === undefined ? undefined : resolveEntity(entityNode, entities.map(({ name }) => name), context);
    if (entity === undefined) return [];
    const message = asText(valueOf(entry.value, 'message')) ?? `${sentenceCase(entry.key)}.`;
    const words = asString(valueOf(entry.value, 'do'));
    const base = { kind: 'invariant', name: camelCase(entry.key), entity, message, span: entry.keySpan } as const;
    if (words !== undefined) return [{ ...base, rule: { kind: 'words', text: words } }];
    const scope: Scope = { model, facts: new Set(), relationsOfSelf: 'readable', variables: new Map([['self', { kind: 'entity', entity, nullable: false }]]) };
    const ruleNode = valueOf(entry.value, 'rule');
    if (ruleNode === undefined) context.report('DM1102', entry.keySpan, { place: `The invariant "${entry.key}"`, key: 'rule', reason: 'it says what is always true; or `do` with the rule in words' });
    const rule = ruleNode === undefined ? undefined : readCondition(ruleNode, 'An invariant', scope, context);
    if (rule === undefined) return [];
    return [{ ...base, rule: { kind: 'expression', scope: readsRelation(rule.expression) ? 'aggregate' : 'row', expression: rule.expression } }];
  });
}

/** Lists of rows come from nowhere but a relation of `self`. */
function readsRelation(expression: Expression): boolean {
  if (expression.kind === 'select' && expression.type.kind === 'list' && expression.type.items.kind === 'entity') return true;
  return partsOf(expression).some(readsRelation);
}
