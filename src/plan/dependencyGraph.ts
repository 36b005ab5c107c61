/** The order in which units can be made, and the groups that depend on each other. */
export interface Layering {
  /** Units by topological level: everything in a wave depends on earlier waves (or on its own cycle) only. */
  readonly waves: readonly (readonly string[])[];
  /** Groups of two or more units that need each other, or one that needs itself. */
  readonly cycles: readonly (readonly string[])[];
}

/**
 * Layers a dependency graph in linear time; unknown targets are ignored.
 * Strongly connected components are found with Tarjan's algorithm (SIAM J. Comput. 1972), without recursion.
 */
export function layerGraph(dependencies: ReadonlyMap<string, readonly string[]>): Layering {
  const components = stronglyConnected(dependencies);
  const componentOf = new Map<string, number>();
  components.forEach((members, index) => {
    for (const member of members) componentOf.set(member, index);
  });
  const levels: number[] = [];
  const waves: string[][] = [];
  // Tarjan emits a component after everything that it depends on.
  components.forEach((members, index) => {
    let level = 0;
    for (const member of members) {
      for (const target of dependencies.get(member) ?? []) {
        const other = componentOf.get(target);
        if (other !== undefined && other !== index) level = Math.max(level, (levels[other] ?? 0) + 1);
      }
    }
    levels[index] = level;
    (waves[level] ??= []).push(...members);
  });
  const cycles = components.filter(
    (members) => members.length > 1 || (dependencies.get(members[0] ?? '') ?? []).includes(members[0] ?? ''),
  );
  return { waves: waves.map((wave) => [...wave].sort()), cycles: cycles.map((members) => [...members].sort()) };
}

interface Visit {
  readonly node: string;
  readonly targets: readonly string[];
  next: number;
}

function stronglyConnected(dependencies: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const components: string[][] = [];

  const enter = (node: string): Visit => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    open.push(node);
    isOpen.add(node);
    return { node, targets: (dependencies.get(node) ?? []).filter((target) => dependencies.has(target)), next: 0 };
  };
  const lower = (node: string, to: number): void => {
    low.set(node, Math.min(low.get(node) ?? to, to));
  };
  const close = (node: string): void => {
    const members: string[] = [];
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      isOpen.delete(member);
      members.push(member);
      if (member === node) break;
    }
    components.push(members);
  };

  for (const root of dependencies.keys()) {
    if (index.has(root)) continue;
    const visits = [enter(root)];
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const target = visit.targets[visit.next];
      visit.next += 1;
      if (target !== undefined) {
        if (!index.has(target)) visits.push(enter(target));
        else if (isOpen.has(target)) lower(visit.node, index.get(target) ?? 0);
        continue;
      }
      visits.pop();
      const parent = visits.at(-1);
      if (parent !== undefined) lower(parent.node, low.get(visit.node) ?? 0);
      if (low.get(visit.node) === index.get(visit.node)) close(visit.node);
    }
  }
  return components;
}
