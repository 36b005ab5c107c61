import type { Target } from '../ir/target.ts';
import { type Masterplan, planUnits } from '../plan/masterplan.ts';
import { hasErrors, type LocatedDiagnostic, loadSpec, locateAll, type SpecFiles } from './loadSpec.ts';

export interface PlanOutcome {
  /** Undefined when the spec has errors. */
  readonly plan: Masterplan | undefined;
  readonly diagnostics: readonly LocatedDiagnostic[];
}

/** Plans a spec without writing anything. */
export function planSpec(files: SpecFiles, target: Target): PlanOutcome {
  const spec = loadSpec(files);
  const diagnostics = locateAll(spec.diagnostics, spec);
  if (spec.application === undefined || hasErrors(spec.diagnostics)) return { plan: undefined, diagnostics };
  return { plan: planUnits(spec.application.name, target.generate(spec.application).units), diagnostics };
}
