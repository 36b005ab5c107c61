import { camelCase, pascalCase } from '../../base/names.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { StateMachine } from '../../ir/behavior.ts';
import type { Entity } from '../../ir/entity.ts';
import type { Scope } from '../../spec/cel/celScope.ts';
import { asString, type SourceNode, valueOf } from '../../spec/source.ts';
import type { Reading } from '../reading.ts';
import type { Level } from '../shape/levels.ts';

/** A place in a spec, with what it was read as. */
export interface Place {
  readonly reading: Reading;
  readonly root: SourceNode | undefined;
  readonly application: ApplicationIR | undefined;
  readonly levels: readonly Level[];
}

/** The names that an expression at the place sees: those of its own text, else those before its step, else after the last step. */
export function scopeAt({ reading, levels }: Place): Scope | undefined {
  for (let depth = levels.length - 1; depth >= 0; depth -= 1) {
    const node = levels[depth]?.node;
    const own = node === undefined ? undefined : (reading.expressions.get(node) ?? reading.steps.get(node)?.before);
    if (own !== undefined) return own;
    // A new step behind the others is not in the tree while nothing stands there.
    const last = node?.kind === 'seq' && levels[depth + 1]?.node === undefined ? node.items.at(-1) : undefined;
    const after = last === undefined ? undefined : reading.steps.get(last)?.after;
    if (after !== undefined) return after;
  }
  return undefined;
}

/** The innermost step that holds the place. */
export function stepAt({ levels }: Place): Level | undefined {
  return levels.findLast(({ shapes }) => shapes.some((shape) => shape.kind === 'variants' && shape.title === 'A step'));
}

/** The declared entity of a name. */
export function entityNamed({ application }: Pick<Place, 'application'>, name: string | undefined): Entity | undefined {
  return name === undefined ? undefined : application?.entities.find((entity) => entity.name === name || entity.name === pascalCase(name));
}

/** The entity whose attributes are meant at the place: that of the step, or that which holds the place. */
export function entityAt(place: Place): Entity | undefined {
  const step = stepAt(place)?.node;
  if (step !== undefined) return entityOfStep(place, step);
  const [, section, name] = place.levels;
  if (section?.part === 'entities') return entityNamed(place, String(name?.part));
  return section?.part === 'invariants' || section?.part === 'stateMachines' ? entityNamed(place, asString(valueOf(name?.node, 'entity'))) : undefined;
}

function entityOfStep(place: Place, step: SourceNode): Entity | undefined {
  const stated = asString(valueOf(step, 'load')) ?? asString(valueOf(step, 'create'));
  if (stated !== undefined) return entityNamed(place, stated);
  const row = ['update', 'delete', 'transition'].map((kind) => asString(valueOf(step, kind))).find((name) => name !== undefined);
  const type = row === undefined ? undefined : scopeAt(place)?.variables.get(row);
  return type?.kind === 'entity' ? entityNamed(place, type.entity) : undefined;
}

/** The machines whose states or events are meant at the place. */
export function machinesAt(place: Place): readonly StateMachine[] {
  const machines = place.application?.stateMachines ?? [];
  const [, section, name] = place.levels;
  if (section?.part === 'stateMachines') return machines.filter((machine) => machine.name === camelCase(String(name?.part)));
  const entity = entityAt(place);
  return machines.filter((machine) => machine.entity === entity?.name);
}
