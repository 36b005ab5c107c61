import type { Json } from '../../../base/json.ts';
import { deepEqual } from '../../../semantics/evaluate.ts';
import type { Caller, RowValues } from '../../../semantics/types.ts';
import { asAdmin } from '../otherCallers.ts';
import { primaryKey } from '../scenes.ts';
import { checkList, checkRow, type Suite } from '../suite.ts';

/** All rows at one moment, by entity and key. */
export type Observation = ReadonlyMap<string, ReadonlyMap<Json, RowValues>>;

export interface Touched {
  readonly entity: string;
  readonly row: RowValues;
  readonly how: 'created' | 'updated' | 'deleted';
}

export function observe(suite: Suite): Observation {
  return new Map(suite.application.entities.map((entity) => {
    const key = primaryKey(suite.application, entity.name);
    return [entity.name, new Map(suite.session.model.rows(entity.name).map((row) => [row[key] ?? null, row]))];
  }));
}

/** The rows that are not in `after` as they were in `before`. */
export function differences(before: Observation, after: Observation): readonly Touched[] {
  const touched: Touched[] = [];
  for (const [entity, rows] of after) {
    const earlier = before.get(entity);
    for (const [key, row] of rows) {
      const old = earlier?.get(key);
      if (old === undefined) touched.push({ entity, row, how: 'created' });
      else if (old !== row && !deepEqual(old, row)) touched.push({ entity, row, how: 'updated' });
    }
    for (const [key, row] of earlier ?? []) if (!rows.has(key)) touched.push({ entity, row, how: 'deleted' });
  }
  return touched;
}

export interface ConsequenceOptions {
  readonly check: string;
  readonly operation: string;
  readonly caller: Caller | undefined;
  readonly before: Observation;
}

/** Reads back each row that was touched since `before`; lists show that no row is missing and none is too many. */
export async function checkConsequences(suite: Suite, options: ConsequenceOptions): Promise<void> {
  const { check, operation, before, caller } = options;
  if (caller === undefined) return;
  const moved = differences(before, observe(suite)).filter((touched) => touched.how !== 'updated');
  for (const { entity, row } of new Map(moved.map((touched) => [touched.entity, touched])).values()) {
    await checkList(suite, `${check}: the list of ${entity} afterwards`, { entity, row, caller, operation });
  }
  // The lists have shown the keys of rows that were made inside.
  await checkRows(suite, { ...options, rows: differences(before, observe(suite)) });
}

/** Reads the rows one by one and compares them with the model. */
export async function checkRows(suite: Suite, options: Pick<ConsequenceOptions, 'check' | 'operation' | 'caller'> & { readonly rows: readonly Touched[] }): Promise<void> {
  const { check, operation } = options;
  const caller = options.caller === undefined ? undefined : (asAdmin(options.caller, suite.application) ?? options.caller);
  if (caller === undefined) return;
  for (const { entity, row } of options.rows) {
    const name = `${check}: the ${entity} afterwards`;
    if (suite.session.isUntold(row[primaryKey(suite.application, entity)] ?? null)) suite.session.recorder.skip(operation, name, 'no answer shows its key');
    else await checkRow(suite, name, { entity, row, caller, operation });
  }
}
