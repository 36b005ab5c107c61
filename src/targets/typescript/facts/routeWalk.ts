import type { Span } from '../../../base/span.ts';
import type { EndpointFact } from '../../facts/appFacts.ts';
import type { CallValue, Effect, FunctionValue, Value } from '../../facts/value.ts';
import { leaves } from './effects.ts';
import type { Reading } from './reading.ts';
import { argumentsGiven, listsOf, partsOf, Substitution, valuesOf } from './substitute.ts';
import { object } from './objectValues.ts';
import * as make from './values.ts';

/** The server itself, or what a plugin gets in its place. */
export interface RouteScope {
  readonly prefix: string;
  readonly parent: RouteScope | undefined;
  readonly hooks: EndpointFact['hooks'][number][];
}

/** A call that makes a route. */
export interface Registration {
  readonly call: CallValue;
  readonly scope: RouteScope;
  /** Said by the name of the call itself: `app.get(url, handler)`. */
  readonly method: { readonly method: string; readonly at: Span } | undefined;
  readonly url: Value | undefined;
  readonly options: Value | undefined;
  readonly handler: Value | undefined;
  /** The conditions under which it is called, outermost first. */
  readonly when: readonly Value[];
  /** Where the function was called once more that has registered it before. */
  readonly again: Span | undefined;
}

const shorthands = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all']);
/** What a handler can be. */
const callable = new Set<Value['kind']>(['function', 'symbol', 'member', 'index', 'call', 'conditional']);
const deepest = 16;
const mostRoutes = 5000;

/** Follows what a function does with a server, into the functions and plugins that it gives it to. */
export class RouteWalk {
  readonly registrations: Registration[] = [];
  readonly #reading: Reading;
  readonly #root: RouteScope = { prefix: '', parent: undefined, hooks: [] };
  /** Servers by the key of their value. */
  readonly #scopes = new Map<string, RouteScope>();
  /** Whether calls that were walked through before have registered something; undefined while they are. */
  readonly #seen = new Map<string, boolean | undefined>();
  #again: Span | undefined;
  #when: readonly Value[] = [];
  #plugins = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Walks the function that builds the application. */
  start(root: FunctionValue): void {
    const args = Array.from({ length: root.params }, (_, index) => make.symbol(`root#${String(index)}`, root.at));
    this.#effects(argumentsGiven(root, args), 0);
  }

  /** The servers as one text: what is said of routes depends on which they are. */
  get servers(): string {
    return [...this.#scopes.keys()].join(' ');
  }

  /** Is the value the server, in the application or in a plugin? */
  isServer(value: Value): boolean {
    return this.#scopes.has(value.key);
  }

  #effects(effects: readonly Effect[], depth: number): void {
    const around = this.#when;
    for (const effect of effects) {
      if (effect.kind === 'loop' && this.#unrolled(effect, depth)) continue;
      for (const value of valuesOf(effect)) this.#value(value, depth);
      if (effect.kind === 'if') this.#branches(effect, depth);
      else for (const list of listsOf(effect)) this.#effects(list, depth);
    }
    this.#when = around;
  }

  /** Both sides; what comes after one that leaves happens under the opposite condition. */
  #branches({ test, then, else: otherwise }: Extract<Effect, { kind: 'if' }>, depth: number): void {
    const around = this.#when;
    const known = this.#reading.literal(test);
    const isAlways = known !== undefined && Boolean(known);
    const isNever = known === false || known === null || known === 0 || known === '';
    if (!isNever) {
      this.#when = isAlways ? around : [...around, test];
      this.#effects(then, depth);
    }
    this.#when = isNever || isAlways ? around : [...around, make.not(test)];
    if (!isAlways) this.#effects(otherwise, depth);
    if (!leaves(then)) this.#when = around;
  }

  /** A loop over a known list, once for each of its items. */
  #unrolled({ over, body }: Extract<Effect, { kind: 'loop' }>, depth: number): boolean {
    const items = this.#reading.items(over);
    if (items === undefined) return false;
    const loops = itemIds(body);
    for (const item of items) {
      const inside = new Substitution((value) => (value.kind === 'symbol' && value.id === loops ? item : undefined));
      this.#effects(inside.effects(body), depth);
    }
    return true;
  }

  #value(value: Value, depth: number): void {
    if (this.registrations.length > mostRoutes) return;
    if (value.kind === 'call') {
      if (value.callee.kind === 'member') this.#value(value.callee.object, depth);
      for (const arg of value.args) if (arg.kind === 'call') this.#value(arg, depth);
      this.#call(value, depth);
    } else if (value.kind === 'operation' || value.kind === 'conditional' || value.kind === 'member') {
      for (const part of partsOf(value)) this.#value(part, depth);
    }
  }

  #call(call: CallValue, depth: number): void {
    const { callee, args } = call;
    if (callee.kind === 'member' && this.#ofServer(call, callee.object, callee.name, depth)) return;
    if (callee.kind === 'member' && (callee.name === 'forEach' || callee.name === 'map')) this.#each(callee.object, args[0], depth);
    else this.#apply(callee, args, depth);
  }

  #each(list: Value, action: Value | undefined, depth: number): void {
    const items = this.#reading.items(list);
    if (action !== undefined) items?.forEach((item) => { this.#apply(action, [item], depth); });
  }

  /** Runs a function of the app, or one that stands there, with those arguments. */
  #apply(value: Value, args: readonly Value[], depth: number): void {
    if (depth > deepest) return;
    const called = this.#functionOf(value);
    if (called === undefined) return;
    const key = `${value.key}(${args.map((arg) => arg.key).join(', ')})`;
    const isAgain = value.kind !== 'function' && this.#seen.has(key);
    if (isAgain && this.#seen.get(key) !== true) return;
    const [before, around] = [this.registrations.length, this.#again];
    this.#seen.set(key, undefined);
    if (isAgain) this.#again ??= value.at;
    this.#effects(argumentsGiven(called, args), depth + 1);
    this.#seen.set(key, this.registrations.length > before);
    this.#again = around;
  }

  #functionOf(value: Value): FunctionValue | undefined {
    if (value.kind === 'function') return value;
    const id = this.#reading.functionId(value);
    const declared = id === undefined ? undefined : this.#reading.functionWithId(id);
    if (declared !== undefined) return declared;
    const resolved = this.#reading.resolve(value);
    return resolved.kind === 'function' ? resolved : undefined;
  }

  #ofServer(call: CallValue, server: Value, name: string, depth: number): boolean {
    const { args } = call;
    const [first, second] = args;
    if (name === 'route' && args.length === 1 && first !== undefined && this.#reading.entries(first) !== undefined) {
      this.registrations.push({ call, scope: this.#scopeOf(server), method: undefined, url: undefined, options: first, handler: undefined, when: this.#when, again: this.#again });
      return true;
    }
    if (shorthands.has(name) && first !== undefined && second !== undefined && this.#isPath(first)) return this.#shorthand(call, server, name);
    if (name === 'addHook' && first !== undefined && second !== undefined) {
      const hook = this.#reading.text(first);
      if (hook !== undefined) this.#scopeOf(server).hooks.push({ name: hook, value: this.#reading.resolve(second), at: call.from ?? call.at });
      return hook !== undefined;
    }
    if (name === 'register' && first !== undefined) {
      this.#register(server, first, second, depth);
      return true;
    }
    if (name !== 'after' && name !== 'ready') return false;
    if (first !== undefined) this.#apply(first, [], depth);
    return true;
  }

  /** `app.get(url, handler)`, `app.get(url, options, handler)` or `app.get(url, { ...options, handler })`. */
  #shorthand(call: CallValue, server: Value, name: string): boolean {
    const [url, second, third] = call.args;
    const entries = second === undefined ? undefined : this.#reading.entries(second);
    const handler = third ?? (entries === undefined ? second : undefined);
    const isRoute = handler === undefined ? entries?.some((entry) => entry.name === 'handler') === true : callable.has(this.#reading.resolve(handler).kind);
    if (!isRoute) return false;
    const method = { method: name.toUpperCase(), at: { ...call.callee.at, start: call.callee.at.end - name.length } };
    this.registrations.push({ call, scope: this.#scopeOf(server), method, url, options: entries === undefined ? undefined : second, handler, when: this.#when, again: this.#again });
    return true;
  }

  #isPath(value: Value): boolean {
    const text = this.#reading.text(value);
    return text === undefined ? this.#reading.resolve(value).kind === 'template' : text === '' || text.startsWith('/') || text === '*';
  }

  #scopeOf(server: Value): RouteScope {
    const known = this.#scopes.get(server.key);
    if (known !== undefined) return known;
    // `app.route(...).route(...)` and `app.withTypeProvider()` are the server again.
    const before = server.kind === 'call' && server.callee.kind === 'member' ? this.#scopes.get(server.callee.object.key) : undefined;
    this.#scopes.set(server.key, before ?? this.#root);
    return before ?? this.#root;
  }

  #register(server: Value, plugin: Value, options: Value | undefined, depth: number): void {
    const outer = this.#scopeOf(server);
    const bare = this.#unwrapped(plugin);
    const prefix = options === undefined ? undefined : this.#reading.text(this.#reading.entry(options, 'prefix')?.value);
    const scope: RouteScope = bare === plugin ? { prefix: outer.prefix + (prefix ?? ''), parent: outer, hooks: [] } : outer;
    const instance = make.symbol(`server#${String(this.#plugins)}`, server.at);
    this.#plugins += 1;
    this.#scopes.set(instance.key, scope);
    this.#apply(bare, [instance, options ?? object([], server.at)], depth);
  }

  /** The plugin in `fp(plugin)`, which has no scope of its own. */
  #unwrapped(plugin: Value): Value {
    const resolved = plugin.kind === 'function' ? plugin : this.#reading.resolve(plugin);
    return resolved.kind === 'call' && resolved.callee.key.startsWith('fastify-plugin') && resolved.args[0] !== undefined ? resolved.args[0] : plugin;
  }
}

/** The name of the loop's item in its body. */
function itemIds(body: readonly Effect[]): string | undefined {
  let found: string | undefined;
  const visit = (value: Value): void => {
    if (value.kind === 'symbol' && value.id.startsWith('item#') && (found === undefined || value.id < found)) found = value.id;
    partsOf(value).forEach(visit);
    if (value.kind === 'function') inside(value.effects);
  };
  const inside = (effects: readonly Effect[]): void => {
    for (const effect of effects) {
      valuesOf(effect).forEach(visit);
      listsOf(effect).forEach(inside);
    }
  };
  inside(body);
  return found;
}
