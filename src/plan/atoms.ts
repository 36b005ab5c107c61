import { type Atom, isAtom } from '../ir/atom.ts';
import type { LlmTask, Unit } from '../ir/unit.ts';
import { estimateUnit, type TokenEstimate } from './estimate.ts';

export type Complexity = 'small' | 'medium' | 'large';

/** An llm unit as a person approves it: what is asked, why a model is needed, in which order, what it will probably take. */
export interface PlannedAtom {
  readonly unit: string;
  readonly file: string;
  readonly words: string;
  readonly signature: string;
  readonly reason: string;
  readonly category: LlmTask['category'];
  readonly contract: LlmTask['contract'];
  readonly complexity: Complexity;
  readonly tokens: TokenEstimate;
  /** The wave of all units that it is in. */
  readonly wave: number;
  /** Its wave among the atoms alone: 0 for those that wait for none. */
  readonly atomWave: number;
  /** The atoms that it waits for. */
  readonly after: readonly string[];
  /** Expected output tokens, which time goes with, on the longest way from its start to the end of the run: whatever has most goes first. */
  readonly pathTokens: number;
}

/** Plans the atoms among the units. `waves` layers all units, as `layerGraph` gives them. */
export function planAtoms(units: readonly Unit[], waves: readonly (readonly string[])[]): readonly PlannedAtom[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const waveOf = new Map(waves.flatMap((wave, index) => wave.map((id) => [id, index] as const)));
  const after = nearestAtoms(units, waves, waveOf);
  const atoms = waves.flatMap((wave) => wave.flatMap((id) => {
    const unit = byId.get(id);
    return unit !== undefined && isAtom(unit) ? [unit] : [];
  }));
  const atomWaves = new Map<string, number>();
  for (const { id } of atoms) atomWaves.set(id, Math.max(-1, ...[...after.get(id) ?? []].map((other) => atomWaves.get(other) ?? -1)) + 1);
  const paths = pathsToTheEnd(atoms, after);
  const planned = new Map(atoms.map((unit): [string, PlannedAtom] => {
    const { words, signature, reason, category, contract } = unit.task;
    return [unit.id, {
      unit: unit.id, file: unit.file, words, signature, reason, category, contract,
      complexity: complexityOf(unit), tokens: estimateUnit(unit), wave: waveOf.get(unit.id) ?? 0,
      atomWave: atomWaves.get(unit.id) ?? 0, after: [...after.get(unit.id) ?? []].sort(), pathTokens: paths.get(unit.id) ?? 0,
    }];
  }));
  return units.flatMap(({ id }) => planned.get(id) ?? []);
}

/** The chain of atoms that decides how long a run takes at least, first one first; empty without atoms. */
export function criticalPath(atoms: readonly PlannedAtom[]): readonly string[] {
  const byId = new Map(atoms.map((atom) => [atom.unit, atom]));
  const followers = new Map<string, PlannedAtom[]>();
  for (const atom of atoms) for (const other of atom.after) followers.set(other, [...followers.get(other) ?? [], atom]);
  const longest = (among: readonly PlannedAtom[]): PlannedAtom | undefined => among.reduce<PlannedAtom | undefined>((best, atom) => (best === undefined || atom.pathTokens > best.pathTokens ? atom : best), undefined);
  const path: string[] = [];
  for (let next = longest(atoms.filter(({ after }) => !after.some((id) => byId.has(id)))); next !== undefined; next = longest(followers.get(next.unit) ?? [])) path.push(next.unit);
  return path;
}

/** For each atom, the atoms that it reaches through units that are none; edges inside a cycle do not make anything wait. */
function nearestAtoms(units: readonly Unit[], waves: readonly (readonly string[])[], waveOf: ReadonlyMap<string, number>): ReadonlyMap<string, ReadonlySet<string>> {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const reached = new Map<string, ReadonlySet<string>>();
  const none: ReadonlySet<string> = new Set();
  waves.forEach((wave, index) => {
    for (const id of wave) {
      const found = new Set<string>();
      for (const target of byId.get(id)?.dependsOn ?? []) {
        const unit = byId.get(target);
        if (unit === undefined || (waveOf.get(target) ?? index) >= index) continue;
        if (isAtom(unit)) found.add(target);
        else for (const atom of reached.get(target) ?? none) found.add(atom);
      }
      reached.set(id, found.size === 0 ? none : found);
    }
  });
  return reached;
}

/** `atoms` stand in an order in which each comes after those that it waits for. */
function pathsToTheEnd(atoms: readonly Atom[], after: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> {
  const paths = new Map<string, number>();
  for (const unit of [...atoms].reverse()) {
    const own = (paths.get(unit.id) ?? 0) + estimateUnit(unit).output;
    paths.set(unit.id, own);
    for (const earlier of after.get(unit.id) ?? []) paths.set(earlier, Math.max(paths.get(earlier) ?? 0, own));
  }
  return paths;
}

/** How much there is to get wrong: by what it may do, how many entities it touches and how much is said of it. */
function complexityOf({ task }: Atom): Complexity {
  const { contract, words } = task;
  const points = { compute: 0, reducer: 1, effect: 1, orchestrator: 2 }[contract.operation]
    + Math.min(2, Math.max(0, contract.entities.length - 1)) + Math.min(2, Math.floor(words.length / 160));
  return points <= 1 ? 'small' : points <= 3 ? 'medium' : 'large';
}
