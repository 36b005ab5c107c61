import type { Variable } from '../expressions/scope.ts';
import { bind, type Binding, type Place, type Written } from './flowContext.ts';

/**
 * Gives a name of this block its value. A name that the block has already is assigned. With `given` the caller writes the
 * declaration itself.
 */
export function declare(place: Place, name: string, value: string, variable: Omit<Variable, 'text'>, type: () => string, given?: Binding): Written {
  if (place.own.has(name) && given === undefined) return assign(place, name, value, variable);
  const binding = given ?? { text: place.scope.local(name), isAssigned: false };
  const after = bind(place, name, binding, variable);
  const annotation = (): string => (variable.absent === 'undefined' && binding.isAssigned ? `: ${type()}` : '');
  const line = (): string => `${binding.isAssigned ? 'let' : 'const'} ${binding.text}${annotation()} = ${value};`;
  return { lines: given === undefined ? [line] : [], place: { ...after, lists: without(after.lists, name) } };
}

/** Assigns a value to a name that has one; when it is the item of a list, the list gets it too. */
export function assign(place: Place, name: string, value: string, variable: Omit<Variable, 'text'>): Written {
  const binding = place.bindings.get(name);
  if (binding === undefined) throw new Error(`The step writes ${name}, which no step before has bound.`);
  binding.isAssigned = true;
  const after = bind(place, name, binding, variable);
  const element = place.lists.get(name);
  const lines = [`${binding.text} = ${value};`, ...(element === undefined ? [] : [`${element} = ${binding.text};`])];
  return { lines, place: { ...after, own: place.own } };
}

function without(lists: ReadonlyMap<string, string>, name: string): ReadonlyMap<string, string> {
  return new Map([...lists].filter(([item]) => item !== name));
}
