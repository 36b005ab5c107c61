import type { ConstraintFact } from '../../targets/facts/appFacts.ts';
import { eachOf, gapOf, type Rule } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import type { IrIndex, IrNode } from '../irIndex.ts';
import { columnNode } from './attributes.ts';
import { constraintsOf, primaryKeyOf, type TablePair, tablePairs } from './tableSource.ts';

/** Primary keys and unique values are those of the spec, in the code and in the database. */
export const keys: Rule = eachOf(tablePairs, (pair, { index }) => [...primaryKeys(pair, index), ...uniques(pair, index)]);

function primaryKeys(pair: TablePair, index: IrIndex): readonly Gap[] {
  const { source, node, expected, actual, loose } = pair;
  const [wanted, found] = [primaryKeyOf(expected), primaryKeyOf(actual)];
  if (wanted.join() === found.join() || wanted.some((name) => loose.has(name))) return [];
  const own = wanted[0] === undefined ? { key: node.key, spec: node.spec } : columnNode(node, wanted[0], index);
  const constraint = constraintsOf(actual, 'primaryKey')[0];
  const column = actual.columns.find(({ name }) => name === (found[0] ?? wanted[0]));
  const at = column?.parts.primaryKey ?? constraint?.at ?? column?.at ?? actual.at;
  const expectedAt = constraintsOf(expected, 'primaryKey')[0]?.at ?? expected.columns.find(({ name }) => name === wanted[0])?.parts.primaryKey;
  return [gapOf(source.primaryKey, found.length === 0 ? 'missing' : 'contradicts', {
    key: `${own.key}.primaryKey`, spec: own.spec, at, expected: expectedAt, actual: found.length === 0 ? undefined : at,
  }, { name: node.key, expected: listOf(wanted), actual: listOf(found) })];
}

function listOf(columns: readonly string[]): string {
  return columns.length === 0 ? 'missing' : `(${columns.join(', ')})`;
}

function uniques(pair: TablePair, index: IrIndex): readonly Gap[] {
  const { source, expected, actual, loose } = pair;
  const isTied = ({ columns }: ConstraintFact): boolean => columns.every((column) => !loose.has(column));
  const untied = new Set(uniqueOf(expected).filter((constraint) => !isTied(constraint)).map(({ name }) => name));
  const [wanted, found] = [uniqueOf(expected).filter(isTied), uniqueOf(actual).filter((constraint) => isTied(constraint) && !untied.has(constraint.name))];
  const missing = wanted.filter((constraint) => !found.some((other) => says(other) === says(constraint)));
  const more = found.filter((constraint) => !wanted.some((other) => says(other) === says(constraint)));
  return [
    ...missing.map((constraint) => {
      const node = uniqueNode(pair, constraint, index);
      return gapOf(source.unique, 'missing', { key: node.key, spec: node.spec, at: actual.at, expected: constraint.at }, { name: node.key.replace(/\.unique$/, '') });
    }),
    ...more.map((constraint) => {
      const node = uniqueNode(pair, constraint, index);
      return gapOf(source.constraintUnrequested, 'unrequested', { key: node.key, spec: node.spec, at: constraint.at, actual: constraint.at }, { constraint: `unique (${constraint.columns.join(', ')})`, table: actual.name });
    }),
  ];
}

function uniqueOf(table: TablePair['actual']): readonly ConstraintFact[] {
  return constraintsOf(table, 'unique');
}

function says({ columns, detail }: ConstraintFact): string {
  return `${[...columns].sort().join()} ${detail}`;
}

export function uniqueNode({ node }: Pick<TablePair, 'node'>, { columns }: ConstraintFact, index: IrIndex): IrNode {
  const [only, ...more] = columns;
  if (only !== undefined && more.length === 0) {
    const own = columnNode(node, only, index);
    const attribute = node.kind === 'entity' ? index.attribute(node.entity, only) : undefined;
    return { key: `${own.key}.unique`, spec: attribute === undefined ? own.spec : index.attributeSpan(attribute, 'unique') };
  }
  const names = columns.map((column) => (node.kind === 'entity' ? index.attribute(node.entity, column)?.name : undefined) ?? column);
  const declared = node.kind === 'entity' ? node.entity.uniques.find(({ attributes }) => [...attributes].sort().join() === [...names].sort().join()) : undefined;
  return { key: `${node.key}.unique(${names.join(', ')})`, spec: declared?.span ?? node.spec };
}
