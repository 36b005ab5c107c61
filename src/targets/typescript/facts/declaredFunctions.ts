import type { ClassMember, Expression, FunctionNode, ObjectNode } from '../../../ast/syntax.ts';
import type { AppModule, Declaration } from './moduleScope.ts';

/** A function that code can call by name: a top-level function, or a member of a top-level object, class or instance. */
export interface DeclaredFunction {
  /** `checkout`, `productService.create`. */
  readonly id: string;
  readonly declaration: Declaration;
  /** Where the code stands: the declaration itself, or the one that it takes the function from. */
  readonly source: Declaration;
  readonly node: FunctionNode;
  /** The whole entry: the method, the property, the function declaration. */
  readonly start: number;
  readonly end: number;
}

/** What names lead to. */
interface Names {
  declared(module: AppModule, name: string): Declaration | undefined;
  /** Notes that a module was looked into. */
  touch(path: string): void;
}

/** The functions that a declaration holds. */
export function functionsOf(names: Names, declaration: Declaration, id: string): readonly DeclaredFunction[] {
  const { is, start, end } = declaration;
  switch (is.kind) {
    case 'function': return [{ id, declaration, source: declaration, node: is.node, start, end }];
    case 'class': return is.node.members.flatMap((member) => methodOf({ declaration, source: declaration, id }, member));
    case 'constant':
      if (is.path.length > 0) return [];
      if (is.init.kind === 'function') return [{ id, declaration, source: declaration, node: is.init, start, end }];
      if (is.init.kind === 'new') return methodsOf(names, { declaration, source: declaration, id }, is.init.callee);
      return is.init.kind === 'object' ? functionsIn(names, { declaration, source: declaration, id }, is.init) : [];
    case 'variable': return [];
  }
}

type Owner = Pick<DeclaredFunction, 'declaration' | 'source' | 'id'>;

function methodOf({ declaration, source, id }: Owner, member: ClassMember): readonly DeclaredFunction[] {
  const node = member.value;
  if (member.kind === 'constructor' && node?.kind === 'function') return [{ id: `${id}.constructor`, declaration, source, node, start: member.start, end: member.end }];
  return member.name !== undefined && node?.kind === 'function' && (member.kind === 'method' || member.kind === 'field')
    ? [{ id: `${id}.${member.name}`, declaration, source, node, start: member.start, end: member.end }] : [];
}

/** The methods of an instance, those of the classes that its class extends first. */
function methodsOf(names: Names, owner: Owner, callee: Expression, depth = 0): readonly DeclaredFunction[] {
  const named = callee.kind === 'identifier' && depth < longestWay ? names.declared(owner.source.module, callee.name) : undefined;
  if (named?.is.kind !== 'class') return [];
  names.touch(named.module.path);
  const { node } = named.is;
  const own = { ...owner, source: named };
  const inherited = node.extends === undefined ? [] : methodsOf(names, own, node.extends, depth + 1);
  return [...inherited, ...node.members.filter((member) => !member.static).flatMap((member) => methodOf(own, member))];
}

/** Objects that take their functions from each other are not followed further. */
const longestWay = 8;

/** The functions of an object: those that stand in it, those that it names, and those of objects that it spreads. */
function functionsIn(names: Names, { declaration, source, id }: Owner, init: ObjectNode, depth = 0): readonly DeclaredFunction[] {
  return init.entries.flatMap((entry): readonly DeclaredFunction[] => {
    const { value } = entry.kind === 'accessor' ? { value: undefined } : entry;
    if (entry.kind === 'property' && typeof entry.key.name === 'string' && value?.kind === 'function') {
      return [{ id: `${id}.${entry.key.name}`, declaration, source, node: value, start: entry.start, end: entry.end }];
    }
    const named = value?.kind === 'identifier' && depth < longestWay ? names.declared(source.module, value.name) : undefined;
    if (named === undefined) return [];
    names.touch(named.module.path);
    if (entry.kind === 'spread') return named.is.kind === 'constant' && named.is.init.kind === 'object' ? functionsIn(names, { declaration, source: named, id }, named.is.init, depth + 1) : [];
    const node = named.is.kind === 'function' ? named.is.node : named.is.kind === 'constant' && named.is.path.length === 0 && named.is.init.kind === 'function' ? named.is.init : undefined;
    return node === undefined || entry.kind !== 'property' || typeof entry.key.name !== 'string' ? [] : [{ id: `${id}.${entry.key.name}`, declaration, source: named, node, start: named.start, end: named.end }];
  });
}

