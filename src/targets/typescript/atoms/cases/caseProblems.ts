import { spanOfFile } from '../../../../base/span.ts';
import type { ArgumentsOf } from '../../../../base/catalogue.ts';
import { defineCatalogue } from '../../../../base/catalogue.ts';
import type { AtomFinding } from '../../../../ir/atom.ts';

/** What can be wrong with examples before any code is run; worded for the model, which reads it in its next attempt. */
export const caseCatalogue = defineCatalogue({
  DM5075: { severity: 'error', title: 'An example of another shape', message: '{example}: {problem}', help: 'An example has a name, rows, arguments and what is expected, as the prompt shows it.' },
  DM5076: { severity: 'error', title: 'An example that contradicts the spec', message: 'Example "{example}": {problem}', help: 'Entities, attributes, values and names in examples are those of the spec; what it does not have cannot be tried.' },
  DM5077: { severity: 'error', title: 'An example with a status that is not in the contract', message: 'Example "{example}" expects the status {status}. {allowed}', help: 'What an operation may answer stands in its contract.' },
  DM5078: { severity: 'error', title: 'No example that can be used', message: 'None of the examples can be used. Give 3 to 8 examples, at least one that succeeds.', help: 'Without examples the code of a unit is not tried.' },
});

type Definitions = (typeof caseCatalogue)['definitions'];

/** Collects what is wrong with the example that is being read. */
export class CaseProblems {
  readonly findings: AtomFinding[] = [];
  readonly #example: string;

  constructor(example: string) {
    this.#example = example;
  }

  /** The spec has something else. */
  note(problem: string): void {
    this.#add('DM5076', { example: this.#example, problem });
  }

  shape(problem: string): void {
    this.#add('DM5075', { example: `Example "${this.#example}"`, problem });
  }

  status(status: number, allowed: string): void {
    this.#add('DM5077', { example: this.#example, status, allowed });
  }

  #add<Code extends keyof Definitions>(code: Code, parameters: ArgumentsOf<Definitions[Code]['message']>): void {
    const { message } = caseCatalogue.report(code, spanOfFile(''), parameters);
    if (!this.findings.some((one) => one.message === message)) this.findings.push({ code, level: 'examples', message, example: this.#example });
  }
}
