import type { ClassMember, ClassNode } from '../../../ast/syntax.ts';
import type { Span } from '../../../base/span.ts';
import type { ConditionalValue, Value } from '../../facts/value.ts';
import type { Declaration } from './moduleScope.ts';
import type { Binding } from './program.ts';
import { isValue, type Machine } from './machine.ts';
import { Flow, type Held, type Holder, type Instance, type Run, Scope } from './scope.ts';
import { conditional, literal, member, symbol } from './values.ts';

/** What `object.name` holds, as far as the object is known. */
export function memberOf(machine: Machine, run: Run, object: Held, name: string, at: Span): Held {
  if (object.kind === 'holder') return memberOfHolder(machine, object, name, at);
  if (object.kind === 'instance') return memberOfInstance(machine, object, name, at);
  const value = machine.plain(run, object);
  if (value.kind === 'object') {
    const [spread, ...others] = value.entries.filter(({ kind }) => kind !== 'property');
    const named = value.entries.find((entry) => entry.kind === 'property' && entry.name === name);
    // What is spread alone has what nothing else in the object has; what was made or looked for before is no default for it.
    if (spread?.kind === 'spread' && others.length === 0 && named === undefined) return memberOf(machine, run, spread.value, name, at);
    const isDefault = (own: Value): boolean => own.kind === 'literal' || own.kind === 'array' || own.kind === 'object';
    for (const entry of value.entries.toReversed()) {
      if (entry.kind === 'spread' && named !== undefined && others.length === 0 && !isDefault(named.value)) continue;
      if (entry.kind !== 'property') return member(value, name, at);
      if (entry.name === name) return { ...entry.value, at, from: entry.value.from ?? entry.value.at };
    }
    if (!(name in Object.prototype)) return literal(undefined, at);
  }
  if (value.kind === 'conditional' && isOfObjects(value)) {
    const side = (one: Value): Value => machine.plain(run, memberOf(machine, run, one, name, at));
    return conditional(value.test, side(value.then), side(value.else), at);
  }
  if (value.kind === 'symbol' && value.id.startsWith('module#')) return exportOf(machine, value.id.slice('module#'.length), name, at) ?? member(value, name, at);
  // What an object pattern leaves over.
  if (value.kind === 'call' && value.callee.key === 'global#rest') {
    const [from, ...taken] = value.args;
    if (from !== undefined && !taken.some((other) => other.kind === 'literal' && other.value === name)) return memberOf(machine, run, from, name, at);
  }
  return member(value, name, at);
}

/** Is it a choice between objects that are written down? */
function isOfObjects({ then, else: otherwise }: ConditionalValue): boolean {
  return [then, otherwise].every((side) => side.kind === 'object' || (side.kind === 'conditional' && isOfObjects(side)));
}

/** What a name leads to. */
export function boundTo(machine: Machine, binding: Binding, at: Span): Held {
  switch (binding.kind) {
    case 'declared': return machine.declared(binding.declaration, at);
    case 'library': return symbol(binding.id, at);
    case 'namespace': return symbol(`module#${binding.module.path}`, at);
    case 'missing': return symbol(`app#${machine.options.rename(binding.name)}`, at);
  }
}

/** What a module gives to others under a name. */
function exportOf(machine: Machine, path: string, name: string, at: Span): Held | undefined {
  return machine.program.has(path) ? boundTo(machine, machine.program.exported(machine.program.module(path), name), at) : undefined;
}

function memberOfHolder(machine: Machine, holder: Holder, name: string, at: Span): Held {
  const named = sharedMember(machine, holder.declaration, name, at);
  if (named !== undefined) return named;
  const { is, module } = holder.declaration;
  machine.program.touch(module.path);
  if (is.kind !== 'constant' || is.init.kind !== 'object') return member(holder.name, name, at);
  const run = moduleRun(new Scope(module, undefined), holder);
  for (const entry of is.init.entries.toReversed()) {
    if (entry.kind === 'property' && entry.key.name === name) {
      if (entry.value.kind === 'function') return { kind: 'closure', node: entry.value, scope: run.scope, self: holder };
      const held = machine.expression(run, entry.value);
      return isValue(held) ? { ...held, at, from: held.from ?? held.at } : held;
    }
    if (entry.kind === 'spread') {
      const spread = machine.expression(run, entry.value);
      const found = memberOf(machine, run, spread, name, at);
      if (!isValue(found) || found.kind !== 'member') return found;
    }
    if (entry.kind === 'accessor') break;
  }
  return member(holder.name, name, at);
}

/** The member by name alone, when both apps have it. */
function sharedMember(machine: Machine, declaration: Declaration, name: string, at: Span): Held | undefined {
  const { exported } = declaration;
  if (exported === undefined) return undefined;
  const id = `${machine.program.idOf(declaration)}.${name}`;
  if (machine.options.follow(id)) return undefined;
  const renamed = machine.options.rename(id);
  const dot = renamed.lastIndexOf('.');
  return dot < 0 ? symbol(`app#${renamed}`, at) : member(symbol(`app#${renamed.slice(0, dot)}`, at), renamed.slice(dot + 1), at);
}

function memberOfInstance(machine: Machine, instance: Instance, name: string, at: Span): Held {
  const named = instance.declaration === undefined ? undefined : sharedMember(machine, instance.declaration, name, at);
  if (named !== undefined) return named;
  const isStatic = instance.args === undefined;
  const found = classMember(machine, instance, instance.class(), { name, isStatic });
  if (found?.value?.kind === 'function' && found.kind !== 'accessor') return { kind: 'closure', node: found.value, scope: instance.scope, self: instance };
  const run = moduleRun(new Scope(instance.scope.module, instance.scope), instance);
  if (found?.kind === 'field' && found.value !== undefined) return machine.expression(run, found.value);
  return fieldFromConstructor(machine, instance, name, run) ?? member(instance.name, name, at);
}

function classMember(machine: Machine, instance: Instance, node: ClassNode, wanted: { readonly name: string; readonly isStatic: boolean }, depth = 0): ClassMember | undefined {
  const own = node.members.find((entry) => entry.name === wanted.name && entry.static === wanted.isStatic);
  if (own !== undefined || node.extends === undefined || depth > 8) return own;
  const base = machine.expression(moduleRun(instance.scope, undefined), node.extends);
  return base.kind === 'instance' ? classMember(machine, instance, base.class(), wanted, depth + 1) : undefined;
}

/** `this.name = <expression of the parameters>` in the constructor. */
function fieldFromConstructor(machine: Machine, instance: Instance, name: string, run: Run): Held | undefined {
  const built = instance.class().members.find((entry) => entry.kind === 'constructor')?.value;
  if (built?.kind !== 'function' || instance.args === undefined) return undefined;
  const { args } = instance;
  const own = args[built.params.findIndex(({ property, pattern }) => property && pattern.kind === 'name' && pattern.name === name)];
  if (own !== undefined) return own;
  built.params.forEach((param, index) => {
    const arg = args[index];
    if (arg !== undefined) machine.bind(run, param.pattern, arg);
  });
  for (const statement of built.body) {
    if (statement.kind !== 'expression' || statement.value.kind !== 'assign' || statement.value.operator !== '=') continue;
    const { target, value } = statement.value;
    if (target.kind === 'member' && target.object.kind === 'this' && target.name === name) return machine.expression(run, value);
  }
  return undefined;
}

/** A place to evaluate what stands at the top of a module: its effects go nowhere. */
export function moduleRun(scope: Scope, self: Held | undefined): Run {
  return { scope, flow: new Flow(), self, depth: 0, loops: 0 };
}
