import type { AppFacts, ConstraintFact, TableFact } from '../../targets/facts/appFacts.ts';
import { type Comparison, pairing } from '../comparison.ts';
import type { TableNode } from '../irIndex.ts';

/** The two places that say what the database is, with the codes of their gaps. */
export const tableSources = {
  code: {
    name: 'code', facts: (facts: AppFacts): readonly TableFact[] => facts.tables,
    entityMissing: 'DM4001', tableUnrequested: 'DM4002', attributeMissing: 'DM4003', columnUnrequested: 'DM4004', type: 'DM4005', nullability: 'DM4006',
    default: 'DM4007', unique: 'DM4008', primaryKey: 'DM4009', relationMissing: 'DM4010', relation: 'DM4011', linkMissing: 'DM4012', index: 'DM4013',
    checkMissing: 'DM4014', check: 'DM4015', constraintUnrequested: 'DM4016',
  },
  database: {
    name: 'database', facts: (facts: AppFacts): readonly TableFact[] => facts.database,
    entityMissing: 'DM4101', tableUnrequested: 'DM4102', attributeMissing: 'DM4103', columnUnrequested: 'DM4104', type: 'DM4105', nullability: 'DM4106',
    default: 'DM4107', unique: 'DM4108', primaryKey: 'DM4109', relationMissing: 'DM4110', relation: 'DM4111', linkMissing: 'DM4112', index: 'DM4113',
    checkMissing: 'DM4114', check: 'DM4115', constraintUnrequested: 'DM4116',
  },
} as const;

export type TableSource = (typeof tableSources)[keyof typeof tableSources];

/** A table that both versions have. */
export interface TablePair {
  readonly source: TableSource;
  readonly node: TableNode;
  readonly expected: TableFact;
  readonly actual: TableFact;
  /** Columns that only one of the two has: what hangs on them says nothing more. */
  readonly loose: ReadonlySet<string>;
}

const sources = Object.values(tableSources).map((source) => ({
  source,
  pairOf: pairing<TableFact, TablePair>((expected, actual, index) => ({ source, node: index.table(expected.name), expected, actual, loose: looseColumns(expected, actual) })),
}));

/** The tables that both versions have, in the code and in the database, in other words at least. */
export function tablePairs({ expected, actual, index }: Comparison): readonly TablePair[] {
  return sources.flatMap(({ source, pairOf }) => source.facts(expected).flatMap((table): TablePair[] => {
    const other = source.facts(actual).find(({ name }) => name === table.name);
    return other === undefined || other === table ? [] : [pairOf(table, other, index)];
  }));
}

function looseColumns(expected: TableFact, actual: TableFact): ReadonlySet<string> {
  const names = (table: TableFact): ReadonlySet<string> => new Set(table.columns.map(({ name }) => name));
  const [wanted, found] = [names(expected), names(actual)];
  return new Set([...wanted, ...found].filter((name) => !wanted.has(name) || !found.has(name)));
}

/** The columns of the primary key, however it is said. */
export function primaryKeyOf(table: TableFact): readonly string[] {
  const constraint = table.constraints.find(({ kind }) => kind === 'primaryKey');
  return constraint?.columns ?? table.columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name);
}

/** Constraints of one kind. */
export function constraintsOf(table: TableFact, kind: ConstraintFact['kind']): readonly ConstraintFact[] {
  return table.constraints.filter((constraint) => constraint.kind === kind);
}
