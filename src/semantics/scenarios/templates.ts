import type { Json } from '../../base/json.ts';
import { anything, hasPlaceholder, isIntegerPlaceholder, isPending, textPattern } from '../placeholders.ts';
import { below } from '../pointers.ts';
import { isClockDuration, isClockText } from '../time.ts';
import { type Call, Generated, type Outcome, type PlannedCall, type PlannedStep, Reference, type RowValues, type Template } from '../types.ts';
import { CannotPlan, type RecordedStep } from './plan.ts';

/** Turns what was played in a world into data: placeholders become references to the answer that shows them first. */
export class TemplateWriter {
  readonly #known: Map<Json, Reference>;

  constructor(known: ReadonlyMap<Json, Reference> = new Map()) {
    this.#known = new Map(known);
  }

  /** A writer that goes on from here by itself. */
  fork(): TemplateWriter {
    return new TemplateWriter(this.#known);
  }

  /** Throws CannotPlan when a call needs a value that no answer shows. `first` is the place of the first among all steps. */
  steps(steps: readonly RecordedStep[], first = 0): readonly PlannedStep[] {
    return steps.map((step, index) => (step.kind === 'call' ? this.call(step.name, step.call, step.outcome, first + index) : step));
  }

  /** One call as data; `index` is its place among all steps. */
  call(name: string, call: Call, outcome: Outcome, index: number): PlannedCall {
    const request = this.#request(call);
    const expected = this.#expected(outcome, index);
    return { kind: 'call', name, call: request, expected };
  }

  /** The value with references; undefined when no answer shows it. */
  known(value: Json): Template | undefined {
    return isPending(value) ? this.#known.get(value) : constant(value);
  }

  /** Attribute values as far as answers show them. */
  row(values: RowValues): Readonly<Record<string, Template>> {
    const entries = Object.entries(values).flatMap(([name, value]) => {
      const known = typeof value === 'string' && isClockText(value) ? undefined : this.known(value);
      return known === undefined ? [] : [[name, known] as const];
    });
    return Object.fromEntries(entries);
  }

  #request(call: Call): Call<Template> {
    const each = (values: Readonly<Record<string, Json>>): Readonly<Record<string, Template>> =>
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, this.#sent(value)]));
    return {
      endpoint: call.endpoint,
      caller: call.caller,
      path: each(call.path),
      query: each(call.query),
      headers: each(call.headers),
      ...(call.body === undefined ? {} : { body: this.#sent(call.body) }),
    };
  }

  #sent(value: Json): Template {
    const reference = this.#known.get(value);
    if (reference !== undefined) return reference;
    if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.#sent(item));
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#sent(item)]));
    }
    if (isPending(value)) throw new CannotPlan('No answer shows a generated value that a later call needs.');
    return value;
  }

  #expected(outcome: Outcome, index: number): Outcome<Template> {
    const body = outcome.body === undefined ? undefined : this.#answered(outcome.body, index, '');
    const headers = Object.fromEntries(Object.entries(outcome.headers).map(([name, value]) => [name, this.#header(value)]));
    const { status, code, paths, reason, changes, events, open } = outcome;
    return { status, ...(code === undefined ? {} : { code }), ...(open === undefined ? {} : { open }), paths, reason, changes, events, headers, ...(body === undefined ? {} : { body }) };
  }

  #header(value: Json): Template {
    if (typeof value === 'string' && hasPlaceholder(value)) return new Generated('text', textPattern(value).pattern);
    return constant(value);
  }

  #answered(value: Json, index: number, pointer: string): Template {
    if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) return (value as readonly Json[]).map((item, at) => this.#answered(item, index, below(pointer, at)));
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#answered(item, index, below(pointer, key))]));
    }
    if (value === anything) return new Generated('any');
    if (typeof value === 'string' && isClockText(value)) return new Generated('timestamp');
    if (typeof value === 'string' && isClockDuration(value)) return new Generated('text', '^-?P');
    if (!isPending(value)) return value;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    this.#known.set(value, new Reference(index, pointer));
    return isIntegerPlaceholder(value) ? new Generated('integer') : generatedText(String(value));
  }
}

/** JSON is a template without references. */
function constant(value: unknown): Template {
  return value as Template;
}

function generatedText(value: string): Generated {
  const { pattern, tokens } = textPattern(value);
  return tokens.length === 1 && tokens[0] === value ? new Generated(value.startsWith('cursor-') ? 'text' : 'uuid') : new Generated('text', pattern);
}
