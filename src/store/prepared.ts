import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Tables } from './database.ts';

/** Stands in a query for a value that is given when it runs. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Gives the placeholder of a value. */
type Given<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

/**
 * A query that is built and compiled once for each database, for what runs with every call to a model: building a query takes longer than
 * running it. `build` gets placeholders; all of them must become parameters of the query.
 */
export function prepared<Values extends object, Row>(
  build: (tables: Tables, given: Given<Values>) => Compilable<Row>,
): (tables: Tables, values: Values) => Promise<QueryResult<Row>> {
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  return (tables, values) => {
    const { adapter } = tables.getExecutor();
    let query = compiled.get(adapter);
    if (query === undefined) {
      query = build(tables, (name) => new Placeholder(name) as Values[typeof name]).compile();
      compiled.set(adapter, query);
    }
    const parameters = query.parameters.map((parameter) => (parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter));
    return tables.executeQuery({ ...query, parameters });
  };
}
