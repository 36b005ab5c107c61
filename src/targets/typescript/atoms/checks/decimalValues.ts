import type { CallNode, Expression, FunctionNode } from '../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../ast/walkSyntax.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Step as FlowStep } from '../../../../ir/behavior.ts';
import type { ExpressionType } from '../../../../ir/expression.ts';
import type { Source, Variables } from './variables.ts';

const giveDecimals: ReadonlySet<string> = new Set(['add', 'subtract', 'multiply', 'divide', 'remainder', 'negate', 'abs', 'sum', 'round', 'toScale']);
const wholeFactor = /^10+$/;

/** Tells which expressions of a candidate are decimals, that is texts: attributes, inputs and bindings by their names, and what is calculated of them. */
export class DecimalValues {
  readonly #names: ReadonlySet<string>;
  readonly #variables: Variables;
  readonly #underWay = new Set<readonly Source[]>();

  constructor(application: ApplicationIR, variables: Variables) {
    this.#names = decimalNames(application);
    this.#variables = variables;
  }

  /** Whether it is a decimal as far as it can be told; one that is made whole, as cents are, is none. */
  is(node: Expression, around: readonly SyntaxNode[]): boolean {
    if (node.kind === 'member') return this.#names.has(node.name);
    if (node.kind === 'identifier') return this.#someSource(node.name, around, (source) => this.#isSource(source));
    if (node.kind === 'await') return this.is(node.value, around);
    if (node.kind === 'binary') return /^(?:\?\?|\|\|)$/.test(node.operator) && this.is(node.left, around);
    if (node.kind === 'conditional') return this.is(node.then, around) || this.is(node.else, around);
    return node.kind === 'call' && this.#isCall(node, around);
  }

  /** Whether it is a list of decimals. */
  isList(node: Expression, around: readonly SyntaxNode[]): boolean {
    if (node.kind === 'identifier') return this.#someSource(node.name, around, (source) => source.kind === 'expression' && source.steps.length === 0 && this.isList(source.from, source.within));
    if (node.kind === 'array') return node.items.some((item) => (item.kind === 'spread' ? this.isList(item.value, around) : this.is(item, around)));
    if (node.kind !== 'call' || node.callee.kind !== 'member') return false;
    const { callee, args: [first] } = node;
    if (callee.name === 'map') return first?.kind === 'function' && this.#gives(first, [...around, node]);
    return /^(?:filter|slice|concat)$/.test(callee.name) && this.isList(callee.object, around);
  }

  #isCall(node: CallNode, around: readonly SyntaxNode[]): boolean {
    const { callee, args } = node;
    if (callee.kind === 'member') {
      const [first] = args;
      if (callee.name === 'reduce') return first?.kind === 'function' && this.#gives(first, [...around, node]);
      return /^(?:at|find|findLast|pop|shift)$/.test(callee.name) && this.isList(callee.object, around);
    }
    return callee.kind === 'identifier' && giveDecimals.has(callee.name) && !this.#variables.functions.has(callee.name) && !isMadeWhole(callee.name, args);
  }

  #gives({ body, ...rest }: FunctionNode, around: readonly SyntaxNode[]): boolean {
    const inside = [...around, { body, ...rest }];
    return body.some((statement) => statement.kind === 'return' && statement.value !== undefined && this.is(statement.value, inside));
  }

  #isSource(source: Source): boolean {
    const last = source.steps.at(-1);
    if (last?.to === 'member') return last.name !== undefined && this.#names.has(last.name);
    if (source.kind === 'parameter') return false;
    return last === undefined ? this.is(source.from, source.within) : source.steps.length === 1 && last.to === 'element' && this.isList(source.from, source.within);
  }

  #someSource(name: string, around: readonly SyntaxNode[], test: (source: Source) => boolean): boolean {
    const sources = this.#variables.sourcesOf(name, around);
    if (sources === undefined || this.#underWay.has(sources)) return false;
    this.#underWay.add(sources);
    const found = sources.some(test);
    this.#underWay.delete(sources);
    return found;
  }
}

/** `toScale(x, 0)`, and `multiply(x, "100")`: cents. */
function isMadeWhole(name: string, [first, second]: readonly Expression[]): boolean {
  if (name === 'round' || name === 'toScale') return second?.kind === 'literal' && String(second.value) === '0';
  return name === 'multiply' && [first, second].some((factor) => factor?.kind === 'literal' && wholeFactor.test(String(factor.value)));
}

const known = new WeakMap<ApplicationIR, ReadonlySet<string>>();

/** Names of attributes, inputs and bindings that are decimals wherever they occur. */
function decimalNames(application: ApplicationIR): ReadonlySet<string> {
  const before = known.get(application);
  if (before !== undefined) return before;
  const { entities, flows } = application;
  const all = [
    ...entities.flatMap(({ attributes }) => attributes.map(({ name, schema }) => ({ name, isDecimal: schema.kind === 'decimal' }))),
    ...flows.flatMap(({ inputs }) => inputs.flatMap(({ name, type }) => namesIn(name, type))),
    ...flows.flatMap(({ steps }) => steps.flatMap(bindingsOf)).flatMap(({ name, type }) => namesIn(name, type)),
  ];
  const others = new Set(all.flatMap(({ name, isDecimal }) => (isDecimal ? [] : [name])));
  const names = new Set(all.flatMap(({ name, isDecimal }) => (isDecimal && !others.has(name) ? [name] : [])));
  known.set(application, names);
  return names;
}

function bindingsOf(step: FlowStep): readonly { readonly name: string; readonly type: ExpressionType }[] {
  if (step.kind === 'forEach') return step.steps.flatMap(bindingsOf);
  return step.kind === 'words' ? step.bindings : [];
}

function namesIn(name: string, type: ExpressionType): readonly { readonly name: string; readonly isDecimal: boolean }[] {
  if (type.kind === 'record') return type.fields.flatMap((field) => namesIn(field.name, field.type));
  return type.kind === 'list' ? namesIn('', type.items) : [{ name, isDecimal: type.kind === 'decimal' }];
}
