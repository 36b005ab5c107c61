import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import { deepEqual } from '../../semantics/evaluate.ts';
import type { Call, Outcome, RowValues } from '../../semantics/types.ts';
import type { World } from '../../semantics/world.ts';

/** So many rows are looked at. */
const mostLookedAt = 5;

/** What a session knows that a taken row is looked for with. */
interface Known {
  readonly application: ApplicationIR;
  readonly model: Pick<World, 'rows'>;
}

/**
 * The body that shows a row in place of one that cannot be made, as its values are taken: where a unique attribute has few
 * values, all of them are in the end, by seed rows too, and a row in its first state does as well, the one that has the
 * values before all others. Undefined when the caller sees none.
 */
export function takenRow({ application, model }: Known, call: Call, refusal: Outcome, predict: (call: Call) => Outcome): Json | undefined {
  const implementation = application.endpoints.find(({ key }) => key === call.endpoint)?.implementation;
  if (refusal.status !== 409 || implementation?.kind !== 'crud' || implementation.action !== 'create' || implementation.wrapper !== undefined) return undefined;
  const entity = application.entities.find(({ name }) => name === implementation.entity);
  const read = application.endpoints.find(({ implementation: other }) => other.kind === 'crud' && other.action === 'read' && other.entity === implementation.entity && other.parents.length === 0 && other.wrapper === undefined);
  const key = read?.implementation.kind === 'crud' ? read.implementation.key : undefined;
  if (entity === undefined || read === undefined || key === undefined || typeof call.body !== 'object' || call.body === null || Array.isArray(call.body)) return undefined;
  const given = call.body as RowValues;
  const uniques = [...entity.uniques.map(({ attributes }) => attributes), ...entity.attributes.filter(({ unique }) => unique).map(({ name }) => [name])];
  const isSame = (row: RowValues): boolean => uniques.some((names) => names.every((name) => given[name] !== undefined && given[name] !== null && deepEqual(given[name], row[name] ?? null)));
  const machines = application.stateMachines.filter((machine) => machine.entity === entity.name);
  const rows = model.rows(entity.name).filter((row) => machines.every(({ attribute, initial }) => row[attribute] === initial));
  if (!model.rows(entity.name).some(isSame)) return undefined;
  for (const row of [...rows.filter(isSame), ...rows.toReversed()].slice(0, mostLookedAt)) {
    const shown = predict({ endpoint: read.key, caller: call.caller, path: { [key.parameter]: row[key.attribute] ?? null }, query: {}, headers: {} });
    if (shown.status === read.successStatus) return shown.body;
  }
  return undefined;
}
