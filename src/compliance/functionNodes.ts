import type { Span } from '../base/span.ts';
import type { Flow, Invariant, StateMachine } from '../ir/behavior.ts';
import type { Entity } from '../ir/entity.ts';
import type { Unit } from '../ir/unit.ts';
import type { AppFacts, FunctionFact } from '../targets/facts/appFacts.ts';
import { writersAmong } from './effectLists.ts';
import type { IrIndex } from './irIndex.ts';

/** What a function of the app is to the spec. */
export type FunctionNode =
  | { readonly kind: 'flow'; readonly flow: Flow; readonly key: string; readonly spec: Span }
  | { readonly kind: 'fire'; readonly machine: StateMachine; readonly key: string; readonly spec: Span }
  | { readonly kind: 'check'; readonly invariants: readonly Invariant[]; readonly key: string; readonly spec: Span }
  | { readonly kind: 'presenter'; readonly entity: Entity; readonly key: string; readonly spec: Span }
  | { readonly kind: 'operation'; readonly key: string; readonly spec: Span }
  | { readonly kind: 'runtime'; readonly key: string; readonly spec: Span };

/** Finds what functions of the expected app are to the spec: by the nodes of their units, and by the endpoints that call them. */
export class FunctionNodes {
  readonly #index: IrIndex;
  readonly #expected: AppFacts;
  #wordFiles: ReadonlySet<string> | undefined;
  #callers: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  readonly #sets = new Map<string, ReadonlySet<string>>();
  readonly #known = new Map<string, FunctionNode>();

  constructor(index: IrIndex, expected: AppFacts) {
    this.#index = index;
    this.#expected = expected;
  }

  nodeOf(fact: FunctionFact): FunctionNode {
    const before = this.#known.get(fact.id);
    if (before !== undefined) return before;
    const node = this.#find(fact);
    this.#known.set(fact.id, node);
    return node;
  }

  /** Functions of the expected app that write, or call others that do; what a route does is not done when it is registered. */
  get writers(): ReadonlySet<string> {
    const { functions, endpoints } = this.#expected;
    const isRegistration = ({ at }: FunctionFact): boolean => endpoints.some((endpoint) => endpoint.at.file === at.file && endpoint.at.start >= at.start && endpoint.at.end <= at.end);
    return this.remember('writers', () => writersAmong(functions.filter((fact) => !isRegistration(fact))));
  }

  /** What depends on the expected app alone is computed once. */
  remember(key: string, compute: () => ReadonlySet<string>): ReadonlySet<string> {
    const set = this.#sets.get(key) ?? compute();
    this.#sets.set(key, set);
    return set;
  }

  /** The unit that declares a function; undefined for functions of the runtime. */
  unitOf(fact: FunctionFact): Unit | undefined {
    return this.#index.units.get(`${fact.at.file}#${declaredName(fact.id)}`);
  }

  /** Whether the function states in code what the spec says in words alone, or serves such code: what it does cannot be compared. */
  isOfWords(fact: FunctionFact): boolean {
    return this.unitOf(fact)?.task !== undefined || this.isHelperOfWords(fact);
  }

  /** Whether the function was written beside code for words, and belongs to it. */
  isHelperOfWords(fact: FunctionFact): boolean {
    this.#wordFiles ??= new Set([...this.#index.units.values()].filter(({ task }) => task !== undefined).map(({ file }) => file));
    return this.#wordFiles.has(fact.at.file) && this.unitOf(fact) === undefined;
  }

  /** The entity that the whole unit of a function belongs to. */
  unitNode(fact: FunctionFact): { readonly key: string; readonly spec: Span } | undefined {
    const entity = (this.unitOf(fact)?.nodes ?? []).map((name) => this.#index.entity(name)).find((found) => found !== undefined);
    return entity === undefined ? undefined : { key: entity.name, spec: entity.span };
  }

  #find(fact: FunctionFact): FunctionNode {
    const unit = this.unitOf(fact);
    const nodes = unit?.nodes ?? [];
    const { application, root } = this.#index;
    const flow = firstOf(nodes, 'flow:', (name) => application.flows.find((candidate) => candidate.name === name));
    if (flow !== undefined) return { kind: 'flow', flow, key: `flow:${flow.name}`, spec: flow.span };
    const machine = firstOf(nodes, 'stateMachine:', (name) => this.#index.machine(name));
    if (machine !== undefined) return { kind: 'fire', machine, key: `${machine.entity}.${machine.attribute}`, spec: machine.span };
    const invariants = application.invariants.filter(({ entity, name }) => nodes.includes(`invariant:${entity}.${name}`));
    const [invariant] = invariants;
    if (invariant !== undefined) return { kind: 'check', invariants, key: `invariant:${invariant.name}`, spec: invariant.span };
    const entity = nodes.map((name) => this.#index.entity(name)).find((found) => found !== undefined);
    if (entity !== undefined && unit?.milestone === 'model') return { kind: 'presenter', entity, key: entity.name, spec: entity.span };
    const endpoints = nodes.flatMap((key) => this.#index.endpoint(key) ?? []);
    this.#callers ??= endpointsByFunction(this.#index, this.#expected);
    const byFunction = this.#callers;
    const callers = endpoints.filter(({ key }) => byFunction.get(fact.id)?.has(key) === true);
    // What is done for several endpoints, and by none of them, such as putting the app together, belongs to none.
    if (callers.length === 0 && endpoints.length > 1 && entity === undefined) return { kind: 'runtime', key: `runtime:${fact.id}`, spec: root };
    const [endpoint] = callers.length === 1 || entity === undefined ? callers.length > 0 ? callers : endpoints : [];
    if (endpoint !== undefined) return { kind: 'operation', key: endpoint.key, spec: endpoint.span };
    if (entity !== undefined) return { kind: 'operation', key: entity.name, spec: entity.span };
    return { kind: 'runtime', key: `runtime:${fact.id}`, spec: root };
  }
}

/** `productService.create` is declared as `productService`, `productService~found` as `found`. */
function declaredName(id: string): string {
  const own = id.slice(id.indexOf('~') + 1);
  return own.split(/[.@]/, 1)[0] ?? own;
}

function firstOf<T>(nodes: readonly string[], prefix: string, find: (name: string) => T | undefined): T | undefined {
  const node = nodes.find((candidate) => candidate.startsWith(prefix));
  return node === undefined ? undefined : find(node.slice(prefix.length));
}

/** For each function the endpoints whose handlers lead to it. */
function endpointsByFunction(index: IrIndex, facts: AppFacts): ReadonlyMap<string, ReadonlySet<string>> {
  const calls = new Map(facts.functions.map(({ id, calls: mentioned }) => [id, mentioned]));
  const byFunction = new Map<string, Set<string>>();
  for (const endpoint of facts.endpoints) {
    const key = index.endpointKey(endpoint.key);
    const waiting = [...endpoint.calls];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const known = byFunction.get(id) ?? new Set<string>();
      if (known.has(key)) continue;
      byFunction.set(id, known.add(key));
      waiting.push(...calls.get(id) ?? []);
    }
  }
  return byFunction;
}

