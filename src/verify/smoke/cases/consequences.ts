import { deepEqual } from '../../../semantics/evaluate.ts';
import type { Json } from '../../../base/json.ts';
import type { Caller, RowValues } from '../../../semantics/types.ts';
import { asAdmin, checkList, checkRow, crudEndpoint, pathForRow, plainCall, primaryKey, type Suite } from '../suite.ts';

/** All rows at one moment, by entity and key. */
export type Observation = ReadonlyMap<string, ReadonlyMap<Json, RowValues>>;

const handlingTimeoutMs = 4000;

export function observe(suite: Suite): Observation {
  return new Map(suite.application.entities.map((entity) => {
    const key = primaryKey(suite.application, entity.name);
    return [entity.name, new Map(suite.session.model.rows(entity.name).map((row) => [row[key] ?? null, row]))];
  }));
}

export interface ConsequenceOptions {
  readonly check: string;
  readonly operation: string;
  readonly caller: Caller | undefined;
  readonly before: Observation;
}

/** Reads back each row that was touched since `before`, with the lists they stand in, once events have been handled. */
export async function checkConsequences(suite: Suite, options: ConsequenceOptions): Promise<void> {
  const { check, operation, before } = options;
  const delivered = await deliver(suite, options);
  const after = observe(suite);
  const caller = viewer(suite, options.caller);
  if (caller === undefined) return;
  const touched = differences(before, after);
  for (const { entity, row } of touched) await checkRow(suite, `${check}: the ${entity} afterwards`, { entity, row, caller, operation });
  const listed = new Map([...touched, ...delivered].map(({ entity, row }) => [entity, row]));
  for (const [entity, row] of listed) {
    if (options.caller !== undefined) await checkList(suite, `${check}: the list of ${entity} afterwards`, { entity, row, caller: options.caller, operation });
  }
}

interface Touched {
  readonly entity: string;
  readonly row: RowValues;
}

function differences(before: Observation, after: Observation): readonly Touched[] {
  const touched: Touched[] = [];
  for (const [entity, rows] of after) {
    const earlier = before.get(entity);
    for (const [key, row] of rows) if (!deepEqual((earlier?.get(key) ?? null) as Json, row as Json)) touched.push({ entity, row });
    for (const [key, row] of earlier ?? []) if (!rows.has(key)) touched.push({ entity, row });
  }
  return touched;
}

/** Lets the model handle its events and waits until the app has handled them too. Gives the rows that handlers touched. */
async function deliver(suite: Suite, options: ConsequenceOptions): Promise<readonly Touched[]> {
  const { session } = suite;
  if (session.model.pendingEvents === 0) return [];
  const before = observe(suite);
  session.model.deliver();
  const touched = differences(before, observe(suite));
  const caller = viewer(suite, options.caller);
  const entities = [...new Map(touched.map((each) => [each.entity, each])).values()];
  for (const { entity, row } of entities) {
    const endpoint = crudEndpoint(suite.application, entity, 'list');
    if (endpoint === undefined || options.caller === undefined || caller === undefined) {
      session.recorder.skip(options.operation, `${options.check}: effects of its events on ${entity}`, `${entity} has no endpoint that lists it`);
      continue;
    }
    await session.eventually(`${options.check}: ${entity} after its events`, { ...plainCall(endpoint, options.caller, pathForRow(endpoint.implementation, row)) }, { operation: options.operation, timeoutMs: handlingTimeoutMs });
  }
  return touched;
}

/** Who may see all rows that an action touched: the admin where there is one, else whoever acted. */
function viewer(suite: Suite, caller: Caller | undefined): Caller | undefined {
  return caller === undefined ? undefined : (asAdmin(caller, suite.application) ?? caller);
}
