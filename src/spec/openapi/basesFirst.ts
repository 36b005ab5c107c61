import type { Definition } from './model.ts';

/** The definitions so that each one stands after those that it is composed of by allOf; cycles are cut anywhere. */
export function basesFirst(definitions: readonly Definition[]): readonly Definition[] {
  const seen = new Set<Definition>();
  const ordered: Definition[] = [];
  for (const definition of definitions) {
    const stack = [{ definition, bases: basesOf(definition), next: 0 }];
    if (seen.has(definition)) continue;
    seen.add(definition);
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const base = frame.bases[frame.next];
      frame.next += 1;
      if (base === undefined) {
        ordered.push(frame.definition);
        stack.pop();
      } else if (!seen.has(base)) {
        seen.add(base);
        stack.push({ definition: base, bases: basesOf(base), next: 0 });
      }
    }
  }
  return ordered;
}

function basesOf({ schema }: Definition): readonly Definition[] {
  return [schema, ...(schema.allOf ?? [])].flatMap(({ ref }) => ref ?? []);
}
