import type { ClassNode, Expression, Pattern, Statement } from '../../../ast/syntax.ts';
import type { Span } from '../../../base/span.ts';
import type { Effect, FunctionValue, Value } from '../../facts/value.ts';
import { normalised, returnEffect, withoutVoidReturns } from './effects.ts';
import { bind, evaluateExpression } from './evaluateExpression.ts';
import { evaluateStatements } from './evaluateStatement.ts';
import { type EvaluateOptions, isValue, type Machine } from './machine.ts';
import { memberOf, moduleRun } from './members.ts';
import type { DeclaredFunction } from './declaredFunctions.ts';
import { AppModule, type Declaration } from './moduleScope.ts';
import type { ConstantForm } from './outline.ts';
import type { Program } from './program.ts';
import { type Closure, Flow, type Held, type Run, Scope } from './scope.ts';
import type { Tracked } from './tracked.ts';
import * as make from './values.ts';

/** Functions are not followed deeper than this. */
const deepest = 24;
/** Expressions that one function may take to follow; what is longer is not understood to its end. */
const longest = 60_000;

/** Says what expressions and functions of an app give and do. Results are kept until code changes that they are made of. */
export class Evaluator implements Machine {
  readonly program: Program;
  readonly options: EvaluateOptions;
  #entered: Closure['node'][] = [];
  readonly #constants: Tracked<Held>;
  readonly #pending = new Set<Declaration>();
  #steps = 0;

  constructor(program: Program, options: EvaluateOptions) {
    this.program = program;
    this.options = options;
    this.#constants = program.tracked('constants');
  }

  /** The value of an expression at the top level of a module. */
  valueOf(module: AppModule, node: Expression): Value {
    const run = moduleRun(new Scope(module, undefined), undefined);
    return this.#safely(() => this.plain(run, this.expression(run, node))) ?? make.opaque('too deep', { file: module.path, start: node.start, end: node.end });
  }

  /** What a constant of the app (`app#name`), or a member of one, holds; any other value as it is. */
  force(value: Value): Value {
    if (value.kind === 'symbol' && value.id.startsWith('app#')) {
      const declaration = this.program.byId(value.id.slice(4));
      if (declaration?.form.kind !== 'constant') return value;
      const held = this.#constant(declaration);
      const inside = moduleRun(new Scope(declaration.module, undefined), undefined);
      if (held.kind === 'holder' && declaration.form.init === 'object') return make.usedAt(this.#wholeObject(inside, declaration), value.at);
      return isValue(held) ? make.usedAt(held, value.at) : value;
    }
    if (value.kind === 'member') {
      const object = this.force(value.object);
      if (object.kind !== 'object') return value;
      const found = memberOf(this, moduleRun(new Scope(emptyModule, undefined), undefined), object, value.name, value.at);
      return isValue(found) && found.kind !== 'member' ? found : value;
    }
    return value;
  }

  /** What a declared function does. */
  declaredValue(declared: DeclaredFunction): FunctionValue {
    const { declaration, source, node } = declared;
    this.program.touch(source.module.path);
    const scope = new Scope(source.module, undefined);
    const at = { file: source.module.path, start: declared.start, end: declared.end };
    const value = this.#safely(() => {
      const held = this.#held(declaration, at);
      const self = held.kind === 'holder' || held.kind === 'instance' ? held : undefined;
      return this.functionValue(moduleRun(scope, self), { kind: 'closure', node, scope, self: instanceOf(self, declaration) ?? self });
    });
    return value ?? make.functionValue(node.params.length, [returnEffect(make.opaque('too deep', at), at)], at);
  }

  /** Code that is nested deeper than the stack allows is not understood; nothing of it stays behind. */
  #safely<T>(evaluate: () => T): T | undefined {
    this.#steps = 0;
    this.#entered = [];
    this.#pending.clear();
    try {
      return evaluate();
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  expression(run: Run, node: Expression): Held {
    this.#steps += 1;
    return evaluateExpression(this, run, node);
  }

  statements(run: Run, statements: readonly Statement[]): void {
    evaluateStatements(this, run, statements);
  }

  bind(run: Run, pattern: Pattern, held: Held): void {
    bind(this, run, pattern, held);
  }

  exhausted(): boolean {
    return this.#steps > longest;
  }

  plain(run: Run, held: Held): Value {
    if (isValue(held)) return held;
    if (held.kind === 'closure') return passedOn(oneReturn(this.functionValue(run, held)));
    return held.name;
  }

  enter(run: Run, closure: Closure, args: readonly Held[]): Run | undefined {
    const { node } = closure;
    if (node.generator || this.#entered.length >= deepest || this.#entered.includes(node)) return undefined;
    this.#entered.push(node);
    const inside: Run = { ...run, scope: new Scope(closure.scope.module, closure.scope), self: closure.self };
    node.params.forEach((param, index) => {
      const at = { file: closure.scope.module.path, start: param.start, end: param.end };
      const rest = args.slice(index).map((arg) => this.plain(run, arg));
      const given = param.rest ? make.array(rest, at) : args[index] ?? make.literal(undefined, at);
      const absent = isValue(given) && given.key === 'undefined';
      bind(this, inside, param.pattern, absent && param.default !== undefined ? this.expression(inside, param.default) : given);
    });
    return inside;
  }

  leave(closure: Closure): void {
    if (this.#entered.at(-1) === closure.node) this.#entered.pop();
  }

  functionValue(run: Run, closure: Closure): FunctionValue {
    const { node } = closure;
    const { module } = closure.scope;
    const at = { file: module.path, start: node.start, end: node.end };
    if (this.#entered.includes(node) || this.#entered.length >= deepest) return make.functionValue(node.params.length, [], at);
    const depth = run.depth + 1;
    const flow = new Flow();
    const inside: Run = { scope: new Scope(module, closure.scope), flow, self: closure.self, depth, loops: 0 };
    this.#entered.push(node);
    try {
      node.params.forEach((param, index) => {
        const place = { file: module.path, start: param.start, end: param.end };
        const own = make.symbol(`param#${String(depth)}.${String(index)}`, place);
        if (param.rest) bind(this, inside, param.pattern, make.array(restOf(depth, index, place), place));
        else bind(this, inside, param.pattern, param.default === undefined ? own : this.#given(inside, own, param.default));
      });
      for (const name of node.assignedInside) inside.scope.set(name, make.symbol(`variable#${String(depth)}.${name}`, at));
      this.statements(inside, node.body);
    } finally {
      this.leave(closure);
    }
    const effects: readonly Effect[] = this.exhausted() ? [returnEffect(make.opaque('too long', at), at)] : flow.effects;
    return make.functionValue(node.params.length, withoutVoidReturns(normalised(effects)), at, depth);
  }

  /** A parameter with a default. Another part of the app, which is there by default, is that part. */
  #given(inside: Run, own: Value, otherwise: Expression): Held {
    const held = this.expression(inside, otherwise);
    if (!isValue(held) && held.kind !== 'closure') return held;
    const value = this.plain(inside, held);
    return value.kind === 'symbol' && value.id.startsWith('app#') ? value : make.operation('??', [own, value], own.at);
  }

  declared(declaration: Declaration, at: Span): Held {
    const held = this.#held(declaration, at);
    return isValue(held) ? make.usedAt(held, at) : held;
  }

  #held(declaration: Declaration, at: Span): Held {
    const { form, module, exported } = declaration;
    const id = this.program.idOf(declaration);
    const name = make.symbol(`app#${this.options.rename(id)}`, at);
    const scope = new Scope(module, undefined);
    if (form.kind === 'class') {
      this.program.touch(module.path);
      return { kind: 'instance', class: () => classOf(declaration), scope, args: undefined, name, declaration };
    }
    if (form.kind === 'constant' && holdsFunctions(this.program, module, form)) return { kind: 'holder', declaration, name };
    if (form.kind === 'constant' && form.steps === 0 && form.init === 'new') {
      const held = this.#constant(declaration);
      if (held.kind === 'instance') return { ...held, name, declaration };
    }
    if (form.kind === 'variable' || (exported !== undefined && !this.options.follow(id))) return name;
    this.program.touch(module.path);
    if (declaration.is.kind === 'function') return { kind: 'closure', node: declaration.is.node, scope, self: undefined };
    return this.#constant(declaration);
  }

  /** What a constant holds, once. */
  #constant(declaration: Declaration): Held {
    const { form, module } = declaration;
    const at = { file: module.path, start: declaration.start, end: declaration.end };
    const name = make.symbol(`app#${this.options.rename(this.program.idOf(declaration))}`, at);
    if (form.kind !== 'constant' || this.#pending.has(declaration)) return name;
    return this.#constants.get(`${module.path}#${declaration.name}`, () => this.#apart(declaration, () => {
      this.program.touch(module.path);
      const { is } = declaration;
      if (is.kind !== 'constant') return name;
      const run = moduleRun(new Scope(module, undefined), undefined);
      let held: Held = holdsFunctions(this.program, module, form) ? { kind: 'holder', declaration, name } : this.expression(run, is.init);
      for (const step of is.path) {
        if (typeof step === 'string') held = memberOf(this, run, held, step, at);
        else if (typeof step === 'number') held = make.indexed(this.plain(run, held), make.literal(step, at), at);
        else held = make.call(make.symbol('global#rest', at), [this.plain(run, held), ...step.without.map((taken) => make.literal(taken, at))], at);
      }
      return held;
    }));
  }

  /** A constant gets its value when its module is loaded, whoever uses it: no function is around it. */
  #apart<T>(declaration: Declaration, evaluate: () => T): T {
    const [entered, steps] = [this.#entered, this.#steps];
    this.#entered = [];
    this.#steps = 0;
    this.#pending.add(declaration);
    try {
      return evaluate();
    } finally {
      this.#pending.delete(declaration);
      this.#entered = entered;
      this.#steps = steps;
    }
  }

  #wholeObject(run: Run, declaration: Declaration): Value {
    return declaration.is.kind === 'constant' ? this.plain(run, this.expression(run, declaration.is.init)) : make.opaque('', { file: '', start: 0, end: 0 });
  }
}

const emptyModule = AppModule.of({ path: '', imports: [], exports: [], statements: [], words: new Set(), memberUses: new Set(), mistakes: [] });

function classOf({ is, name }: Declaration): ClassNode {
  if (is.kind !== 'class') throw new TypeError(`${name} is no class.`);
  return is.node;
}

/** In a class's own methods `this` is an instance of it. */
function instanceOf(self: Held | undefined, declaration: Declaration): Held | undefined {
  return self?.kind === 'instance' && self.args === undefined && declaration.form.kind === 'class' ? { ...self, args: [] } : undefined;
}

/** How many of the arguments in `...args` are told apart. */
const namedRest = 4;

function restOf(depth: number, from: number, at: Span): readonly Value[] {
  return Array.from({ length: namedRest }, (_, index) => make.symbol(`param#${String(depth)}.${String(from + index)}`, at));
}

/** Is it an object for the functions in it? */
function holdsFunctions(program: Program, module: AppModule, { init, steps, entries }: ConstantForm): boolean {
  return init === 'object' && steps === 0 && entries.some(({ kind, value, named }) => {
    if (kind !== 'property') return false;
    if (value === 'function') return true;
    const form = named === undefined ? undefined : program.declared(module, named)?.form;
    return form?.kind === 'function' || (form?.kind === 'constant' && form.steps === 0 && form.init === 'function');
  });
}

/** A function that says yes or no in two steps, `if (a) return true; return b`, as `return a || b`. */
function oneReturn(value: FunctionValue): FunctionValue {
  const [guard, last, ...more] = value.effects;
  if (guard?.kind !== 'if' || guard.else.length > 0 || last?.kind !== 'return' || last.value === undefined || more.length > 0) return value;
  const [given] = guard.then;
  const said = given?.kind === 'return' && guard.then.length === 1 && given.value?.kind === 'literal' ? given.value.value : undefined;
  if (typeof said !== 'boolean' || guard.test.kind !== 'operation' || !/^(?:[!=]==?|<=?|!)$/.test(guard.test.operator)) return value;
  const whole = said ? make.operation('||', [guard.test, last.value], last.at) : make.operation('&&', [make.not(guard.test), last.value], last.at);
  return make.functionValue(value.params, [returnEffect(whole, last.at)], value.at, value.depth);
}

/** A function that only passes its arguments on is the function that it passes them to. */
function passedOn(value: FunctionValue): Value {
  const [only] = value.effects;
  const called = only?.kind === 'return' || only?.kind === 'call' ? only.value : undefined;
  if (value.effects.length !== 1 || called?.kind !== 'call' || called.construct || called.args.length !== value.params || value.params === 0) return value;
  const { callee, args } = called;
  const inOrder = args.every((arg, index) => arg.kind === 'symbol' && new RegExp(`^param#\\d+\\.${String(index)}$`).test(arg.id));
  return inOrder && (callee.kind === 'symbol' || (callee.kind === 'member' && callee.object.kind === 'symbol')) && !callee.key.startsWith('param#') ? make.usedAt(callee, value.at) : value;
}
