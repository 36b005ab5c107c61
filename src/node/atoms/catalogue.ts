import { type ArgumentsOf, defineCatalogue } from '../../base/catalogue.ts';
import { spanOfFile } from '../../base/span.ts';
import type { AtomFinding, FindingLevel } from '../../ir/atom.ts';

/** What is wrong with code when it is compiled and run; worded for the model, which reads it in its next attempt. */
export const candidateCatalogue = defineCatalogue({
  DM5070: { severity: 'error', title: 'Code that does not type-check', message: '{problem} ({code})', help: 'The compiler of the app refuses the code.' },
  DM5071: { severity: 'error', title: 'Code that contradicts an example', message: 'Example "{example}": {problem}{given}', help: 'Either the code is wrong or the example is; an example that one code after the other contradicts is put in question.' },
  DM5072: { severity: 'error', title: 'Code that does not end', message: 'Example "{example}": the function did not return within {seconds} seconds.{given}', help: 'It loops, or waits for something that never comes.' },
  DM5073: { severity: 'error', title: 'Code that fails when it is loaded', message: 'The code fails when it is loaded: {problem}', help: 'Constants beside the function are worked out when the file is loaded.' },
  DM5074: { severity: 'error', title: 'An example that cannot be run', message: 'The example "{example}" cannot be set up: {problem}', help: 'The rows of the example break a rule of the database; this says nothing of the code.' },
});

type Definitions = (typeof candidateCatalogue)['definitions'];

/** A finding of the catalogue. */
export function candidateFinding<Code extends keyof Definitions>(level: FindingLevel, code: Code, parameters: ArgumentsOf<Definitions[Code]['message']>, line?: number, example?: string): AtomFinding {
  const { message } = candidateCatalogue.report(code, spanOfFile(''), parameters);
  return { code, level, message, ...(line === undefined ? {} : { line }), ...(example === undefined ? {} : { example }) };
}
