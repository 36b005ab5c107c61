import type { Flow, Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Schema } from '../../ir/schema.ts';
import { objectOf } from '../present.ts';
import type { SchemaContext } from '../schemaContext.ts';
import type { Solution, SolveScope } from './assignments.ts';
import { jsonBody } from './flowFacts.ts';
import { membersTogether } from './together.ts';

type Require = Extract<Step, { kind: 'require' }>;

/** Where a flow asks for something, and what is known there. */
export interface Asked {
  readonly flow: Flow;
  readonly endpoint: Endpoint;
  readonly step: Require;
  readonly context: SchemaContext;
  readonly scope: SolveScope;
}

/** Inputs with which a condition of the flow has the wanted truth and those that it asked for before go on to hold. */
export function inputsTogether({ flow, endpoint, step, context, scope }: Asked, wanted: boolean): readonly Solution[] {
  const before = flow.steps.slice(0, Math.max(0, flow.steps.indexOf(step))).filter((other): other is Require => other.kind === 'require' && other.when === undefined);
  const wishes = [...before.map(({ condition }) => ({ condition, wanted: true })), { condition: step.condition, wanted }];
  const found = membersTogether(wishes, { of: 'input', schemas: schemasOf(endpoint, context), context, scope });
  return found.map((values) => Object.entries(values).map(([name, value]) => ({ kind: 'input', path: [name], value })));
}

function schemasOf(endpoint: Endpoint, context: SchemaContext): ReadonlyMap<string, Schema> {
  const body = jsonBody(endpoint);
  const properties = (body === undefined ? undefined : objectOf(body, context)?.properties) ?? [];
  const parameters = endpoint.parameters.filter((parameter) => parameter.in === 'query');
  return new Map([...parameters, ...properties].map(({ name, schema }) => [name, schema]));
}
