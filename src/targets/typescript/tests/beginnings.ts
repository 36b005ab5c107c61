import { pascalCase } from '../../../base/names.ts';
import type { StateMachine } from '../../../ir/behavior.ts';
import type { PlannedStep, TransitionCase } from '../../../semantics/types.ts';
import type { TsFile } from '../code/tsFile.ts';
import { PlanPrinter, type SharedBeginning } from './planSource.ts';
import { freeName } from './testNames.ts';
import type { TestModel } from './testModel.ts';

/** The way to a state, as a function that the tests of that state begin with; it may itself begin with another. */
export class Beginning implements SharedBeginning {
  readonly name: string;
  readonly variables: readonly string[];
  readonly #model: TestModel;
  readonly #state: string;
  readonly #plan: readonly PlannedStep[];
  readonly #before: Beginning | undefined;
  readonly #names: readonly string[];
  /** Has played all steps; prints nothing itself. */
  readonly #played: PlanPrinter;
  readonly #wanted = new Set<string>();

  constructor(scratch: TsFile, model: TestModel, { state, plan, before, names }: { readonly state: NamedState; readonly plan: readonly PlannedStep[]; readonly before: Beginning | undefined; readonly names: readonly string[] }) {
    this.name = state.functionName;
    this.#state = state.name;
    this.#model = model;
    this.#plan = plan;
    this.#before = before;
    this.#names = names;
    this.#played = this.#printer(scratch);
    this.#played.play(plan.slice(this.#played.stepsPlayed));
    this.variables = this.#played.variables;
  }

  get steps(): number {
    return this.#plan.length;
  }

  /** A printer for a test that begins this way. */
  fork(file: TsFile): PlanPrinter {
    return this.#played.fork(file, this);
  }

  want(variables: readonly string[]): void {
    for (const variable of variables) this.#wanted.add(variable);
  }

  /** Source of the function; print everything that begins with it first. */
  source(file: TsFile): string {
    const printer = this.#printer(file);
    printer.play(this.#plan.slice(printer.stepsPlayed));
    const wanted = this.variables.filter((variable) => this.#wanted.has(variable));
    const lines = printer.finish([wanted.length === 0 ? undefined : `return { ${wanted.join(', ')} };`]);
    return `/** The way to ${this.#state}. */
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
    const sharing = cases.filter((planned) => planned.state === state.name && planned.shared > 0);
    const plan = sharing[0]?.steps.slice(0, sharing[0].shared) ?? [];
    return sharing.length < 2 ? [] : [{ state, plan, texts: plan.map((step) => JSON.stringify(step)) }];
  });
  plans.sort((a, b) => a.plan.length - b.plan.length);
  const made = new Map<string, Beginning>();
  for (const [index, { state, plan, texts }] of plans.entries()) {
    const before = plans.slice(0, index).findLast((other) => other.plan.length < plan.length && other.texts.every((text, at) => text === texts[at]));
    made.set(state.name, new Beginning(scratch, model, { state, plan, before: before === undefined ? undefined : made.get(before.state.name), names: [...names] }));
  }
  return made;
}
