import { words } from '../../../base/names.ts';
import type { Atom, WrittenUnit } from '../../../ir/atom.ts';
import type { WrittenUnits } from '../../../ir/target.ts';
import { hasSignature } from './signature.ts';

/** Words that say nothing of what a step does. */
const emptyWords: ReadonlySet<string> = new Set('a an and are as at be by each every for from if in into is it its of on or that the their this to when which with'.split(' '));

/**
 * The book with code of steps whose first words changed under the names that they have now: a step of a flow is called after its first words. Code is taken over within its flow, by a step that has
 * none, gives and gets the same, and is called alike; where two could take it over, none does.
 */
export function withRenamedSteps(atoms: readonly Atom[], written: WrittenUnits): WrittenUnits {
  const ids = new Set(atoms.map(({ id }) => id));
  const steps = atoms.filter(({ id, task }) => task.category === 'flow' && !written.has(id));
  const left = steps.length === 0 ? [] : [...written.values()].filter(({ unit }) => !ids.has(unit));
  const pairs = left.flatMap((unit) => steps.flatMap((atom) => taken(unit, atom)));
  const alone = pairs.filter((pair) => pairs.every((other) => other === pair || (other.from !== pair.from && other.unit.unit !== pair.unit.unit)));
  return alone.length === 0 ? written : new Map([...written, ...alone.map(({ unit }) => [unit.unit, unit] as const)]);
}

interface Taken {
  readonly from: string;
  readonly unit: WrittenUnit;
}

/** The code of a unit as that of the step, if it can be. */
function taken(unit: WrittenUnit, { id, file, name, task }: Atom): readonly Taken[] {
  const [place, before = ''] = unit.unit.split('#');
  if (place !== file || !isAlike(before, name)) return [];
  const renamed = (text: string): string => text.replaceAll(new RegExp(`(?<![\\p{ID_Continue}$.])${before.replaceAll('$', '\\$')}(?![\\p{ID_Continue}$])`, 'gu'), () => name);
  const code = renamed(unit.code);
  return hasSignature(code, task.signature) ? [{ from: unit.unit, unit: { ...unit, unit: id, code, helpers: unit.helpers.map(renamed) } }] : [];
}

/** Whether more than half of what two names say is the same. */
function isAlike(left: string, right: string): boolean {
  const [one, other] = [spokenIn(left), spokenIn(right)];
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared > 0 && shared * 2 > Math.max(one.size, other.size);
}

function spokenIn(name: string): ReadonlySet<string> {
  return new Set(words(name.replace(/Step(?:_\d+)?$/, '')).filter((word) => !emptyWords.has(word)));
}
