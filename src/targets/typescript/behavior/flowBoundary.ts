import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow, FlowInput } from '../../../ir/behavior.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { ExpressionType } from '../../../ir/expression.ts';
import type { Schema } from '../../../ir/schema.ts';
import type { TsFile } from '../code/tsFile.ts';
import { member, property } from '../expressions/code.ts';
import { resolveSchema } from '../resolveSchema.ts';

/**
 * The object literal with the inputs of the endpoint's flow, out of `request`; undefined when the flow has none.
 * Timestamps become `Date`, values that are left out null.
 */
export function flowArguments(application: ApplicationIR, endpoint: Endpoint): string | undefined {
  const flow = flowOf(application, endpoint);
  if (flow === undefined || flow.inputs.length === 0) return undefined;
  const isOptional = endpoint.requestBody?.required === false;
  const body = isOptional ? resolveSchema(application, endpoint.requestBody.contents[0]?.schema ?? { kind: 'any', nullable: true, span: flow.span }) : undefined;
  const defaults = new Map(body?.kind === 'object' ? body.properties.map(({ name, schema }) => [name, schema.default]) : []);
  return `{ ${flow.inputs.map((input) => property(input.name, argument(input, isOptional, input.source === 'body' ? defaults.get(input.name) : undefined))).join(', ')} }`;
}

/** `fallback` is what stands for a property when the whole body is left out. */
function argument(input: FlowInput, isBodyOptional: boolean, fallback: Json | undefined): string {
  const places = { path: 'request.params', query: 'request.query', body: 'request.body', payload: 'request.body', argument: 'request.body' } as const;
  const access = member(input.name);
  const optional = input.source === 'body' && isBodyOptional;
  const text = places[input.source] + (optional ? (access.startsWith('.') ? `?${access}` : `?.${access}`) : access);
  const { type } = input;
  if (fallback === undefined || fallback === null) return argumentText(text, type);
  const standard = JSON.stringify(fallback);
  if (type.kind === 'timestamp' && !type.nullable) return `new Date(${text} ?? ${standard})`;
  return type.nullable ? `${text} === undefined ? ${type.kind === 'timestamp' ? `new Date(${standard})` : standard} : ${argumentText(text, type)}` : `${text} ?? ${standard}`;
}

function argumentText(text: string, type: ExpressionType): string {
  if (type.kind === 'timestamp') return type.nullable ? `${text} === undefined || ${text} === null ? null : new Date(${text})` : `new Date(${text})`;
  if (type.kind === 'list' && type.items.kind === 'timestamp') return type.nullable ? `${text}?.map((value) => new Date(value)) ?? null` : `${text}.map((value) => new Date(value))`;
  return type.nullable && type.kind !== 'json' ? `${text} ?? null` : text;
}

/**
 * The response body for the result of the endpoint's flow, which stands in the variable `value`: rows as their schema shows
 * them, also in lists and records. Undefined when the flow gives nothing.
 */
export function flowAnswer(file: TsFile, application: ApplicationIR, endpoint: Endpoint, value: string): string | undefined {
  const flow = flowOf(application, endpoint);
  if (flow?.result === undefined) return undefined;
  const schema = endpoint.responses.find(({ status }) => status === endpoint.successStatus)?.contents[0]?.schema;
  const answer = presented(value, { ...flow.result, nullable: false }, schema, { file, application });
  const mayBeNull = flow.result.nullable || !flow.steps.some((step) => step.kind === 'return' && step.when === undefined && step.value !== undefined);
  if (!mayBeNull || answer === value) return mayBeNull && answer === value ? `${value} ?? null` : answer;
  return `${value} === null || ${value} === undefined ? null : ${answer}`;
}

interface Surroundings {
  readonly file: TsFile;
  readonly application: ApplicationIR;
}

function presented(text: string, type: ExpressionType, schema: Schema | undefined, around: Surroundings): string {
  const resolved = schema === undefined ? undefined : resolveSchema(around.application, schema);
  const inner = presentedWithoutNull(text, { ...type, nullable: false }, schema, resolved, around);
  return type.nullable && inner !== text ? `${text} === null ? null : ${inner}` : inner;
}

function presentedWithoutNull(text: string, type: ExpressionType, schema: Schema | undefined, resolved: Schema | undefined, around: Surroundings): string {
  const { file } = around;
  switch (type.kind) {
    case 'entity': {
      const key = presenterKey(type.entity, schema, around.application);
      return key === undefined ? text : `${file.use(key)}(${text})`;
    }
    case 'list': {
      const items = resolved?.kind === 'array' ? resolved.items : undefined;
      const one = presented('item', type.items, items, around);
      return one === 'item' ? text : `${text}.map((item) => ${one})`;
    }
    case 'record': {
      const shown = type.fields.flatMap((field) => {
        const property = resolved?.kind === 'object' ? resolved.properties.find(({ name }) => name === field.name)?.schema : undefined;
        const own = `${text}${member(field.name)}`;
        const made = presented(own, field.type, property, around);
        return made === own ? [] : [{ name: field.name, text: made }];
      });
      if (shown.length === 0) return text;
      return `{ ...${text}, ${shown.map((field) => property(field.name, field.text)).join(', ')} }`;
    }
    case 'decimal':
      return resolved?.kind === 'decimal' ? `${file.use('runtime:toScale')}(${text}, ${String(resolved.scale)})` : text;
    case 'string':
    case 'int':
    case 'double':
    case 'bool':
    case 'timestamp':
    case 'date':
    case 'duration':
    case 'json':
    case 'null':
      return text;
  }
}

/** Key of the presenter of the entity for the named schema of a response. */
function presenterKey(entity: string, schema: Schema | undefined, application: ApplicationIR): string | undefined {
  if (schema?.kind === 'ref') return `presenter:${entity}:${schema.name}`;
  const named = application.schemas.find((candidate) => candidate.entity === entity && candidate.name === entity);
  return named === undefined ? undefined : `presenter:${entity}:${named.name}`;
}

function flowOf(application: ApplicationIR, { implementation }: Endpoint): Flow | undefined {
  return implementation.kind === 'flow' ? application.flows.find(({ name }) => name === implementation.flow) : undefined;
}

