import type { Json } from '../../../../base/json.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom } from '../../../../ir/atom.ts';
import type { Flow, Step, WordsStep } from '../../../../ir/behavior.ts';
import type { Endpoint } from '../../../../ir/endpoint.ts';
import type { Schema } from '../../../../ir/schema.ts';
import { resolveSchema, schemaContext } from '../../../../semantics/schemaContext.ts';
import { caseFacts } from '../caseFacts.ts';
import { flowInputSchemas } from '../flowInputs.ts';
import { isObject, isReference, rowValue, schemaValue, suggestion, typedValue, type JsonObject, type ValueContext } from './caseValues.ts';

/** The arguments after the context, by parameter; those that the function does not take are left out, what is missing is noted. */
export function readArguments(given: JsonObject, atom: Atom, context: ValueContext): JsonObject {
  const { parameters } = caseFacts(atom, context.application);
  const values = wrapped(given, parameters);
  return Object.fromEntries(parameters.flatMap((name): readonly (readonly [string, Json])[] => {
    const value = values[name];
    if (value === undefined) {
      const part = defaultArgument(name, atom, context);
      if (part === undefined) context.problems.note(`The argument ${name} is missing.`);
      return [[name, part ?? null]];
    }
    return [[name, argument(name, value, atom, context)]];
  }));
}

/** An argument that nothing has to be said of: a call without any part that is required, or the one row that fits. */
function defaultArgument(name: string, atom: Atom, context: ValueContext): Json | undefined {
  const entity = atom.task.contract.entities[0];
  if (name === 'row') {
    const fitting = [...context.rows].filter(([, one]) => one === entity);
    return fitting.length === 1 ? { $row: fitting[0]?.[0] ?? '' } : undefined;
  }
  if (name !== 'input') return undefined;
  const endpoint = endpointOf(atom, context.application);
  if (endpoint === undefined || endpoint.requestBody?.required === true || endpoint.parameters.some(({ required }) => required)) return undefined;
  return argument(name, {}, atom, context);
}

/** Of a function with one parameter its parts alone may be given. */
function wrapped(given: JsonObject, parameters: readonly string[]): JsonObject {
  const [only] = parameters;
  const names = Object.keys(given).filter((name) => name !== 'context');
  return only !== undefined && parameters.length === 1 && names.length > 0 && !names.includes(only) ? { [only]: given } : given;
}

function argument(name: string, value: Json, atom: Atom, context: ValueContext): Json {
  const entity = atom.task.contract.entities[0] ?? '';
  if (name === 'row') return rowValue(value, entity, 'row', context);
  if (!isObject(value) || isReference(value)) {
    context.problems.note(`The argument ${name} must be an object.`);
    return value;
  }
  return name === 'bindings' ? bindings(value, atom, context) : input(value, atom, context);
}

function bindings(value: JsonObject, atom: Atom, context: ValueContext): Json {
  const flow = context.application.flows.find(({ name }) => atom.nodes.includes(`flow:${name}`));
  const step = flow === undefined ? undefined : wordsSteps(flow.steps).find(({ text, span }) => text === atom.task.words && span.start === atom.task.span.start);
  if (flow === undefined || step === undefined) return value;
  const wanted = step.bindings.filter(({ name }) => new RegExp(`[{;] ${name.replace(/\$/g, '\\$')}\\??: `).test(atom.task.signature));
  noteStrangers(value, wanted.map(({ name }) => name), 'bindings', context);
  return Object.fromEntries(wanted.map(({ name, type }) => {
    const given = value[name];
    if (name === 'input') return [name, flowInput(given, flow, context)];
    if (given === undefined && !type.nullable) context.problems.note(`bindings.${name} is missing.`);
    return [name, given === undefined ? null : typedValue(given, type, `bindings.${name}`, context)];
  }));
}

function flowInput(given: Json | undefined, flow: Flow, context: ValueContext): Json {
  const values = isObject(given) ? given : {};
  noteStrangers(values, flow.inputs.map(({ name }) => name), 'bindings.input', context);
  const schemas = flowInputSchemas(flow, context.application);
  return Object.fromEntries(flow.inputs.map(({ name, type }) => {
    const schema = schemas.get(name);
    const value = values[name] ?? schema?.default;
    if (value === undefined && !type.nullable) context.problems.note(`bindings.input.${name} is missing.`);
    // An input is often the key of a row.
    if (typeof value === 'string' && /id$/i.test(name) && context.rows.has(value)) return [name, { $key: value }];
    if (schema?.kind === 'enum' && value !== undefined) return [name, schemaValue(value, { ...schema, nullable: type.nullable }, `bindings.input.${name}`, context)];
    return [name, value === undefined ? null : typedValue(value, type, `bindings.input.${name}`, context)];
  }));
}

function wordsSteps(steps: readonly Step[]): readonly WordsStep[] {
  return steps.flatMap((step) => (step.kind === 'words' ? [step] : step.kind === 'forEach' ? wordsSteps(step.steps) : []));
}

/** The endpoint that an atom implements. */
export function endpointOf(atom: Atom, application: ApplicationIR): Endpoint | undefined {
  return application.endpoints.find(({ key }) => atom.nodes.includes(key));
}

const places = { params: 'path', query: 'query', headers: 'header' } as const;

function input(value: JsonObject, atom: Atom, context: ValueContext): Json {
  const endpoint = endpointOf(atom, context.application);
  if (endpoint === undefined) return value;
  const parts = (['params', 'query', 'headers', 'body'] as const).filter((part) => new RegExp(`\\b${part}\\??: `).test(atom.task.signature));
  const spread = spreadParts(value, parts, endpoint);
  noteStrangers(spread, parts, 'input', context);
  return Object.fromEntries(parts.map((part) => {
    const given = spread[part];
    return [part, part === 'body' ? bodyValue(given, endpoint, context) : parameterValues(given, part, endpoint, context)];
  }));
}

/** Parameters may be given without saying where they stand. */
function spreadParts(value: JsonObject, parts: readonly string[], endpoint: Endpoint): JsonObject {
  const made: Record<string, Json> = { ...value };
  for (const [name, one] of Object.entries(value)) {
    const part = Object.entries(places).find(([key, place]) => parts.includes(key) && endpoint.parameters.some((parameter) => parameter.name === name && parameter.in === place))?.[0];
    if (parts.includes(name) || part === undefined) continue;
    const before = made[part];
    made[part] = { ...(isObject(before) ? before : {}), [name]: one };
    Reflect.deleteProperty(made, name);
  }
  return made;
}

function parameterValues(given: Json | undefined, part: keyof typeof places, endpoint: Endpoint, context: ValueContext): Json {
  const values = isObject(given) ? given : {};
  const parameters = endpoint.parameters.filter((one) => one.in === places[part]);
  noteStrangers(values, parameters.map(({ name }) => name), `input.${part}`, context);
  return Object.fromEntries(parameters.flatMap(({ name, required, schema }): readonly (readonly [string, Json])[] => {
    const at = `input.${part}.${name}`;
    const value = values[name] ?? schema.default;
    if (value === undefined) {
      if (required) context.problems.note(`${at} is missing.`);
      return [];
    }
    return [[name, keyNamed(value, schema, context) ?? schemaValue(value, schema, at, context)]];
  }));
}

/** A text that names a row where a key must stand is its key. */
function keyNamed(value: Json, schema: Schema, { rows, application }: ValueContext): Json | undefined {
  if (typeof value !== 'string' || !rows.has(value)) return undefined;
  const resolved = resolveSchema(schema, schemaContext(application));
  return resolved?.kind === 'integer' || (resolved?.kind === 'string' && resolved.format === 'uuid') ? { $key: value } : undefined;
}

function bodyValue(given: Json | undefined, endpoint: Endpoint, context: ValueContext): Json {
  const schema = endpoint.requestBody?.contents.find((content) => content.schema !== undefined)?.schema;
  if (given === undefined) {
    if (endpoint.requestBody?.required === true) context.problems.note('input.body is missing.');
    return null;
  }
  return schema === undefined ? given : schemaValue(given, schema, 'input.body', context);
}

function noteStrangers(values: JsonObject, names: readonly string[], at: string, { problems }: ValueContext): void {
  for (const name of Object.keys(values)) if (!names.includes(name)) problems.note(`${at} has no ${name}.${suggestion(name, names)}`);
}
