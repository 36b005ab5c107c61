import type { CallNode, Expression, FunctionNode, ParameterNode, Pattern } from '../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../ast/walkSyntax.ts';
import type { Candidate } from './candidate.ts';

/** What a variable is given: an expression, or whatever a function is called with, and then a step into it for each pattern and loop around. */
export type Source =
  | { readonly kind: 'expression'; readonly from: Expression; /** What stands around it. */ readonly within: readonly SyntaxNode[]; readonly steps: readonly Step[] }
  | { readonly kind: 'parameter'; readonly parameter: ParameterNode; readonly steps: readonly Step[] };

/** Into a member of that name (any, when it is computed), an element of a list, or the new list or object of what a pattern leaves over. */
export type Step = { readonly to: 'member'; readonly name: string | undefined } | { readonly to: 'element' | 'otherElements' | 'otherMembers' };

const element: Step = { to: 'element' };
const ofEach: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'filter', 'find', 'findLast', 'findIndex', 'some', 'every', 'sort', 'toSorted']);
const ofTwo: ReadonlySet<string> = new Set(['sort', 'toSorted', 'reduce']);

/** The variables of a candidate by the function that declares them, with all that they are given. */
export class Variables {
  readonly #variables = new Map<FunctionNode | undefined, Map<string, Source[]>>();
  /** The code's own functions by name, however they are declared. */
  readonly functions: ReadonlyMap<string, FunctionNode>;

  constructor({ nodes }: Candidate) {
    this.functions = ownFunctions(nodes);
    for (const { node, around } of nodes) this.#read(node, around);
  }

  /** All that a variable is given, as it is seen from there; undefined for names that the code does not declare. */
  sourcesOf(name: string, around: readonly SyntaxNode[]): readonly Source[] | undefined {
    return this.#seenFrom(name, around);
  }

  #declare(scope: FunctionNode | undefined, pattern: Pattern, source: Source | undefined): void {
    if (pattern.kind === 'name') {
      const variables = this.#variables.get(scope) ?? new Map<string, Source[]>();
      this.#variables.set(scope, variables);
      const before = variables.get(pattern.name);
      if (before === undefined) variables.set(pattern.name, source === undefined ? [] : [source]);
      else if (source !== undefined) before.push(source);
      return;
    }
    if (pattern.kind === 'arrayPattern') {
      for (const item of pattern.items) if (item !== undefined) this.#declare(scope, item.pattern, into(source, item.rest ? { to: 'otherElements' } : element));
      return;
    }
    for (const { key, pattern: inner } of pattern.entries) this.#declare(scope, inner, into(source, { to: 'member', name: typeof key.name === 'string' ? key.name : undefined }));
    if (pattern.rest !== undefined) this.#declare(scope, pattern.rest, into(source, { to: 'otherMembers' }));
  }

  #read(node: SyntaxNode, around: readonly SyntaxNode[]): void {
    const scope = around.findLast((one) => one.kind === 'function');
    if (node.kind === 'variables') for (const { pattern, init } of node.declarations) this.#declare(scope, pattern, init === undefined ? undefined : from(init, around));
    else if (node.kind === 'forOf') this.#declare(scope, node.pattern, into(from(node.over, around), element));
    else if (node.kind === 'assign' && node.target.kind === 'identifier') this.#seenFrom(node.target.name, around)?.push(from(node.value, around));
    else if (node.kind === 'function') for (const parameter of node.params) this.#declare(node, parameter.pattern, { kind: 'parameter', parameter, steps: [] });
    else if (node.kind === 'call') this.#readCallback(node, around);
  }

  /** What the callback of a list is called with. */
  #readCallback({ callee, args: [first, second] }: CallNode, around: readonly SyntaxNode[]): void {
    if (callee.kind !== 'member' || first?.kind !== 'function') return;
    const source = into(from(callee.object, around), element);
    const [one, other] = first.params;
    if (callee.name === 'reduce' && one !== undefined && second !== undefined) this.#declare(first, one.pattern, from(second, around));
    if (ofEach.has(callee.name) && one !== undefined) this.#declare(first, one.pattern, source);
    if (ofTwo.has(callee.name) && other !== undefined) this.#declare(first, other.pattern, source);
  }

  #seenFrom(name: string, around: readonly SyntaxNode[]): Source[] | undefined {
    for (let at = around.length; at >= 0; at -= 1) {
      const scope = around[at - 1];
      if (scope !== undefined && scope.kind !== 'function') continue;
      const sources = this.#variables.get(scope)?.get(name);
      if (sources !== undefined) return sources;
    }
    return undefined;
  }
}

function from(node: Expression, within: readonly SyntaxNode[]): Source {
  return { kind: 'expression', from: node, within, steps: [] };
}

function into(source: Source | undefined, next: Step): Source | undefined {
  return source === undefined ? undefined : { ...source, steps: [...source.steps, next] };
}

function ownFunctions(nodes: Candidate['nodes']): ReadonlyMap<string, FunctionNode> {
  const found = new Map<string, FunctionNode>();
  for (const { node } of nodes) {
    if (node.kind === 'functionDeclaration' && node.function.name !== undefined) found.set(node.function.name, node.function);
    if (node.kind === 'variables') for (const { pattern, init } of node.declarations) if (pattern.kind === 'name' && init?.kind === 'function') found.set(pattern.name, init);
  }
  return found;
}
