import type { ApplicationIR } from '../../../ir/application.ts';
import type { Condition, Step } from '../../../ir/behavior.ts';
import type { Expression } from '../../../ir/expression.ts';
import { allSteps } from '../../../semantics/scenarios/flowFacts.ts';

const known = new WeakMap<ApplicationIR, ReadonlySet<string>>();

/**
 * The attributes and inputs, by name, of whose values something is asked or computed anywhere in the application. Values
 * of all others are only stored, shown, joined to texts and looked up: whatever they are, the same comes of it.
 */
export function computedNames(application: ApplicationIR): ReadonlySet<string> {
  const found = known.get(application) ?? new Names().all(application);
  known.set(application, found);
  return found;
}

class Names {
  readonly #computed = new Set<string>();
  /** What stands under another name, by that name. */
  readonly #under = new Map<string, Set<string>>();

  all(application: ApplicationIR): ReadonlySet<string> {
    for (const { rule } of application.invariants) if (rule.kind === 'expression') this.#computes(rule.expression);
    for (const { guard } of application.stateMachines.flatMap(({ transitions }) => transitions)) if (guard?.kind === 'expression') this.#computes(guard.expression);
    for (const step of application.flows.flatMap(({ steps }) => allSteps(steps))) this.#step(step);
    const waiting = [...this.#computed];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const other of this.#under.get(name) ?? []) {
        if (!this.#computed.has(other)) waiting.push(other);
        this.#computed.add(other);
      }
    }
    return this.#computed;
  }

  #step(step: Step): void {
    if (step.when !== undefined) this.#computes(step.when);
    switch (step.kind) {
      case 'load':
        if (step.by.kind === 'key') this.#passes(step.by.value, undefined);
        else this.#conditions(step.by.conditions);
        return;
      case 'loadMany':
        if (step.orderBy !== undefined) this.#computed.add(step.orderBy.attribute);
        this.#conditions(step.conditions);
        return;
      case 'require':
        this.#computes(step.condition);
        return;
      case 'forEach':
        this.#passes(step.in, step.item);
        return;
      case 'let':
        this.#passes(step.value, step.name);
        return;
      case 'create':
      case 'update':
        for (const { attribute, value } of step.values) this.#passes(value, attribute);
        return;
      case 'emit':
        for (const { name, value } of step.payload) this.#passes(value, name);
        return;
      case 'call':
        for (const { name, value } of step.arguments) this.#passes(value, name);
        return;
      case 'return':
        if (step.value !== undefined) this.#passes(step.value, undefined);
        return;
      case 'delete':
      case 'transition':
      case 'words':
        return;
    }
  }

  #conditions(conditions: readonly Condition[]): void {
    for (const { attribute, operator, value } of conditions) {
      if (operator === '==' || operator === '!=') this.#passes(value, undefined);
      else {
        this.#computed.add(attribute);
        this.#computes(value);
      }
    }
  }

  /** The value goes on as it is, `to` another name. */
  #passes(e: Expression, to: string | undefined): void {
    switch (e.kind) {
      case 'name':
      case 'select':
        this.#goesTo(e.kind === 'name' ? e.name : e.member, to);
        return;
      case 'binary':
        if (e.operator === '+' && e.type.kind === 'string') for (const part of [e.left, e.right]) this.#passes(part, to);
        else this.#computes(e);
        return;
      case 'conditional':
        this.#computes(e.condition);
        this.#passes(e.then, to);
        this.#passes(e.otherwise, to);
        return;
      case 'list':
        for (const item of e.items) this.#passes(item, to);
        return;
      case 'record':
        for (const { name, value } of e.fields) this.#passes(value, name);
        return;
      case 'macro':
        if (e.macro === 'map') {
          this.#passes(e.target, e.variable);
          this.#passes(e.body, to);
        } else this.#computes(e);
        return;
      case 'literal':
      case 'unary':
      case 'call':
        this.#computes(e);
    }
  }

  #goesTo(name: string, to: string | undefined): void {
    if (to === undefined || to === name) return;
    const under = this.#under.get(to) ?? new Set();
    this.#under.set(to, under.add(name));
  }

  /** Something is asked of every value in the expression, but whether it is null. */
  #computes(e: Expression): void {
    switch (e.kind) {
      case 'literal':
        return;
      case 'name':
        this.#computed.add(e.name);
        return;
      case 'select':
        this.#computed.add(e.member);
        return;
      case 'unary':
        this.#computes(e.operand);
        return;
      case 'binary':
        if (!isNull(e.left) && !isNull(e.right)) for (const part of [e.left, e.right]) this.#computes(part);
        return;
      case 'conditional':
        for (const part of [e.condition, e.then, e.otherwise]) this.#computes(part);
        return;
      case 'call':
        if (e.function !== 'has') for (const part of e.arguments) this.#computes(part);
        return;
      case 'macro':
        for (const part of [e.target, e.body]) this.#computes(part);
        return;
      case 'list':
        for (const item of e.items) this.#computes(item);
        return;
      case 'record':
        for (const { value } of e.fields) this.#computes(value);
    }
  }
}

function isNull(e: Expression): boolean {
  return e.kind === 'literal' && e.value === null;
}
