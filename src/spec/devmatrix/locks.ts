import type { Step } from '../../ir/behavior.ts';

/** Sets `lock` on each load whose row, or one of whose rows, a later step writes. */
export function lockWritten(steps: readonly Step[]): readonly Step[] {
  const written = new Set<string>();
  collect(steps, written);
  return apply(steps, written);
}

function collect(steps: readonly Step[], written: Set<string>): void {
  for (const step of steps) {
    if (step.kind === 'update' || step.kind === 'delete' || step.kind === 'transition') written.add(step.target);
    if (step.kind !== 'forEach') continue;
    collect(step.steps, written);
    // Filtered lists keep their rows, so the list below a macro counts.
    let list = step.in;
    while (list.kind === 'macro') list = list.target;
    if (written.has(step.item) && list.kind === 'name') written.add(list.name);
  }
}

function apply(steps: readonly Step[], written: ReadonlySet<string>): readonly Step[] {
  return steps.map((step): Step => {
    if (step.kind === 'forEach') return { ...step, steps: apply(step.steps, written) };
    return (step.kind === 'load' || step.kind === 'loadMany') && written.has(step.as) ? { ...step, lock: true } : step;
  });
}
