import type { ApplicationIR } from './application.ts';
import type { Atom, WrittenUnit } from './atom.ts';
import type { Flow, Step, WordsStep, WrittenMark } from './behavior.ts';
import type { Endpoint } from './endpoint.ts';
import { refusalsOf } from './refusals.ts';
import type { Span } from '../base/span.ts';
import type { LlmTask } from './unit.ts';

/**
 * The application with a mark on everything that is stated in words and for which all code was written. Gives the same object when
 * there is nothing to mark.
 */
export function markWritten(application: ApplicationIR, atoms: readonly Atom[], written: ReadonlyMap<string, WrittenUnit>): ApplicationIR {
  if (!atoms.some(({ id }) => written.has(id))) return application;
  const marks = new Marks(atoms, written);
  const flows = application.flows.map((flow): Flow => {
    const steps = marked(flow.steps, (step) => marks.of('flow', `flow:${flow.name}`, step.span, step.text));
    return steps === flow.steps ? flow : { ...flow, steps };
  });
  return {
    ...application,
    endpoints: application.endpoints.map((endpoint) => {
      const { implementation, key, span } = endpoint;
      if (implementation.kind === 'flow') return isComplete(wordsIn(flows.find(({ name }) => name === implementation.flow)?.steps ?? [])) ? withoutMissing(endpoint) : endpoint;
      if (implementation.kind !== 'words') return endpoint;
      const own = { ...implementation, ...marks.of('endpoint', key, span, implementation.text) };
      return { ...(isComplete([own]) ? withoutMissing(endpoint) : endpoint), implementation: own };
    }),
    flows,
    stateMachines: application.stateMachines.map((machine) => ({
      ...machine,
      transitions: machine.transitions.map((transition) => {
        const { guard } = transition;
        return guard?.kind === 'words' ? { ...transition, guard: { ...guard, ...marks.of('guard', `stateMachine:${machine.name}`, guard.span, guard.text) } } : transition;
      }),
    })),
    invariants: application.invariants.map((invariant) => {
      const { rule, entity, name, span, message } = invariant;
      return rule.kind === 'words' ? { ...invariant, rule: { ...rule, ...marks.of('invariant', `invariant:${entity}.${name}`, span, rule.text === '' ? message : rule.text) } } : invariant;
    }),
  };
}

/** Whether there are words, and all of them were written as a whole. */
function isComplete(words: readonly WrittenMark[]): boolean {
  return words.length > 0 && words.every(({ isWritten, isPartial }) => isWritten === true && isPartial !== true);
}

function wordsIn(steps: readonly Step[]): readonly WordsStep[] {
  return steps.flatMap((step) => (step.kind === 'words' ? [step] : step.kind === 'forEach' ? wordsIn(step.steps) : []));
}

const meanings: Readonly<Record<number, string>> = { 404: 'Not found', 409: 'Conflict', 422: 'The request breaks a rule' };

/** The endpoint without the answer that it is not implemented, as far as the spec did not state that itself; what its code may refuse with comes in its place. */
function withoutMissing(endpoint: Endpoint): Endpoint {
  const { responses, successStatus } = endpoint;
  const success = responses.find(({ status }) => status === successStatus);
  // What follows from the spec has the place of the operation, what it states a place of its own.
  const missing = responses.find(({ status, span }) => status === 501 && span === success?.span);
  if (missing === undefined) return endpoint;
  const declared = new Set(responses.map(({ status }) => status));
  const refusals = refusalsOf(endpoint).filter((status) => !declared.has(status)).map((status) => ({ ...missing, status, description: meanings[status] ?? 'Refused' }));
  return { ...endpoint, responses: [...responses.filter((response) => response !== missing), ...refusals].sort((a, b) => a.status - b.status) };
}

class Marks {
  readonly #marks = new Map<string, { readonly isWritten: boolean; readonly isPartial: boolean }>();

  constructor(atoms: readonly Atom[], written: ReadonlyMap<string, WrittenUnit>) {
    for (const { id, nodes, task } of atoms) {
      const key = keyOf(task.category, nodes[0] ?? '', task.span, task.words);
      const unit = written.get(id);
      const { isWritten = true, isPartial = false } = this.#marks.get(key) ?? {};
      this.#marks.set(key, { isWritten: isWritten && unit !== undefined, isPartial: isPartial || unit?.status === 'partial' });
    }
  }

  of(category: LlmTask['category'], node: string, span: Span, words: string): WrittenMark {
    const mark = this.#marks.get(keyOf(category, node, span, words));
    if (mark?.isWritten !== true) return {};
    return { isWritten: true, ...(mark.isPartial ? { isPartial: true } : {}) };
  }
}

function keyOf(category: LlmTask['category'], node: string, { file, start }: Span, words: string): string {
  return `${category} ${node} ${file}:${String(start)} ${words}`;
}

function marked(steps: readonly Step[], markOf: (step: WordsStep) => WrittenMark): readonly Step[] {
  const made = steps.map((step): Step => {
    if (step.kind === 'words') return { ...step, ...markOf(step) };
    if (step.kind !== 'forEach') return step;
    const inner = marked(step.steps, markOf);
    return inner === step.steps ? step : { ...step, steps: inner };
  });
  return made.some((step, at) => step !== steps[at]) ? made : steps;
}
