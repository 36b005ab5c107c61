import type { ArgumentsOf } from '../../../../base/catalogue.ts';
import { spanOfFile } from '../../../../base/span.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom, AtomFinding, FindingLevel } from '../../../../ir/atom.ts';
import type { Candidate } from './candidate.ts';
import { codeCatalogue } from './catalogue.ts';

/** What a check may know beside the code. */
export interface CheckContext {
  readonly application: ApplicationIR;
  readonly atom: Atom;
}

/** One rule: what it finds in code that parses. */
export type Check = (candidate: Candidate, context: CheckContext) => readonly AtomFinding[];

type Definitions = (typeof codeCatalogue)['definitions'];

/** A finding of the catalogue; `offset` counts in the text of the candidate. */
export function finding<Code extends keyof Definitions>(
  candidate: Pick<Candidate, 'lineOf'>, level: FindingLevel, code: Code, parameters: ArgumentsOf<Definitions[Code]['message']>, offset?: number,
): AtomFinding {
  const { message } = codeCatalogue.report(code, spanOfFile(''), parameters);
  return { code, level, message, ...(offset === undefined ? {} : { line: candidate.lineOf(offset) }) };
}

/** Code in a message: on one line, and not too long. */
export function excerpt(text: string, most = 70): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 3)}...`;
}

/** The sentence that suggests a name, or nothing. */
export function didYouMean(name: string | undefined): string {
  return name === undefined ? '' : ` Did you mean ${name}?`;
}
