import type { Flow, Step } from '../../ir/behavior.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Expression } from '../../ir/expression.ts';
import type { Model } from '../model.ts';

/** A part of a flow's input that is the key of a row: `['items', '*', 'productId']` in each item of a list. */
export interface KeyInput {
  readonly path: readonly string[];
  readonly entity: string;
}

/** All steps of a flow, those inside loops too. */
export function allSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => (step.kind === 'forEach' ? [step, ...allSteps(step.steps)] : [step]));
}

/** What `make` gives for a part of a model, made once. */
export function remembered<Part, T>(cache: WeakMap<Model, Map<Part, T>>, model: Model, part: Part, make: () => T): T {
  const known = cache.get(model) ?? new Map<Part, T>();
  cache.set(model, known);
  const found = known.get(part);
  if (found !== undefined) return found;
  const made = make();
  known.set(part, made);
  return made;
}

const reachable = new WeakMap<Model, Map<Flow, readonly Step[]>>();

/** All steps of a flow and of the flows that it calls. */
export function reachableSteps(model: Model, flow: Flow): readonly Step[] {
  return remembered(reachable, model, flow, () => stepsBelow(model, flow, new Set()));
}

function stepsBelow(model: Model, flow: Flow, seen: ReadonlySet<string>): readonly Step[] {
  if (seen.has(flow.name)) return [];
  const inner = new Set([...seen, flow.name]);
  return allSteps(flow.steps).flatMap((step) => {
    const called = step.kind === 'call' ? model.flows.get(step.flow) : undefined;
    return called === undefined ? [step] : [step, ...stepsBelow(model, called, inner)];
  });
}

const makers = new WeakMap<Model, Map<string, readonly Flow[]>>();

/** The flows that create rows of the entity, themselves or by flows that they call. */
export function makersOf(model: Model, entity: string): readonly Flow[] {
  return remembered(makers, model, entity, () => model.application.flows.filter((flow) => reachableSteps(model, flow).some((step) => step.kind === 'create' && step.entity === entity)));
}

/** A flow with the endpoint that starts it. */
export interface HttpFlow {
  readonly flow: Flow;
  readonly endpoint: Endpoint;
}

const overHttp = new WeakMap<Model, Map<'all', readonly HttpFlow[]>>();

/** The flows that start with an HTTP call, the short ones first. */
export function httpFlows(model: Model): readonly HttpFlow[] {
  return remembered(overHttp, model, 'all', () => {
    const flows = model.application.flows.flatMap((flow) => {
      const endpoint = flow.trigger.kind === 'http' ? model.endpoints.get(flow.trigger.endpoint) : undefined;
      return endpoint === undefined ? [] : [{ flow, endpoint, length: allSteps(flow.steps).length }];
    });
    return flows.sort((a, b) => a.length - b.length);
  });
}

const keys = new WeakMap<Model, Map<Flow, readonly KeyInput[]>>();

/** Which parts of the input are keys of rows: what rows are loaded by, and what is written to foreign keys. */
export function keyInputs(model: Model, flow: Flow): readonly KeyInput[] {
  return remembered(keys, model, flow, () => {
    const found = new Map<string, KeyInput>();
    const add = (path: readonly string[] | undefined, entity: string | undefined): void => {
      if (path !== undefined && path.length > 0 && entity !== undefined && !found.has(path.join('.'))) found.set(path.join('.'), { path, entity });
    };
    collect(model, flow.steps, new Map([['input', []]]), add);
    return [...found.values()];
  });
}

type Paths = ReadonlyMap<string, readonly string[]>;

function collect(model: Model, steps: readonly Step[], paths: Paths, add: (path: readonly string[] | undefined, entity: string | undefined) => void): void {
  for (const step of steps) {
    switch (step.kind) {
      case 'load':
        if (step.by.kind === 'key') add(pathOf(step.by.value, paths), step.entity);
        else for (const condition of step.by.conditions) if (condition.operator === '==') add(pathOf(condition.value, paths), targetOf(model, step.entity, condition.attribute));
        break;
      case 'loadMany':
        for (const condition of step.conditions) if (condition.operator === '==') add(pathOf(condition.value, paths), targetOf(model, step.entity, condition.attribute));
        break;
      case 'create':
      case 'update':
        for (const { attribute, value } of step.values) add(pathOf(value, paths), targetOf(model, step.entity, attribute));
        break;
      case 'forEach': {
        const list = pathOf(step.in, paths);
        collect(model, step.steps, list === undefined ? paths : new Map([...paths, [step.item, [...list, '*']]]), add);
        break;
      }
      case 'call': {
        const called = model.flows.get(step.flow);
        const given = new Map(step.arguments.flatMap((argument) => {
          const path = pathOf(argument.value, paths);
          return path === undefined ? [] : [[argument.name, path] as const];
        }));
        if (called !== undefined && !paths.has(`call ${step.flow}`)) {
          const rename = (path: readonly string[] | undefined): readonly string[] | undefined => {
            const head = path?.[0] === undefined ? undefined : given.get(path[0]);
            return head === undefined || path === undefined ? undefined : [...head, ...path.slice(1)];
          };
          collect(model, called.steps, new Map<string, readonly string[]>([['input', []], [`call ${step.flow}`, []]]), (path, entity) => {
            add(rename(path), entity);
          });
        }
        break;
      }
      case 'require':
      case 'let':
      case 'delete':
      case 'transition':
      case 'emit':
      case 'return':
      case 'words':
        break;
    }
  }
}

/** The entity that a foreign key attribute, or the relation of that name, points to; the entity itself for its primary key. */
function targetOf(model: Model, entity: string, attribute: string): string | undefined {
  const known = model.entities.get(entity);
  if (known?.key.name === attribute) return entity;
  return known?.references.find((reference) => reference.attribute === attribute || reference.name === attribute)?.target;
}

function pathOf(e: Expression, paths: Paths): readonly string[] | undefined {
  if (e.kind === 'conditional') return pathOf(e.then, paths) ?? pathOf(e.otherwise, paths);
  if (e.kind === 'name') return paths.get(e.name);
  if (e.kind !== 'select') return undefined;
  const target = pathOf(e.target, paths);
  return target === undefined ? undefined : [...target, e.member];
}

/** The JSON schema of an endpoint's body. */
export function jsonBody(endpoint: Endpoint): NonNullable<Endpoint['requestBody']>['contents'][number]['schema'] {
  return endpoint.requestBody?.contents.find((content) => /[/+]json\b/.test(content.mediaType))?.schema;
}
