import type { Span } from '../../base/span.ts';
import type { ColumnFact } from '../../targets/facts/appFacts.ts';
import { eachOf, gapOf, type Rule } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import type { IrIndex, IrNode, TableNode } from '../irIndex.ts';
import { type TablePair, tablePairs } from './tableSource.ts';

/** Each attribute has its column with its type, nullability and default, and there is no other column. */
export const attributes: Rule = eachOf(tablePairs, (pair, { index }) => [...columns(pair, index), ...unrequested(pair)]);

function columns(pair: TablePair, index: IrIndex): readonly Gap[] {
  return pair.expected.columns.flatMap((column) => {
    const node = columnNode(pair.node, column.name, index);
    const actual = pair.actual.columns.find(({ name }) => name === column.name);
    return actual === undefined ? [missing(column, node, pair)] : differences(column, actual, node, pair, index);
  });
}

/** The attribute, or what else the column belongs to: the relation of a link table, the entity of the row version. */
export function columnNode(table: TableNode, column: string, index: IrIndex): IrNode {
  if (table.kind !== 'entity') return { key: table.kind === 'link' ? table.key : `${table.key}.${column}`, spec: table.spec };
  const attribute = index.attribute(table.entity, column);
  return attribute === undefined ? { key: `${table.key}.${column}`, spec: table.spec } : { key: `${table.key}.${attribute.name}`, spec: index.attributeSpan(attribute) };
}

function missing(column: ColumnFact, { key, spec }: IrNode, { source, actual }: TablePair): Gap {
  return gapOf(source.attributeMissing, 'missing', { key, spec, at: actual.at, expected: column.at }, { name: key, column: column.name });
}

function unrequested({ source, node, expected, actual }: TablePair): readonly Gap[] {
  const isAttribute = (property: string): boolean => node.kind === 'entity' && node.entity.attributes.some((attribute) => attribute.name === property);
  return actual.columns.filter(({ name }) => !expected.columns.some((column) => column.name === name)).map((column) => {
    const { name, property, at } = column;
    const key = `${node.key}.${isAttribute(property) ? name : property}`;
    return gapOf(source.columnUnrequested, 'unrequested', { key, spec: node.spec, at, actual: at, found: definitionOf(column) }, { column: name, table: actual.name });
  });
}

/** As SQL would define it. */
function definitionOf(column: ColumnFact): string {
  return [column.type, ...(column.nullable ? [] : ['not null']), ...(column.default === undefined ? [] : [`default ${column.default}`])].join(' ');
}

type Part = keyof ColumnFact['parts'];

function differences(expected: ColumnFact, actual: ColumnFact, node: IrNode, pair: TablePair, index: IrIndex): readonly Gap[] {
  const { source } = pair;
  const attribute = pair.node.kind === 'entity' ? index.attribute(pair.node.entity, expected.name) : undefined;
  const places = (part: Part, suffix: string, keyword: string): { readonly key: string; readonly spec: Span; readonly at: Span; readonly expected: Span; readonly actual: Span } => {
    const at = actual.parts[part] ?? actual.at;
    return { key: `${node.key}.${suffix}`, spec: attribute === undefined ? node.spec : index.attributeSpan(attribute, keyword), at, expected: expected.parts[part] ?? expected.at, actual: at };
  };
  const name = node.key;
  const gaps: Gap[] = [];
  if (expected.type !== actual.type) gaps.push(gapOf(source.type, 'contradicts', places('type', 'type', 'type'), { name, expected: expected.type, actual: actual.type }));
  if (expected.nullable !== actual.nullable && !expected.primaryKey) {
    gaps.push(gapOf(source.nullability, 'contradicts', places('notNull', 'nullable', 'nullable'), { name, expected: nullability(expected), actual: nullability(actual) }));
  }
  if (expected.default !== actual.default && (expected.type === actual.type || withoutCast(expected) !== withoutCast(actual))) {
    const kind = actual.default === undefined ? 'missing' : expected.default === undefined ? 'unrequested' : 'contradicts';
    gaps.push(gapOf(source.default, kind, places('default', 'default', 'default'), { name, expected: defaultOf(expected), actual: defaultOf(actual) }));
  }
  if (expected.values !== undefined && actual.values !== undefined && expected.values.join() !== actual.values.join()) {
    gaps.push(gapOf(source.check, 'contradicts', places('type', 'enum', 'enum'), { name, expected: `one of ${expected.values.join(', ')}`, actual: `one of ${actual.values.join(', ')}` }));
  }
  if (source.name === 'code' && expected.property !== actual.property) {
    gaps.push(gapOf('DM4017', 'contradicts', { key: name, spec: node.spec, at: actual.at, expected: expected.at, actual: actual.at }, { name, actual: actual.property }));
  }
  return gaps;
}

function nullability({ nullable }: ColumnFact): string {
  return nullable ? 'nullable' : 'not nullable';
}

/** With another type the same default has another cast. */
function withoutCast(column: ColumnFact): string | undefined {
  return column.default?.replace(/::[\w ]+$/, '');
}

function defaultOf(column: ColumnFact): string {
  return column.default === undefined ? 'no default' : `the default ${column.default}`;
}
