import type { Flow, Step } from '../../../ir/behavior.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { Expression } from '../../../ir/expression.ts';
import type { Schema } from '../../../ir/schema.ts';
import { partsOf } from '../../../ir/partsOf.ts';
import { allSteps } from '../../../semantics/scenarios/flowFacts.ts';
import type { Template } from '../../../semantics/types.ts';
import { type ResolvedSchema, resolveSchema } from '../resolveSchema.ts';
import { type Imports, noImports } from './imports.ts';
import { objectTemplate } from './madeRows.ts';
import { objectOf, requestSchema, type TestModel, writableProperties } from './testModel.ts';
import { uniqueValue } from './uniqueValue.ts';

/** The attribute that a value of a request goes to, or is compared with. */
export interface WrittenTo {
  readonly entity: string;
  readonly attribute: string;
}

/** An input of a flow, or a part of the items of a list in it, that must differ between tests, which share one database, and how a test makes one. */
export interface VariedInput extends WrittenTo {
  /** Where in the body: `['code']`, `['rows', '*', 'code']`. */
  readonly path: InputPath;
  /** What one value is called. */
  readonly name: string;
  readonly schema: ResolvedSchema;
  source(file: Imports): string | undefined;
}

type InputPath = readonly string[];

const known = new WeakMap<Endpoint, readonly VariedInput[]>();

/** The inputs of the endpoint that its flow writes to unique attributes as they are, and asks nothing else of. */
export function variedInputs(model: TestModel, endpoint: Endpoint): readonly VariedInput[] {
  const found = known.get(endpoint) ?? findInputs(model, endpoint);
  known.set(endpoint, found);
  return found;
}

function findInputs(model: TestModel, endpoint: Endpoint): readonly VariedInput[] {
  const flow = flowAt(model, endpoint);
  const body = requestSchema(endpoint);
  if (flow === undefined || body === undefined) return [];
  return uniqueWrites(model, flow, new Set()).flatMap(({ path, to }) => {
    const schema = schemaAt(model, body, path);
    const name = path.at(-1) === '*' ? (path.at(-2) ?? '').replace(/s$/, '') : (path.at(-1) ?? '');
    const isVaried = schema !== undefined && (schema.kind === 'string' || !path.includes('*')) && uniqueValue(noImports, schema, name) !== undefined;
    return isVaried ? [{ ...to, path, name, schema, source: (file: Imports) => uniqueValue(file, schema, name) }] : [];
  });
}

/** What stands at the path of a body; undefined where requests give nothing. */
function schemaAt(model: TestModel, schema: Schema, [head, ...rest]: InputPath): ResolvedSchema | undefined {
  const resolved = resolveSchema(model.application, schema);
  if (head === undefined) return resolved;
  if (head === '*') return resolved?.kind === 'array' ? schemaAt(model, resolved.items, rest) : undefined;
  const property = writableProperties(objectOf(model.application, resolved)).find(({ name }) => name === head);
  return property === undefined ? undefined : schemaAt(model, property.schema, rest);
}

/** The values at the path in a body, each with where it stands: `rows/0/code`. */
export function placesIn(value: Template | undefined, [head, ...rest]: InputPath, before = ''): readonly { readonly key: string; readonly value: Template }[] {
  if (value === undefined) return [];
  if (head === undefined) return [{ key: before.slice(1), value }];
  if (head === '*') return Array.isArray(value) ? (value as readonly Template[]).flatMap((item, index) => placesIn(item, rest, `${before}/${index}`)) : [];
  return placesIn(objectTemplate(value)?.[head], rest, `${before}/${head}`);
}

const comparedOf = new WeakMap<Endpoint, ReadonlyMap<string, WrittenTo>>();

/** The inputs by which the flow of the endpoint looks up rows, with the attributes that they must equal. */
export function comparedInputs(model: TestModel, endpoint: Endpoint): ReadonlyMap<string, WrittenTo> {
  const found = comparedOf.get(endpoint) ?? findCompared(model, endpoint);
  comparedOf.set(endpoint, found);
  return found;
}

function findCompared(model: TestModel, endpoint: Endpoint): ReadonlyMap<string, WrittenTo> {
  const compared = new Map<string, WrittenTo>();
  for (const step of allSteps(flowAt(model, endpoint)?.steps ?? [])) {
    const conditions = step.kind === 'loadMany' ? step.conditions : step.kind === 'load' && step.by.kind === 'where' ? step.by.conditions : [];
    if (step.kind !== 'load' && step.kind !== 'loadMany') continue;
    for (const { attribute, operator, value } of conditions) {
      if (operator === '==') for (const name of inputName(value)) compared.set(name, { entity: step.entity, attribute });
    }
  }
  return compared;
}

function flowAt(model: TestModel, endpoint: Endpoint): Flow | undefined {
  return model.application.flows.find(({ trigger }) => trigger.kind === 'http' && trigger.endpoint === endpoint.key);
}

/** A part of the input that is written as it is. */
interface Write {
  readonly path: InputPath;
  readonly to: WrittenTo;
}

/** Where in the input names of a flow's steps have their values from. */
type Origins = ReadonlyMap<string, InputPath>;

function uniqueWrites(model: TestModel, flow: Flow, seen: ReadonlySet<Flow>): readonly Write[] {
  const writes = new Map<string, Write>();
  const asked: InputPath[] = [];
  const visit = (steps: readonly Step[], origins: Origins): void => {
    for (const step of steps) {
      for (const condition of conditionsOf(step)) asked.push(...pathsIn(condition, origins));
      for (const write of writtenParts(model, step, origins, new Set([...seen, flow]))) writes.set(write.path.join('/'), write);
      if (step.kind !== 'forEach') continue;
      const list = partOf(step.in, origins);
      visit(step.steps, list === undefined ? origins : new Map([...origins, [step.item, [...list, '*']]]));
    }
  };
  visit(flow.steps, new Map([['input', []]]));
  return [...writes.values()].filter(({ path }) => !asked.some((other) => other.every((part, index) => path[index] === part)));
}

function writtenParts(model: TestModel, step: Step, origins: Origins, seen: ReadonlySet<Flow>): readonly Write[] {
  if (step.kind === 'create' || step.kind === 'update') {
    const entity = model.application.entities.find(({ name }) => name === step.entity);
    const unique = entity === undefined ? new Set<string>() : aloneUnique(entity);
    return step.values.flatMap(({ attribute, value }) => {
      const path = unique.has(attribute) ? partOf(value, origins) : undefined;
      return path === undefined ? [] : [{ path, to: { entity: step.entity, attribute } }];
    });
  }
  const called = step.kind === 'call' ? model.application.flows.find(({ name }) => name === step.flow) : undefined;
  if (step.kind !== 'call' || called === undefined || seen.has(called)) return [];
  return uniqueWrites(model, called, seen).flatMap(({ path: [argument, ...rest], to }) => {
    const given = step.arguments.find(({ name }) => name === argument);
    const path = given === undefined ? undefined : partOf(given.value, origins);
    return path === undefined ? [] : [{ path: [...path, ...rest], to }];
  });
}

/** The attributes whose values no other row may have, whatever rows these refer to. */
function aloneUnique(entity: Entity): ReadonlySet<string> {
  const plain = entity.uniques.filter(({ attributes }) => attributes.every((name) => entity.attributes.some((attribute) => attribute.name === name && attribute.relation === undefined && attribute.generated !== 'owner')));
  return new Set([...entity.attributes.filter(({ unique }) => unique).map(({ name }) => name), ...plain.flatMap(({ attributes }) => attributes)]);
}

/** The input that the expression is, trimmed or not. */
function inputName(e: Expression): readonly string[] {
  const path = partOf(e, new Map([['input', []]]));
  return path?.[0] === undefined || path.length > 1 ? [] : [path[0]];
}

/** The part of the input that the expression is, trimmed or not. */
function partOf(e: Expression, origins: Origins): InputPath | undefined {
  if (e.kind === 'call' && e.function === 'trim') return e.arguments[0] === undefined ? undefined : partOf(e.arguments[0], origins);
  if (e.kind === 'name') return origins.get(e.name);
  const target = e.kind === 'select' ? partOf(e.target, origins) : undefined;
  return e.kind !== 'select' || target === undefined ? undefined : [...target, e.member];
}

/** The parts of the input of whose values the expression asks something; of a list's size it may. */
function pathsIn(e: Expression, origins: Origins): readonly InputPath[] {
  const paths: InputPath[] = [];
  const visitPart = (part: Expression): void => {
    const path = partOf(part, origins);
    if (path !== undefined && path.length > 0) paths.push(path);
    else if (part.kind !== 'call' || part.function !== 'size' || part.arguments.some(({ type }) => type.kind !== 'list')) for (const inner of partsOf(part)) visitPart(inner);
  };
  visitPart(e);
  return paths;
}

function conditionsOf(step: Step): readonly Expression[] {
  const when = step.when === undefined ? [] : [step.when];
  return step.kind === 'require' ? [...when, step.condition] : when;
}
