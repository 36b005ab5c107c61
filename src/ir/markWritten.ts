import type { ApplicationIR } from './application.ts';
import type { Atom, WrittenUnit } from './atom.ts';
import type { Step, WordsStep, WrittenMark } from './behavior.ts';
import type { Span } from '../base/span.ts';
import type { LlmTask } from './unit.ts';

/**
 * The application with a mark on everything that is stated in words and for which all code was written. Gives the same object when
 * there is nothing to mark.
 */
export function markWritten(application: ApplicationIR, atoms: readonly Atom[], written: ReadonlyMap<string, WrittenUnit>): ApplicationIR {
  if (!atoms.some(({ id }) => written.has(id))) return application;
  const marks = new Marks(atoms, written);
  return {
    ...application,
    endpoints: application.endpoints.map((endpoint) => {
      const { implementation, key, span } = endpoint;
      if (implementation.kind !== 'words') return endpoint;
      return { ...endpoint, implementation: { ...implementation, ...marks.of('endpoint', key, span, implementation.text) } };
    }),
    flows: application.flows.map((flow) => {
      const steps = marked(flow.steps, (step) => marks.of('flow', `flow:${flow.name}`, step.span, step.text));
      return steps === flow.steps ? flow : { ...flow, steps };
    }),
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
