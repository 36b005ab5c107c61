import { pascalCase } from '../../../base/names.ts';
import type { StateMachine } from '../../../ir/behavior.ts';
import type { PlannedStep, TransitionCase } from '../../../semantics/types.ts';
import type { TsFile } from '../code/tsFile.ts';
import { PlanPrinter, type SharedBeginning } from './planSource.ts';
import { freeName } from './testNames.ts';
import type { TestModel } from './testModel.ts';

/** The steps that several tests begin with, as a function; it may itself begin with another. */
export class Beginning implements SharedBeginning {
  readonly name: string;
  readonly variables: readonly string[];
  /** Its steps, to be compared with those of others. */
  readonly texts: readonly string[];
  readonly #model: TestModel;
  readonly #doc: string;
  readonly #plan: readonly PlannedStep[];
  readonly #before: Beginning | undefined;
  readonly #names: readonly string[];
  /** Has played all steps; prints nothing itself. */
  readonly #played: PlanPrinter;
  readonly #wanted = new Set<string>();
  #isUsed = false;

  constructor(scratch: TsFile, model: TestModel, { state, plan, texts, before, names }: { readonly state: NamedState; readonly plan: readonly PlannedStep[]; readonly texts: readonly string[]; readonly before: Beginning | undefined; readonly names: readonly string[] }) {
    this.name = state.functionName;
    this.#doc = state.doc ?? `The way to ${state.name}`;
    this.texts = texts;
    this.#model = model;
    this.#plan = plan;
    this.#before = before;
    this.#names = names;
    this.#played = this.#printer(scratch);
    this.#played.play(plan.slice(this.#played.stepsPlayed));
    this.variables = this.#played.variables;
  }

  /** Some test begins this way. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  get steps(): number {
    return this.#plan.length;
  }

  /** A printer for a test that begins this way. */
  fork(file: TsFile): PlanPrinter {
    return this.#played.fork(file, this);
  }

  want(variables: readonly string[]): void {
    this.#isUsed = true;
    for (const variable of variables) this.#wanted.add(variable);
  }

  /** Source of the function; print everything that begins with it first. */
  source(file: TsFile): string {
    const printer = this.#printer(file);
    printer.play(this.#plan.slice(printer.stepsPlayed));
    const wanted = this.variables.filter((variable) => this.#wanted.has(variable));
    const lines = printer.finish([wanted.length === 0 ? undefined : `return { ${wanted.join(', ')} };`]);
    return `/** ${this.#doc}. */
async function ${this.name}() {
${lines.filter((line) => line !== undefined).map((line) => `  ${line}`).join('\n')}
}`;
  }

  #printer(file: TsFile): PlanPrinter {
    if (this.#before !== undefined) return this.#before.fork(file);
    const printer = new PlanPrinter(file, this.#model);
    printer.reserve(this.#names);
    return printer;
  }
}

interface NamedState {
  readonly name: string;
  readonly functionName: string;
  /** What the function does, when it is not the way to the state of that name. */
  readonly doc?: string;
}

/** By state: the beginning that its cases share, the short ones first. `scratch` is a file that is thrown away. */
export function beginningsOf(scratch: TsFile, model: TestModel, machine: StateMachine, cases: readonly TransitionCase[]): ReadonlyMap<string, Beginning> {
  const names = new Set<string>();
  const states = machine.states.map(({ name }): NamedState => {
    const functionName = freeName(`reach${pascalCase(name)}`, names);
    names.add(functionName);
    return { name, functionName };
  });
  const plans = states.flatMap((state) => {
    const sharing = cases.find((planned) => planned.state === state.name && planned.shared > 0);
    return sharing === undefined ? [] : [plannedWay(state, sharing.steps.slice(0, sharing.shared))];
  });
  return made(scratch, model, plans);
}

/** The beginnings that several of the plans have in common, each a whole plan of one of them, by name of the function. */
export function commonBeginnings(scratch: TsFile, model: TestModel, plans: readonly (readonly PlannedStep[])[]): ReadonlyMap<string, Beginning> {
  const texts = plans.map(textsOf);
  const ways = new Map<string, PlannedWay>();
  for (const [index, plan] of plans.entries()) {
    const own = texts[index] ?? [];
    const sharing = texts.filter((other) => isBeginning(own, other)).length;
    const key = own.join(' ');
    if (plan.length < 2 || sharing < 2 || ways.has(key)) continue;
    const functionName = `prepare${ways.size === 0 ? '' : ways.size + 1}`;
    ways.set(key, { state: { name: functionName, functionName, doc: 'What several tests begin with' }, plan, texts: own });
  }
  return made(scratch, model, [...ways.values()]);
}

/** The longest of the beginnings that the plan has. */
export function beginningOf(beginnings: ReadonlyMap<string, Beginning>, plan: readonly PlannedStep[]): Beginning | undefined {
  const texts = textsOf(plan);
  return [...beginnings.values()].findLast((beginning) => isBeginning(beginning.texts, texts));
}

interface PlannedWay {
  readonly state: NamedState;
  readonly plan: readonly PlannedStep[];
  readonly texts: readonly string[];
}

function plannedWay(state: NamedState, plan: readonly PlannedStep[]): PlannedWay {
  return { state, plan, texts: textsOf(plan) };
}

const stepTexts = new WeakMap<PlannedStep, string>();

/** Each step as text; plans share their steps, and are compared more than once. */
function textsOf(plan: readonly PlannedStep[]): readonly string[] {
  return plan.map((step) => {
    const text = stepTexts.get(step) ?? JSON.stringify(step);
    stepTexts.set(step, text);
    return text;
  });
}

function isBeginning(start: readonly string[], whole: readonly string[]): boolean {
  return start.length <= whole.length && start.every((text, at) => text === whole[at]);
}

/** One function for each plan; a longer one begins with a shorter one where it can. */
function made(scratch: TsFile, model: TestModel, plans: readonly PlannedWay[]): ReadonlyMap<string, Beginning> {
  const sorted = plans.toSorted((a, b) => a.plan.length - b.plan.length);
  const names = plans.map(({ state }) => state.functionName);
  const beginnings = new Map<string, Beginning>();
  for (const [index, { state, plan, texts }] of sorted.entries()) {
    const before = sorted.slice(0, index).findLast((other) => other.plan.length < plan.length && isBeginning(other.texts, texts));
    beginnings.set(state.name, new Beginning(scratch, model, { state, plan, texts, before: before === undefined ? undefined : beginnings.get(before.state.name), names }));
  }
  return beginnings;
}
