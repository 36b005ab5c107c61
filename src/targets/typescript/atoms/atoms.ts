import type { ApplicationIR } from '../../../ir/application.ts';
import { type Atom, isAtom } from '../../../ir/atom.ts';
import type { Step } from '../../../ir/behavior.ts';
import { compareText } from '../code/tsFile.ts';
import { appEmitters, declaredSymbols } from '../emitters.ts';

const known = new WeakMap<ApplicationIR, readonly Atom[]>();

/** The units that the spec states in words, sorted by id. */
export function atomsOf(application: ApplicationIR): readonly Atom[] {
  const before = known.get(application);
  if (before !== undefined) return before;
  const atoms = hasWords(application) ? emittedAtoms(application) : [];
  known.set(application, atoms);
  return atoms;
}

/** Only what can hold words is emitted. */
function emittedAtoms(application: ApplicationIR): readonly Atom[] {
  const symbols = declaredSymbols(appEmitters, application);
  const files = appEmitters.filter(({ name }) => name === 'routes' || name === 'behavior').flatMap((emitter) => [...emitter.emit(application, symbols)]);
  return files.flatMap(({ units }) => units).filter(isAtom).sort((a, b) => compareText(a.id, b.id));
}

function hasWords({ endpoints, flows, stateMachines, invariants }: ApplicationIR): boolean {
  return endpoints.some(({ implementation }) => implementation.kind === 'words') || flows.some(({ steps }) => steps.some(isWords))
    || stateMachines.some(({ transitions }) => transitions.some(({ guard }) => guard?.kind === 'words')) || invariants.some(({ rule }) => rule.kind === 'words');
}

function isWords(step: Step): boolean {
  return step.kind === 'words' || (step.kind === 'forEach' && step.steps.some(isWords));
}
