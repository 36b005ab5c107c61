import type { Span } from '../base/span.ts';
import type { ApplicationIR } from './application.ts';
import type { Step, WordsStep } from './behavior.ts';
import type { LlmTask } from './unit.ts';

/** Something that a spec states in words only; the unit that it becomes has the same category and place. */
export interface StatedInWords {
  readonly category: LlmTask['category'];
  readonly span: Span;
  readonly text: string;
}

/** What an application states in words only: endpoints, steps of flows, guards, invariants, each place once, in the order of the text. */
export function wordsOf({ endpoints, flows, stateMachines, invariants }: ApplicationIR): readonly StatedInWords[] {
  const found: readonly StatedInWords[] = [
    ...endpoints.flatMap(({ implementation, span }) => (implementation.kind === 'words' ? [{ category: 'endpoint' as const, span, text: implementation.text }] : [])),
    ...flows.flatMap(({ steps }) => wordsSteps(steps).map(({ span, text }) => ({ category: 'flow' as const, span, text }))),
    ...stateMachines.flatMap(({ transitions }) => transitions.flatMap(({ guard }) => (guard?.kind === 'words' ? [{ category: 'guard' as const, span: guard.span, text: guard.text }] : []))),
    ...invariants.flatMap(({ rule, span }) => (rule.kind === 'words' ? [{ category: 'invariant' as const, span, text: rule.text }] : [])),
  ];
  const once = new Map(found.map((one) => [`${one.span.file} ${String(one.span.start)}`, one]));
  return [...once.values()].sort((left, right) => (left.span.file === right.span.file ? left.span.start - right.span.start : left.span.file < right.span.file ? -1 : 1));
}

function wordsSteps(steps: readonly Step[]): readonly WordsStep[] {
  return steps.flatMap((step) => (step.kind === 'words' ? [step] : step.kind === 'forEach' ? wordsSteps(step.steps) : []));
}
