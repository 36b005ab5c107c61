import type { Json } from '../../../base/json.ts';
import { valueAt } from '../../../semantics/pointers.ts';
import { type Call, type Caller, Generated, type PlannedStep, Reference, type Template } from '../../../semantics/types.ts';
import { createWorld } from '../../../semantics/world.ts';
import type { CrudRoute, TestModel } from './testModel.ts';

/** How many rows a list shows the caller after the steps and the delivery of their events; undefined when the model cannot say. */
export function listedAfter(model: TestModel, steps: readonly PlannedStep[], { endpoint, crud }: CrudRoute, caller: Caller): number | undefined {
  const world = createWorld(model.application);
  const answers: (Json | undefined)[] = [];
  for (const step of steps) {
    if (step.kind === 'deliver') world.deliver();
    if (step.kind === 'schedule') world.runSchedule(step.flow);
    const outcome = step.kind === 'call' ? world.predict(callOf(step.call, answers, undefined)) : undefined;
    if (outcome?.unpredictable !== undefined) return undefined;
    answers.push(outcome?.body);
  }
  if (world.deliver().failures.length > 0) return undefined;
  const { status, body } = world.predict({ endpoint: endpoint.key, caller, path: {}, query: {}, headers: {} });
  const items: unknown = crud.list?.envelope.kind === 'object' ? valueAt(body, `/${crud.list.envelope.items}`) : body;
  return status === endpoint.successStatus && Array.isArray(items) ? items.length : undefined;
}

/** The planned call with the answers of earlier steps in the place of references; `subject` stands for the caller when given. */
export function callOf(call: Call<Template>, answers: readonly (Json | undefined)[], subject: string | undefined): Call {
  const each = (values: Readonly<Record<string, Template>>): Record<string, Json> => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, resolved(value, answers)]));
  const caller: Caller | undefined = call.caller === undefined || subject === undefined ? call.caller : { ...call.caller, subject };
  const { endpoint, body } = call;
  return { endpoint, caller, path: each(call.path), query: each(call.query), headers: each(call.headers), ...(body === undefined ? {} : { body: resolved(body, answers) }) };
}

function resolved(value: Template, answers: readonly (Json | undefined)[]): Json {
  if (value instanceof Reference) return (valueAt(answers[value.step], value.pointer) as Json | undefined) ?? null;
  if (value instanceof Generated || value === null || typeof value !== 'object') return value instanceof Generated ? null : value;
  if (isList(value)) return value.map((item) => resolved(item, answers));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, answers)]));
}

function isList(value: Template): value is readonly Template[] {
  return Array.isArray(value);
}
