import { type ArgumentsOf, defineCatalogue } from '../base/catalogue.ts';
import type { AtomFinding, FindingLevel } from '../ir/atom.ts';

/** What a run itself finds wrong, beside what validators find; worded for the model, which reads it in its next attempt. */
export const waveCatalogue = defineCatalogue({
  DM5001: {
    severity: 'error', title: 'A call without an answer',
    message: '{what}',
    help: 'The model declined, its answer was cut or could not be read. The next attempt says so, and goes to another model if need be. A prompt that is too large is made simpler.',
  },
  DM5002: {
    severity: 'error', title: 'An answer without examples',
    message: 'There is no example in the answer that can be used.',
    help: 'The answer could be read and has nothing in it. After two such answers the code is asked for without examples.',
  },
  DM5003: {
    severity: 'error', title: 'An answer without code',
    message: 'There is no code in the answer.',
    help: 'The next attempt asks for it again.',
  },
  DM5004: {
    severity: 'error', title: 'An answer that could not be judged',
    message: 'The answer could not be judged: {problem}',
    help: 'A validator failed. When it does so again and again it is a fault of DevMatrix: please report it with the report of the run.',
  },
  DM5005: {
    severity: 'error', title: 'A check that failed itself',
    message: 'The check itself failed: {problem}',
    help: 'A file, a milestone or the application could not be checked, so nothing is known of it. The message tells why; "devmatrix verify" checks the app again.',
  },
});

/** A finding of the run itself. */
export function waveFinding<Code extends keyof typeof waveCatalogue.definitions>(code: Code, level: FindingLevel, parameters: ArgumentsOf<(typeof waveCatalogue.definitions)[Code]['message']>): AtomFinding {
  return { code, level, message: waveCatalogue.report(code, { file: '', start: 0, end: 0 }, parameters).message };
}
