import type { ConstraintFact } from '../../targets/facts/appFacts.ts';
import { type Comparison, eachOf, gapOf, type Rule } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import type { IrIndex, IrNode } from '../irIndex.ts';
import { columnNode } from './attributes.ts';
import { constraintsOf, type TablePair, tablePairs } from './tableSource.ts';

/** Each relation has its foreign key, to its table and with what happens on delete, and there is no other. */
export const relations: Rule = eachOf(tablePairs, foreignKeys);

function foreignKeys(pair: TablePair, comparison: Comparison): readonly Gap[] {
  const { index } = comparison;
  const { source, expected, actual, loose } = pair;
  const isTied = ({ columns }: ConstraintFact): boolean => columns.every((column) => !loose.has(column));
  const found = constraintsOf(actual, 'foreignKey').filter(isTied);
  const gaps = constraintsOf(expected, 'foreignKey').filter(isTied).flatMap((constraint): readonly Gap[] => {
    const node = relationNode(pair, constraint, index);
    const position = found.findIndex(({ columns }) => columns.join() === constraint.columns.join());
    const other = position === -1 ? undefined : found.splice(position, 1)[0];
    if (other === undefined) return [gapOf(source.relationMissing, 'missing', { key: node.key, spec: node.spec, at: actual.at, expected: constraint.at }, { name: node.key })];
    if (other.detail === constraint.detail || !hasTarget(constraint, pair, comparison)) return [];
    const places = { key: node.key, spec: node.spec, at: other.at, expected: constraint.at, actual: other.at };
    return [gapOf(source.relation, 'contradicts', places, { name: node.key, expected: constraint.detail, actual: other.detail })];
  });
  return [...gaps, ...found.map((constraint) => {
    const node = relationNode(pair, constraint, index);
    const places = { key: node.key, spec: node.spec, at: constraint.at, actual: constraint.at };
    return gapOf(source.constraintUnrequested, 'unrequested', places, { constraint: `a foreign key of (${constraint.columns.join(', ')})`, table: actual.name });
  })];
}

/** Are the table and the column there that the expected foreign key leads to? If not, that is told of them. */
function hasTarget({ detail }: ConstraintFact, { source }: TablePair, { actual }: Comparison): boolean {
  const [, name = '', columns = ''] = /^([^(]*)\(([^)]*)\)/.exec(detail) ?? [];
  const target = source.facts(actual).find((table) => table.name === name);
  return target !== undefined && columns.split(',').every((column) => target.columns.some((candidate) => candidate.name === column.trim()));
}

export function relationNode({ node }: Pick<TablePair, 'node'>, { columns: [column = ''] }: ConstraintFact, index: IrIndex): IrNode {
  const relation = index.relation(node, column);
  if (relation === undefined || node.kind === 'other') return columnNode(node, column, index);
  return { key: `${node.entity.name}.${relation.name}`, spec: relation.span };
}
