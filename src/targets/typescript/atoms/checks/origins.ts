import type { CallNode, Expression, FunctionNode, NewNode, ParameterNode } from '../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../ast/walkSyntax.ts';
import type { Candidate } from './candidate.ts';
import type { CheckContext } from './check.ts';
import { namesOf } from './names.ts';
import type { Source, Step, Variables } from './variables.ts';

/** `shared`: others see it, too: what the function was given, and rows. `holder`: a list, set or map of the code's own that has such in it. */
export type Origin = 'shared' | 'holder' | undefined;

const sameElements: ReadonlySet<string> = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed', 'concat', 'values', 'entries', 'splice', 'toSpliced', 'with']);
const oneElement: ReadonlySet<string> = new Set(['find', 'findLast', 'at', 'pop', 'shift', 'get']);

/** Tells of the expressions of a candidate whether others see what they give. What cannot be told is the code's own. */
export class Origins {
  readonly #names: ReturnType<typeof namesOf>['values'];
  readonly #variables: Variables;
  /** What parameters are given; of a helper, what one call gives it is enough. */
  readonly #given = new Map<ParameterNode, Origin>();
  readonly #underWay = new Set<readonly Source[]>();

  constructor(candidate: Candidate, { application, atom }: CheckContext, variables: Variables) {
    this.#names = namesOf(application).values;
    this.#variables = variables;
    for (const parameter of variables.functions.get(atom.name)?.params ?? []) this.#given.set(parameter, 'shared');
    // Twice: helpers call helpers.
    for (let time = 0; time < 2; time += 1) for (const { node, around } of candidate.nodes) if (node.kind === 'call') this.#readHelperCall(node, around);
  }

  /** `around`: what stands around the expression. */
  of(node: Expression, around: readonly SyntaxNode[]): Origin {
    if (node.kind === 'identifier') return this.#ofName(node.name, around);
    if (node.kind === 'member') return step(this.of(node.object, around), { to: 'member', name: node.name });
    if (node.kind === 'index') return step(this.of(node.object, around), { to: 'element' });
    if (node.kind === 'await') return this.of(node.value, around);
    if (node.kind === 'conditional') return either(this.of(node.then, around), this.of(node.else, around));
    if (node.kind === 'binary') return /^(?:\?\?|\|\||&&)$/.test(node.operator) ? either(node.operator === '&&' ? undefined : this.of(node.left, around), this.of(node.right, around)) : undefined;
    if (node.kind === 'array') return node.items.length > 0 && node.items.every((item) => this.of(item.kind === 'spread' ? item.value : item, around) !== undefined) ? 'holder' : undefined;
    if (node.kind === 'new') return ['Map', 'Set', 'Array'].includes(nameOf(node)) && node.args.some((argument) => this.of(argument, around) !== undefined) ? 'holder' : undefined;
    return node.kind === 'call' ? this.#ofCall(node, around) : undefined;
  }

  #ofCall(node: CallNode, around: readonly SyntaxNode[]): Origin {
    const { callee, args: [first] } = node;
    if (callee.kind === 'identifier') return this.#names.get(callee.name)?.kind === 'machine' || callee.name === 'requireCaller' ? 'shared' : undefined;
    if (callee.kind !== 'member') return undefined;
    if (callee.object.kind === 'identifier') {
      const { name } = callee.object;
      if (this.#names.get(name)?.kind === 'repository') return callee.name === 'where' ? 'holder' : /^(?:find|insert|update)/.test(callee.name) ? 'shared' : undefined;
      if (['values', 'entries', 'from'].includes(callee.name) && (name === 'Object' || name === 'Array')) return first !== undefined && node.args.length === 1 && this.of(first, around) !== undefined ? 'holder' : undefined;
    }
    const list = this.of(callee.object, around);
    if (list === undefined) return undefined;
    if (oneElement.has(callee.name)) return 'shared';
    if (sameElements.has(callee.name)) return 'holder';
    return callee.name === 'map' && first?.kind === 'function' && this.#givesShared(first, [...around, node]) ? 'holder' : undefined;
  }

  /** Whether a callback gives what others see. */
  #givesShared(node: FunctionNode, around: readonly SyntaxNode[]): boolean {
    const given = node.body.flatMap((statement) => (statement.kind === 'return' && statement.value !== undefined ? [statement.value] : []));
    return given.length > 0 && given.every((value) => this.of(value, [...around, node]) !== undefined);
  }

  #ofName(name: string, around: readonly SyntaxNode[]): Origin {
    const sources = this.#variables.sourcesOf(name, around);
    if (sources === undefined || this.#underWay.has(sources)) return undefined;
    this.#underWay.add(sources);
    const origins = sources.filter((source) => this.#counts(source)).map((source) => this.#ofSource(source));
    this.#underWay.delete(sources);
    // A variable is what all that it is given is.
    return origins.every((origin) => origin !== undefined) ? origins.find((origin) => origin === 'shared') ?? origins[0] : undefined;
  }

  #counts(source: Source): boolean {
    return source.kind === 'parameter' ? this.#given.has(source.parameter) : !isNothing(source.from);
  }

  #ofSource(source: Source): Origin {
    const whole = source.kind === 'parameter' ? this.#given.get(source.parameter) : this.of(source.from, source.within);
    return source.steps.reduce(step, whole);
  }

  #readHelperCall({ callee, args }: CallNode, around: readonly SyntaxNode[]): void {
    const helper = callee.kind === 'identifier' ? this.#variables.functions.get(callee.name) : undefined;
    helper?.params.forEach((parameter, index) => {
      const argument = args[index];
      const origin = argument === undefined || argument.kind === 'spread' || parameter.rest ? undefined : this.of(argument, around);
      if (origin !== undefined) this.#given.set(parameter, either(this.#given.get(parameter), origin));
    });
  }
}

/** A member of what others see is seen by them, too; so is each element of a list, whoever made the list. */
function step(origin: Origin, next: Step): Origin {
  if (next.to === 'otherElements') return origin === undefined ? undefined : 'holder';
  // Queries are made with the transaction; it is no row.
  if (next.to === 'otherMembers' || (next.to === 'member' && next.name === 'tx')) return undefined;
  return origin === 'shared' || (origin === 'holder' && next.to === 'element') ? 'shared' : undefined;
}

function either(left: Origin, right: Origin): Origin {
  return left === 'shared' || right === 'shared' ? 'shared' : left ?? right;
}

function isNothing(node: Expression): boolean {
  return (node.kind === 'identifier' && node.name === 'undefined') || (node.kind === 'literal' && node.value === null);
}

function nameOf({ callee }: NewNode): string {
  return callee.kind === 'identifier' ? callee.name : '';
}
