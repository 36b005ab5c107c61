import type { TableFact } from '../../targets/facts/appFacts.ts';
import { gapOf, type Rule, startOf } from '../comparison.ts';
import type { Gap } from '../gap.ts';
import type { IrIndex } from '../irIndex.ts';
import { type TableSource, tableSources } from './tableSource.ts';

/** Each entity and each many-to-many relation has its table, in the code and in the database, and there is no other. */
export const entities: Rule = ({ expected, actual, index }) =>
  Object.values(tableSources).flatMap((source) => {
    const [wanted, found] = [source.facts(expected), source.facts(actual)];
    return [
      ...wanted.filter((table) => !has(found, table)).map((table) => missing(table, source, index)),
      ...found.filter((table) => !has(wanted, table)).map((table) => unrequested(table, source, index)),
    ];
  });

function has(tables: readonly TableFact[], table: TableFact): boolean {
  return tables.some(({ name }) => name === table.name);
}

function missing(table: TableFact, source: TableSource, index: IrIndex): Gap {
  const node = index.table(table.name);
  const places = { key: node.key, spec: node.spec, at: startOf(table.at.file), expected: table.at };
  const parameters = { name: node.key, table: table.name };
  return node.kind === 'link' ? gapOf(source.linkMissing, 'missing', places, parameters) : gapOf(source.entityMissing, 'missing', places, parameters);
}

function unrequested(table: TableFact, source: TableSource, index: IrIndex): Gap {
  return gapOf(source.tableUnrequested, 'unrequested', { key: `table:${table.name}`, spec: index.root, at: table.at, actual: table.at }, { table: table.name });
}
