import type { CallValue, Value } from '../../facts/value.ts';

/** One call of a chain: `.notNull()`. */
export interface Link {
  readonly name: string;
  readonly args: readonly Value[];
  readonly call: CallValue;
}

/** `a(1).b(2).c()` as its first call and the links after it; undefined for what begins with no call. */
export function chainOf(value: Value, resolve: (value: Value) => Value): { readonly root: CallValue; readonly links: readonly Link[] } | undefined {
  const links: Link[] = [];
  let current = resolve(value);
  while (current.kind === 'call') {
    const { callee } = current;
    const before = callee.kind === 'member' ? resolve(callee.object) : undefined;
    if (callee.kind !== 'member' || before?.kind !== 'call') return { root: current, links: links.reverse() };
    links.push({ name: callee.name, args: current.args, call: current });
    current = before;
  }
  return undefined;
}
