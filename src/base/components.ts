/** The strongly connected components of a graph: which group each node is in, and the nodes that lie on a cycle. A group comes after those that it leads to. */
export interface Components {
  readonly groupOf: ReadonlyMap<string, number>;
  readonly cyclic: ReadonlySet<string>;
}

interface Frame {
  readonly node: string;
  readonly edges: readonly string[];
  next: number;
}

/** Tarjan's algorithm (1972) with a stack of its own, linear in nodes and edges. */
export function components(graph: ReadonlyMap<string, readonly string[]>): Components {
  const search = new Search(graph);
  for (const node of graph.keys()) search.from(node);
  return { groupOf: search.groupOf, cyclic: search.cyclic };
}

class Search {
  readonly groupOf = new Map<string, number>();
  readonly cyclic = new Set<string>();
  readonly #graph: ReadonlyMap<string, readonly string[]>;
  readonly #index = new Map<string, number>();
  readonly #low = new Map<string, number>();
  readonly #path: string[] = [];
  #groups = 0;

  constructor(graph: ReadonlyMap<string, readonly string[]>) {
    this.#graph = graph;
  }

  from(root: string): void {
    if (this.#index.has(root)) return;
    const stack = [this.#enter(root)];
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const edge = frame.edges[frame.next];
      frame.next += 1;
      if (edge === undefined) {
        stack.pop();
        this.#leave(frame.node);
        const parent = stack.at(-1);
        if (parent !== undefined) this.#lower(parent.node, this.#low.get(frame.node));
      } else if (!this.#index.has(edge)) {
        if (this.#graph.has(edge)) stack.push(this.#enter(edge));
      } else if (!this.groupOf.has(edge)) this.#lower(frame.node, this.#index.get(edge));
    }
  }

  #enter(node: string): Frame {
    const index = this.#index.size;
    this.#index.set(node, index);
    this.#low.set(node, index);
    this.#path.push(node);
    return { node, edges: this.#graph.get(node) ?? [], next: 0 };
  }

  #lower(node: string, value: number | undefined): void {
    this.#low.set(node, Math.min(this.#low.get(node) ?? 0, value ?? Number.POSITIVE_INFINITY));
  }

  #leave(node: string): void {
    if (this.#low.get(node) !== this.#index.get(node)) return;
    const group = this.#path.splice(this.#path.lastIndexOf(node));
    const cyclic = group.length > 1 || (this.#graph.get(node) ?? []).includes(node);
    for (const member of group) {
      this.groupOf.set(member, this.#groups);
      if (cyclic) this.cyclic.add(member);
    }
    this.#groups += 1;
  }
}
