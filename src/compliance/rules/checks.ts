import type { Span } from '../../base/span.ts';
import type { ConstraintFact } from '../../targets/facts/appFacts.ts';
import { camelCase, snakeCase } from '../../base/names.ts';
import { eachOf, gapOf, type Rule } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import type { IrIndex, IrNode } from '../irIndex.ts';
import { columnNode } from './attributes.ts';
import { constraintsOf, type TablePair, tablePairs } from './tableSource.ts';

/** What the database checks of rows is what the spec asks for: constraints of attributes, invariants, and the indexes of queries. */
export const checks: Rule = eachOf(tablePairs, (pair, { index }) => [...rowChecks(pair, index), ...indexes(pair, index)]);

function rowChecks(pair: TablePair, index: IrIndex): readonly Gap[] {
  const { source, expected, actual, loose } = pair;
  const isTied = ({ columns }: ConstraintFact): boolean => columns.length === 0 || columns.some((column) => !loose.has(column));
  const found = constraintsOf(actual, 'check').filter(isTied);
  const take = (matches: (other: ConstraintFact) => boolean): ConstraintFact | undefined => {
    const position = found.findIndex(matches);
    return position === -1 ? undefined : found.splice(position, 1)[0];
  };
  const wanted = constraintsOf(expected, 'check').filter(isTied);
  const open = wanted.filter(({ name, detail }) => take((other) => other.name === name && other.detail === detail) === undefined);
  const gaps = open.flatMap((constraint): readonly Gap[] => {
    const { key, spec } = checkNode(pair, constraint, index);
    const other = take(({ name }) => name === constraint.name) ?? take(({ detail }) => detail === constraint.detail);
    if (other === undefined) return [gapOf(source.checkMissing, 'missing', { key, spec, at: actual.at, expected: constraint.at }, { name: key, check: constraint.detail })];
    // The name of a check in the code says nothing; in the database it leads to the answer of the one who broke it.
    if (other.detail === constraint.detail && source.name === 'code') return [];
    const say = ({ name, detail }: ConstraintFact): string => (other.detail === constraint.detail ? `named "${name}"` : detail);
    return [gapOf(source.check, 'contradicts', { key, spec, at: other.at, expected: constraint.at, actual: other.at }, { name: key, expected: say(constraint), actual: say(other) })];
  });
  return [...gaps, ...found.map((constraint) => {
    const { key, spec } = checkNode(pair, constraint, index);
    return gapOf(source.constraintUnrequested, 'unrequested', { key, spec, at: constraint.at, actual: constraint.at }, { constraint: `the check ${constraint.detail}`, table: actual.name });
  })];
}

/** Last part of a check's name, by the rule that it comes from; the keyword of the schema is its camel case. */
const keywords: Readonly<Record<string, string>> = { values: 'enum' };

/** A check of one column is a constraint of its attribute, one of several an invariant of the entity. */
export function checkNode({ node }: Pick<TablePair, 'node'>, { name, columns }: ConstraintFact, index: IrIndex): IrNode {
  const parts = name.split('__');
  const last = parts.at(-1) ?? '';
  if (last === 'invariant' && node.kind === 'entity') {
    const invariant = index.application.invariants.find((candidate) => candidate.entity === node.entity.name && snakeCase(candidate.name) === parts.at(-2));
    return { key: `invariant:${invariant?.name ?? camelCase(parts.at(-2) ?? name)}`, spec: invariant?.span ?? node.spec };
  }
  const [column] = columns;
  if (column === undefined) return { key: `${node.key}.${name}`, spec: node.spec };
  const own = columnNode(node, column, index);
  const keyword = keywords[last] ?? camelCase(last);
  return { key: `${own.key}.${keyword}`, spec: keywordOf(node, column, keyword, index) ?? own.spec };
}

function keywordOf(node: TablePair['node'], column: string, keyword: string, index: IrIndex): Span | undefined {
  const attribute = node.kind === 'entity' ? index.attribute(node.entity, column) : undefined;
  return attribute === undefined ? undefined : index.attributeSpan(attribute, keyword);
}

/** Further indexes do no harm. */
function indexes({ source, node, expected, actual, loose }: TablePair, index: IrIndex): readonly Gap[] {
  const says = ({ columns, detail }: ConstraintFact): string => `${columns.join()} ${detail}`;
  const found = new Set(constraintsOf(actual, 'index').map(says));
  return constraintsOf(expected, 'index').filter((constraint) => !found.has(says(constraint)) && constraint.columns.every((column) => !loose.has(column))).map((constraint) => {
    const names = constraint.columns.map((column) => (node.kind === 'entity' ? index.attribute(node.entity, column)?.name : undefined) ?? column);
    const places = { key: `${node.key}.index(${names.join(', ')})`, spec: node.spec, at: actual.at, expected: constraint.at };
    return gapOf(source.index, 'missing', places, { name: node.key, index: constraint.name });
  });
}
