import type { ApplicationIR } from '../../../ir/application.ts';
import type { Atom } from '../../../ir/atom.ts';
import type { Step, WordsStep } from '../../../ir/behavior.ts';
import type { ExpressionType } from '../../../ir/expression.ts';

/** How the function of an atom is called in its examples. */
export interface CaseFacts {
  /** Names of the parameters after the context, in their order. */
  readonly parameters: readonly string[];
  /** Where in the arguments instants stand that the function takes as `Date`: `bindings.input.at`, `bindings.days[]`. */
  readonly instants: readonly string[];
}

/** How the function of an atom is called: what `runCase` of the generated tests has to know of it. */
export function caseFacts({ task, nodes }: Pick<Atom, 'task' | 'nodes'>, application: ApplicationIR): CaseFacts {
  const parameters = ['input', 'row', 'bindings'].filter((name) => new RegExp(`[(,]\\s*${name}: `).test(task.signature));
  if (task.category !== 'flow') return { parameters, instants: [] };
  const flow = application.flows.find(({ name }) => nodes.includes(`flow:${name}`));
  const step = flow === undefined ? undefined : wordsSteps(flow.steps).find(({ text, span }) => text === task.words && span.start === task.span.start);
  if (flow === undefined || step === undefined) return { parameters, instants: [] };
  const inputs = flow.inputs.flatMap(({ name, type }) => instantsIn(type, `bindings.input.${name}`));
  return { parameters, instants: [...inputs, ...step.bindings.flatMap(({ name, type }) => (name === 'input' || name === 'now' || name === 'caller' ? [] : instantsIn(type, `bindings.${name}`)))] };
}

function wordsSteps(steps: readonly Step[]): readonly WordsStep[] {
  return steps.flatMap((step) => (step.kind === 'words' ? [step] : step.kind === 'forEach' ? wordsSteps(step.steps) : []));
}

function instantsIn(type: ExpressionType, path: string): readonly string[] {
  if (type.kind === 'timestamp') return [path];
  if (type.kind === 'list') return instantsIn(type.items, `${path}[]`);
  return type.kind === 'record' ? type.fields.flatMap((field) => instantsIn(field.type, `${path}.${field.name}`)) : [];
}
