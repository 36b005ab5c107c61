/** For each node the number of its strongly connected component (Tarjan); nodes of one component reach each other. */
export function stronglyConnected(edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  const component = new Map<string, number>();
  const stack: string[] = [];
  let components = 0;
  // An explicit stack: chains of references can be longer than the engine's own.
  const lowest = new Map<string, number>();
  const work: { readonly node: string; readonly rest: Iterator<string> }[] = [];
  const enter = (node: string): void => {
    lowest.set(node, order.size);
    order.set(node, order.size);
    stack.push(node);
    work.push({ node, rest: (edges.get(node) ?? new Set<string>()).values() });
  };
  const lower = (node: string, index: number | undefined): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? 0, index ?? 0));
  };
  const leave = (node: string): void => {
    work.pop();
    const parent = work.at(-1);
    if (parent !== undefined) lower(parent.node, lowest.get(node));
    if (lowest.get(node) !== order.get(node)) return;
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      component.set(member, components);
      if (member === node) break;
    }
    components += 1;
  };
  const visit = (root: string): void => {
    enter(root);
    for (let step = work.at(-1); step !== undefined; step = work.at(-1)) {
      const next = step.rest.next();
      if (next.done === true) leave(step.node);
      else if (!order.has(next.value)) enter(next.value);
      else if (!component.has(next.value)) lower(step.node, order.get(next.value));
    }
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return component;
}
