import { assertNever } from '../base/assertNever.ts';
import type { Json } from '../base/json.ts';
import type { Condition, Failure, Flow, LoadManyStep, LoadStep, Step } from '../ir/behavior.ts';
import { boundBy } from '../ir/boundBy.ts';
import type { Expression } from '../ir/expression.ts';
import { compareValues, equalValues, evaluate, ordered } from './evaluate.ts';
import { compareKeys, typeOf } from './lists.ts';
import { isOwn } from './ownership.ts';
import { byWords, Refused } from './refused.ts';
import { insertRow, removeRow, scopeOf, updateRow } from './rows.ts';
import type { Row } from './state.ts';
import type { Transaction } from './transaction.ts';
import { fireEvent } from './transitions.ts';
import type { Cause, RowValues } from './types.ts';

/** What a flow returned; undefined when it returned nothing. */
export type FlowResult = { readonly value: Json } | undefined;

/** Told of each step before it runs, or that its `when` skips it, with the names in scope; the planner listens. */
export type StepListener = (step: Step, variables: Readonly<Record<string, Json>>, fate: 'runs' | 'skipped') => void;

/** Runs a flow in the transaction; a failed step throws Refused and the caller drops the transaction. */
export function runFlow(tx: Transaction, flow: Flow, input: Readonly<Record<string, Json>>, listener?: StepListener): FlowResult {
  const run = new FlowRun(tx, { input, caller: callerValue(tx) }, listener);
  return run.steps(flow.steps);
}

function callerValue(tx: Transaction): Json {
  const { subject, scopes, passes } = tx.actor;
  return subject === undefined ? null : { subject, id: subject, scopes, isAdmin: passes };
}

class FlowRun {
  readonly #tx: Transaction;
  readonly #variables: Record<string, Json>;
  readonly #listener: StepListener | undefined;
  /** Where the items of the running `forEach` steps stand in lists that names hold. */
  readonly #loops = new Map<string, { readonly list: Json[]; readonly index: number }>();

  constructor(tx: Transaction, variables: Record<string, Json>, listener: StepListener | undefined) {
    this.#tx = tx;
    this.#variables = variables;
    this.#listener = listener;
  }

  /** Runs steps until one returns; `{ value: null }` for a bare return. */
  steps(steps: readonly Step[]): FlowResult {
    for (const step of steps) {
      if (step.when !== undefined && this.#value(step.when) !== true) {
        this.#listener?.(step, this.#variables, 'skipped');
        const name = boundBy(step);
        if (name !== undefined && !Object.hasOwn(this.#variables, name)) this.#variables[name] = null;
        continue;
      }
      this.#listener?.(step, this.#variables, 'runs');
      const result = this.#caused(step);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  /** Runs the step as the cause of what it changes and of how it fails. */
  #caused(step: Step): FlowResult {
    const outer = this.#tx.cause;
    this.#tx.cause = causeOf(step);
    try {
      return this.#step(step);
    } catch (error) {
      if (error instanceof Refused) error.because ??= { span: step.span };
      throw error;
    } finally {
      this.#tx.cause = outer;
    }
  }

  #step(step: Step): FlowResult {
    switch (step.kind) {
      case 'load':
        this.#variables[step.as] = this.#load(step);
        return undefined;
      case 'loadMany':
        this.#variables[step.as] = this.#loadMany(step).map((row) => row.values);
        return undefined;
      case 'require':
        if (this.#value(step.condition) !== true) throw failed(step.failure);
        return undefined;
      case 'forEach':
        return this.#forEach(step);
      case 'let':
        this.#loops.delete(step.name);
        this.#variables[step.name] = this.#value(step.value);
        return undefined;
      case 'create': {
        const row = insertRow(this.#tx, step.entity, this.#assigned(step.entity, step.values), 'anyReferences');
        if (step.as !== undefined) this.#variables[step.as] = row.values;
        return undefined;
      }
      case 'update':
        this.#written(step.target, updateRow(this.#tx, step.entity, this.#bound(step.target, step.entity), this.#assigned(step.entity, step.values), 'anyReferences').values);
        return undefined;
      case 'delete':
        removeRow(this.#tx, step.entity, this.#bound(step.target, step.entity));
        return undefined;
      case 'transition':
        this.#written(step.target, fireEvent(this.#tx, step.machine, this.#bound(step.target, step.entity), step.event).values);
        return undefined;
      case 'emit':
        this.#tx.events.push({ name: step.event, payload: this.#record(step.payload) });
        return undefined;
      case 'call':
        this.#call(step);
        return undefined;
      case 'return':
        return { value: step.value === undefined ? null : this.#value(step.value) };
      case 'words':
        throw byWords(`The step "${step.text}"`, step, 'write');
      default:
        return assertNever(step);
    }
  }

  #value(expression: Expression): Json {
    const result = evaluate(expression, scopeOf(this.#tx, this.#variables));
    if (result.ok) return result.value;
    throw new Refused(422, result.failure.message, { code: result.failure.code });
  }

  #record(fields: readonly { readonly name: string; readonly value: Expression }[]): Record<string, Json> {
    return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.value)]));
  }

  /** Values of a create or update by attribute; a relation may stand for its foreign key. */
  #assigned(entity: string, values: readonly { readonly attribute: string; readonly value: Expression }[]): Record<string, Json> {
    const model = this.#tx.entity(entity);
    return Object.fromEntries(values.map(({ attribute, value }) => {
      const relation = model.references.find((reference) => reference.name === attribute);
      return [model.attributes.has(attribute) ? attribute : (relation?.attribute ?? attribute), this.#value(value)];
    }));
  }

  #load(step: LoadStep): Json {
    const row = this.#findOne(step);
    if (row !== undefined && (step.anyOwner || isOwn(this.#tx, step.entity, row))) return row.values;
    if (step.missing.kind === 'null') return null;
    throw failed(step.missing.failure);
  }

  #findOne(step: LoadStep): Row | undefined {
    if (step.by.kind === 'key') return this.#tx.find(step.entity, this.#value(step.by.value));
    return this.#matching(step.entity, step.by.conditions).find((row) => step.anyOwner || isOwn(this.#tx, step.entity, row));
  }

  #loadMany(step: LoadManyStep): readonly Row[] {
    const rows = this.#matching(step.entity, step.conditions).filter((row) => step.anyOwner || isOwn(this.#tx, step.entity, row));
    const { orderBy } = step;
    if (orderBy === undefined) return rows;
    const model = this.#tx.entity(step.entity);
    const name = this.#attributeName(step.entity, orderBy.attribute);
    const type = typeOf(model.attributes.get(name)?.schema, this.#tx.model.context);
    const sign = orderBy.direction === 'asc' ? 1 : -1;
    return [...rows].sort((a, b) => {
      const [x, y] = [a.values[name] ?? null, b.values[name] ?? null];
      if (x === null || y === null) return x === y ? compareKeys(model, a, b) : sign * (x === null ? 1 : -1);
      return sign * compareValues(x, y, type, type) || compareKeys(model, a, b);
    });
  }

  #attributeName(entity: string, name: string): string {
    const model = this.#tx.entity(entity);
    return model.attributes.has(name) ? name : (model.references.find((reference) => reference.name === name)?.attribute ?? name);
  }

  /** The rows that meet all conditions, in key order. */
  #matching(entity: string, conditions: readonly Condition[]): readonly Row[] {
    const model = this.#tx.entity(entity);
    const tests = conditions.map((condition) => {
      const name = this.#attributeName(entity, condition.attribute);
      return { condition, name, type: typeOf(model.attributes.get(name)?.schema, this.#tx.model.context), wanted: this.#value(condition.value) };
    });
    const rows = [...this.#tx.rows(entity)].filter((row) =>
      tests.every(({ condition, name, type, wanted }) => meets(row.values[name] ?? null, condition.operator, wanted, type, condition.value.type)));
    return rows.sort((a, b) => compareKeys(model, a, b));
  }

  /** The name holds the row as it is now; so does the list that it comes from, when a name holds that. */
  #written(name: string, values: RowValues): void {
    this.#variables[name] = values;
    const loop = this.#loops.get(name);
    if (loop !== undefined) loop.list[loop.index] = values;
  }

  #forEach(step: Extract<Step, { kind: 'forEach' }>): FlowResult {
    const outer = this.#loops.get(step.item);
    try {
      return this.#rounds(step);
    } finally {
      if (outer === undefined) this.#loops.delete(step.item);
      else this.#loops.set(step.item, outer);
    }
  }

  #rounds(step: Extract<Step, { kind: 'forEach' }>): FlowResult {
    const value = this.#value(step.in);
    const list = Array.isArray(value) ? (value as Json[]) : [];
    const outside = new Set(Object.keys(this.#variables));
    this.#loops.delete(step.item);
    for (const [index, item] of list.entries()) {
      // A round knows nothing of what the one before it bound. What the last one bound stays, for the planner to see.
      for (const name of Object.keys(this.#variables)) if (!outside.has(name)) Reflect.deleteProperty(this.#variables, name);
      this.#variables[step.item] = item;
      if (step.in.kind === 'name') this.#loops.set(step.item, { list, index });
      const result = this.steps(step.steps);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  #call(step: Extract<Step, { kind: 'call' }>): void {
    const flow = this.#tx.model.flows.get(step.flow);
    if (flow === undefined) throw new Refused(500, `There is no flow ${step.flow}.`, { unpredictable: 'the flow is not declared' });
    const result = runFlow(this.#tx, flow, this.#record(step.arguments), this.#listener);
    if (step.as !== undefined) this.#variables[step.as] = result?.value ?? null;
  }

  /** The stored row behind a binding, as the transaction has it now. */
  #bound(name: string, entity: string): Row {
    const value = this.#variables[name] ?? null;
    const key = value === null ? null : ((value as RowValues)[this.#tx.entity(entity).key.name] ?? null);
    const row = this.#tx.find(entity, key);
    if (row === undefined) throw new Refused(value === null ? 422 : 404, `${name} holds no row.`, value === null ? { code: 'value_missing' } : {});
    return row;
  }
}

function causeOf(step: Step): Cause {
  if (step.kind !== 'create' && step.kind !== 'update') return { span: step.span };
  return { span: step.span, attributes: new Map(step.values.map(({ attribute, span }) => [attribute, span])) };
}

/** True when a value stands in that relation to another; false for null beside an order. */
export function meets(value: Json, operator: Condition['operator'], wanted: Json, type: ReturnType<typeof typeOf>, wantedType: Expression['type']): boolean {
  if (operator === '==') return equalValues(value, wanted, type, wantedType);
  if (operator === '!=') return !equalValues(value, wanted, type, wantedType);
  if (operator === 'in') return Array.isArray(wanted) && (wanted as readonly Json[]).some((item) => equalValues(value, item, type, type));
  return ordered(operator, value, wanted, type, wantedType);
}

function failed(failure: Failure): Refused {
  return new Refused(failure.status, failure.message, { code: failure.code });
}
