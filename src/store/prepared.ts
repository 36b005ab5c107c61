import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Tables } from './database.ts';

/** Stands in a query for a value that is given when it runs: of which row, and which one of it. */
class Placeholder {
  readonly row: number;
  readonly name: string;

  constructor(row: number, name: string) {
    this.row = row;
    this.name = name;
  }
}

/** Gives the placeholder of a value. */
export type Given<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

type Run<Values, Row> = (tables: Tables, rows: readonly Values[]) => Promise<QueryResult<Row>>;

/**
 * A query that is built and compiled once for each database, for what runs with every call to a model: building a query takes longer than
 * running it. `build` gets placeholders; all of them must become parameters of the query.
 */
export function prepared<Values extends object, Row>(
  build: (tables: Tables, given: Given<Values>) => Compilable<Row>,
): (tables: Tables, values: Values) => Promise<QueryResult<Row>> {
  const run = compiledOnce<Values, Row>((tables) => build(tables, placeholders(0)));
  return (tables, values) => run(tables, [values]);
}

/** How many rows a statement takes: each size is compiled once, and any number of rows is a few of them. */
const sizes = [64, 16, 4, 1] as const;

/** The same for any number of rows, many to a statement: what it costs to run one is more than what most rows cost. Gives all rows that came back. */
export function preparedRows<Values extends object, Row = unknown>(
  build: (tables: Tables, rows: readonly Given<Values>[]) => Compilable<Row>,
): (tables: Tables, rows: readonly Values[]) => Promise<readonly Row[]> {
  const runs = sizes.map((size) => ({ size, run: compiledOnce<Values, Row>((tables) => build(tables, Array.from({ length: size }, (_, row) => placeholders(row)))) }));
  return async (tables, rows) => {
    const found: Row[] = [];
    let done = 0;
    for (const { size, run } of runs) {
      for (; rows.length - done >= size; done += size) for (const row of (await run(tables, rows.slice(done, done + size))).rows) found.push(row);
    }
    return found;
  };
}

function placeholders<Values extends object>(row: number): Given<Values> {
  return (name) => new Placeholder(row, name) as unknown as Values[typeof name];
}

function compiledOnce<Values extends object, Row>(build: (tables: Tables) => Compilable<Row>): Run<Values, Row> {
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  return (tables, rows) => {
    const { adapter } = tables.getExecutor();
    let query = compiled.get(adapter);
    if (query === undefined) {
      query = build(tables).compile();
      compiled.set(adapter, query);
    }
    const parameters = query.parameters.map((parameter) => (parameter instanceof Placeholder ? rows[parameter.row]?.[parameter.name as keyof Values] : parameter));
    return tables.executeQuery({ ...query, parameters });
  };
}
