import type { Json } from '../../../../base/json.ts';
import type { Atom, CaseEvent, CaseExpectation } from '../../../../ir/atom.ts';
import type { DomainEvent } from '../../../../ir/behavior.ts';
import type { Entity } from '../../../../ir/entity.ts';
import { endpointOf } from './caseArguments.ts';
import { isObject, isReference, rowValues, schemaValue, suggestion, typedValue, type JsonObject, type ValueContext } from './caseValues.ts';

/** What is expected; a refusal stands alone, since it leaves nothing behind. */
export function readExpectation(given: JsonObject, atom: Atom, context: ValueContext): CaseExpectation {
  const failure = readFailure(given, atom, context);
  if (failure !== undefined) return { failure };
  const result = given['result'] ?? given['returns'];
  return {
    ...(result === undefined ? {} : readResult(result, atom, context)),
    ...(isObject(given['rows']) ? { rows: readRows(given['rows'], context) } : {}),
    ...(isObject(given['counts']) ? { counts: readCounts(given['counts'], context) } : {}),
    ...(isObject(given['created']) ? { created: readCreated(given['created'], context) } : {}),
    ...(Array.isArray(given['events']) ? { events: readEvents(given['events'] as readonly Json[], context) } : {}),
  };
}

function readFailure(given: JsonObject, { task }: Atom, { problems }: ValueContext): CaseExpectation['failure'] {
  const { status: plain } = given;
  const said = [given['failure'], given['error'], given['throws'], typeof plain === 'number' && plain >= 400 ? plain : undefined].find((one) => one !== undefined && one !== null && typeof one !== 'boolean');
  if (said === undefined) return undefined;
  const named = isObject(said) ? said['code'] : undefined;
  const code = typeof named === 'string' && named !== '' ? { code: named } : {};
  if (isObject(said) && (said['status'] === undefined || said['status'] === null)) return code;
  const status = Number(isObject(said) ? said['status'] : said);
  if (!Number.isInteger(status)) {
    problems.shape('expect.failure must be { "status": <number>, "code": "<code>" }.');
    return undefined;
  }
  const { refusals } = task.contract;
  if (status < 400 || status > 499 || (refusals.length > 0 && !refusals.includes(status))) {
    problems.status(status, refusals.length > 0 ? `It may refuse with ${refusals.join(', ')} only.` : 'Refusals have a status from 400 to 499.');
  }
  return { status, ...code };
}

function readResult(given: Json, atom: Atom, context: ValueContext): Pick<CaseExpectation, 'result'> {
  const type = /\): Promise<([^]*)>$/.exec(atom.task.signature)?.[1]?.trim() ?? '';
  if (type === 'void') {
    // Nothing and null are the same to say; anything else is not what the function gives.
    if (given !== null && !(isObject(given) && Object.keys(given).length === 0)) context.problems.note('The function gives no result; say what is true of rows afterwards, or leave the result out.');
    return {};
  }
  const endpoint = endpointOf(atom, context.application);
  const schema = endpoint?.responses.find(({ status }) => status === endpoint.successStatus)?.contents.find((content) => content.schema !== undefined)?.schema;
  if (schema !== undefined) return { result: schemaValue(given, schema, 'expect.result', context) };
  if (type === 'string' && typeof given === 'number') return { result: String(given) };
  if (isReference(given)) noteRow(given, context);
  const isWrong = (type === 'number' && typeof given !== 'number') || (type === 'boolean' && typeof given !== 'boolean') || (type === 'string' && typeof given !== 'string' && !isReference(given));
  if (isWrong) context.problems.note(`expect.result must be a ${type}, not ${JSON.stringify(given).slice(0, 60)}.`);
  return { result: given };
}

function noteRow(given: { readonly $row?: string; readonly $key?: string }, { rows, problems }: ValueContext): void {
  const name = given.$row ?? given.$key;
  if (name !== undefined && !rows.has(name)) problems.note(`expect.result refers to the row ${name}, which the example does not have.${suggestion(name, [...rows.keys()])}`);
}

function readRows(given: JsonObject, context: ValueContext): NonNullable<CaseExpectation['rows']> {
  return Object.fromEntries(Object.entries(given).flatMap(([name, values]): readonly (readonly [string, JsonObject | null])[] => {
    const entity = entityNamed(context.rows.get(name), context);
    if (entity === undefined) {
      context.problems.note(`expect.rows has ${name}, which is no row of the example.${suggestion(name, [...context.rows.keys()])} Rows that the function makes stand in expect.created, by entity.`);
      return [];
    }
    return [[name, isObject(values) ? rowValues(values, entity, `expect.rows.${name}`, context) : null]];
  }));
}

function readCounts(given: JsonObject, context: ValueContext): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(given).flatMap(([name, count]): readonly (readonly [string, number])[] => {
    const entity = spokenEntity(name, 'expect.counts', context);
    const value = Number(count);
    if (!Number.isInteger(value) || value < 0) context.problems.note(`expect.counts.${name} must be a number of rows.`);
    return entity === undefined ? [] : [[entity.name, value]];
  }));
}

/** Rows that the call makes, by entity; a single one may stand without its list. */
function readCreated(given: JsonObject, context: ValueContext): NonNullable<CaseExpectation['created']> {
  return Object.fromEntries(Object.entries(given).flatMap(([name, rows]): readonly (readonly [string, readonly JsonObject[]])[] => {
    const entity = spokenEntity(name, 'expect.created', context);
    if (entity === undefined) return [];
    const list = Array.isArray(rows) ? (rows as readonly Json[]) : [rows];
    return [[entity.name, list.flatMap((row) => {
      const values = isObject(row) ? row['values'] ?? row : row;
      if (isObject(values)) return [rowValues(values, entity, `expect.created.${name}`, context)];
      context.problems.note(`expect.created.${name} must be a list of objects with attributes of ${entity.name}.`);
      return [];
    })]];
  }));
}

function spokenEntity(name: string, at: string, { application, problems }: ValueContext): Entity | undefined {
  const entity = application.entities.find((one) => [one.name, one.plural].some((said) => said.toLowerCase() === name.toLowerCase()));
  if (entity === undefined) problems.note(`${at} has ${name}, which is no entity.${suggestion(name, application.entities.map((one) => one.name))}`);
  return entity;
}

function readEvents(given: readonly Json[], context: ValueContext): readonly CaseEvent[] {
  const { application, problems } = context;
  const names = application.events.map(({ name }) => name);
  return given.flatMap((said): readonly CaseEvent[] => {
    const name = isObject(said) ? said['name'] ?? said['event'] : said;
    const event = application.events.find((one) => one.name === name);
    if (event === undefined) {
      problems.note(`expect.events has ${JSON.stringify(name)}, which is no event.${suggestion(typeof name === 'string' ? name : '', names)}`);
      return [];
    }
    const payload = isObject(said) ? said['payload'] : undefined;
    return [isObject(payload) ? { name: event.name, payload: readPayload(payload, event, context) } : event.name];
  });
}

function readPayload(given: JsonObject, { name: event, payload }: DomainEvent, context: ValueContext): JsonObject {
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]): readonly (readonly [string, Json])[] => {
    const field = payload.find((one) => one.name === name);
    if (field === undefined) context.problems.note(`expect.events: ${event} has no ${name}.${suggestion(name, payload.map((one) => one.name))}`);
    return field === undefined ? [] : [[name, isReference(value) ? value : typedValue(value, field.type, `expect.events.${event}.${name}`, context)]];
  }));
}

function entityNamed(name: string | undefined, { application }: ValueContext): Entity | undefined {
  return application.entities.find((entity) => entity.name === name);
}
