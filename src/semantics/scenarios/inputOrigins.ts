import type { Json } from '../../base/json.ts';
import type { Assignment, Flow, LoadStep, Step, UpdateStep } from '../../ir/behavior.ts';
import type { Expression } from '../../ir/expression.ts';
import { deepEqual, evaluate } from '../evaluate.ts';
import type { Model } from '../model.ts';
import { remembered } from './flowFacts.ts';
import type { InputPath, SolveScope } from './assignments.ts';
import type { FailedStep } from './plan.ts';

/** A place in a list of the input: that of the item which the loop is at. */
interface LoopPlace {
  readonly list: Expression;
  readonly item: string;
}

type StaticPath = readonly (string | LoopPlace)[];

/** What is known of the names at a step: where in the input their values come from, and what steps have given them. */
interface Names {
  readonly origins: ReadonlyMap<string, StaticPath>;
  readonly definitions: ReadonlyMap<string, readonly Expression[]>;
  readonly finders: ReadonlyMap<string, Finder>;
}

/** By which attribute a row was loaded, and where in the input its value comes from. */
interface Finder {
  readonly entity: string;
  readonly attribute: string;
  readonly path: StaticPath;
}

const known = new WeakMap<Model, Map<Flow, ReadonlyMap<Step, Names>>>();

/** Where in the input of the flow's call the names at a failed step come from. */
export function originsAt(model: Model, flow: Flow, { step, variables }: FailedStep, now: string): Pick<SolveScope, 'origins' | 'definitions' | 'finders'> {
  const names = remembered(known, model, flow, () => {
    const found = new Map<Step, Names>();
    walk(model, flow.steps, { origins: new Map([['input', []]]), definitions: new Map(), finders: new Map() }, { found, calls: [flow.name] });
    return found;
  }).get(step);
  if (names === undefined) return {};
  const placed = (path: StaticPath): InputPath => path.map((part) => (typeof part === 'string' ? part : placeOf(part, variables, now)));
  return { origins: new Map([...names.origins].map(([name, path]) => [name, placed(path)])), definitions: names.definitions, finders: new Map([...names.finders].map(([name, finder]) => [name, { ...finder, path: placed(finder.path) }])) };
}

function placeOf({ list, item }: LoopPlace, variables: FailedStep['variables'], now: string): number {
  const items = evaluate(list, { variables, now });
  const current = variables[item];
  if (!items.ok || !Array.isArray(items.value) || current === undefined) return 0;
  const index = (items.value as readonly Json[]).findIndex((each) => each === current || deepEqual(each, current));
  return Math.max(0, index);
}

interface Walk {
  readonly found: Map<Step, Names>;
  /** The flows that call one another here: ends circles. */
  readonly calls: readonly string[];
}

function walk(model: Model, steps: readonly Step[], before: Names, at: Walk): Names {
  let names = before;
  for (const step of steps) {
    if (!at.found.has(step)) at.found.set(step, names);
    names = after(model, step, names, at);
  }
  return names;
}

function after(model: Model, step: Step, names: Names, at: Walk): Names {
  switch (step.kind) {
    case 'let': {
      const path = pathOf(step.value, names);
      const definitions = new Map(names.definitions).set(step.name, [...(names.definitions.get(step.name) ?? []), whenIt(step, step.value, { kind: 'name', name: step.name, type: step.value.type, span: step.span })]);
      return path === undefined ? { ...without(names, step.name), definitions } : { ...without(names, step.name), origins: new Map(names.origins).set(step.name, path), definitions };
    }
    case 'forEach': {
      const list = step.in.kind === 'macro' && step.in.macro === 'filter' ? step.in.target : step.in;
      const path = pathOf(list, names);
      const inside = without(names, step.item);
      const body = path === undefined ? inside : { ...inside, origins: new Map(inside.origins).set(step.item, [...path, { list, item: step.item }]) };
      const { definitions } = walk(model, step.steps, body, at);
      // What was added up in the loop was added from the item that it ended with.
      const item = body.origins.get(step.item);
      return { definitions, finders: names.finders, origins: item === undefined ? names.origins : new Map(names.origins).set(step.item, item) };
    }
    case 'call': {
      const called = model.flows.get(step.flow);
      if (called !== undefined && !at.calls.includes(called.name)) {
        const origins = step.arguments.flatMap(({ name, value }) => {
          const path = pathOf(value, names);
          return path === undefined ? [] : [[`input.${name}`, path] as const];
        });
        walk(model, called.steps, { origins: new Map(origins), definitions: new Map(), finders: new Map() }, { ...at, calls: [...at.calls, called.name] });
      }
      return step.as === undefined ? names : without(names, step.as);
    }
    case 'load':
      return withFinder(model, without(names, step.as), step, names);
    case 'loadMany':
      return without(names, step.as);
    case 'create':
      return step.as === undefined ? names : withValues(without(names, step.as), step.as, step.values);
    case 'update':
      return withValues(names, step.target, step.values.map((assignment) => ({ ...assignment, value: whenIt(step, assignment.value, ownValue(step, assignment)) })));
    case 'words':
      return step.as === undefined ? names : without(names, step.as);
    case 'require':
    case 'delete':
    case 'transition':
    case 'emit':
    case 'return':
      return names;
  }
}

/** The value that a step gives: where it is skipped, the one that was there. */
function whenIt({ when }: Step, value: Expression, before: Expression): Expression {
  return when === undefined ? value : { kind: 'conditional', condition: when, then: value, otherwise: before, type: value.type, span: value.span };
}

function ownValue({ entity, target, span }: UpdateStep, { attribute, value: { type } }: Assignment): Expression {
  return { kind: 'select', target: { kind: 'name', name: target, type: { kind: 'entity', entity, nullable: false }, span }, member: attribute, type, span };
}

function withValues(names: Names, row: string, values: readonly Assignment[]): Names {
  const definitions = new Map(names.definitions);
  for (const { attribute, value } of values) definitions.set(`${row}.${attribute}`, [...(definitions.get(`${row}.${attribute}`) ?? []), value]);
  return { ...names, definitions };
}

/** Takes note of what in the input chooses the row that was loaded. */
function withFinder(model: Model, names: Names, { as, entity, by }: LoadStep, before: Names): Names {
  const key = model.entities.get(entity)?.key.name ?? 'id';
  const ways = by.kind === 'key' ? [{ attribute: key, value: by.value }] : by.conditions.filter(({ operator }) => operator === '==');
  const found = ways.flatMap(({ attribute, value }): readonly Finder[] => {
    const path = pathOf(value, before);
    return path === undefined || path.length === 0 ? [] : [{ entity, attribute, path }];
  });
  const [first] = found;
  return first === undefined || found.length > 1 ? names : { ...names, finders: new Map(names.finders).set(as, first) };
}

/** The names without one that is bound anew. */
function without(names: Names, name: string): Names {
  const others = ([key]: readonly [string, unknown]): boolean => key !== name && !key.startsWith(`${name}.`);
  return { origins: new Map([...names.origins].filter(others)), definitions: new Map([...names.definitions].filter(others)), finders: new Map([...names.finders].filter(others)) };
}

function pathOf(e: Expression, names: Names): StaticPath | undefined {
  if (e.kind === 'name') return names.origins.get(e.name);
  if (e.kind !== 'select') return undefined;
  const own = e.target.kind === 'name' ? names.origins.get(`${e.target.name}.${e.member}`) : undefined;
  const target = pathOf(e.target, names);
  return own ?? (target === undefined ? undefined : [...target, e.member]);
}
