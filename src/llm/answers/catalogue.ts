import { defineCatalogue } from '../../base/catalogue.ts';

/** What can be wrong with an answer before its code is looked at; worded for the model, which reads it in its next attempt. */
export const answerCatalogue = defineCatalogue({
  DM5081: {
    severity: 'error', title: 'An answer without code',
    message: 'The answer has no TypeScript code. Answer with one fenced block of TypeScript that declares {name}, and nothing else.',
    help: 'The model talked about something else or explained what it would do. The next attempt tells it what is expected; another model may do better.',
  },
  DM5082: {
    severity: 'error', title: 'An answer that is cut off',
    message: 'The answer ends before it is complete: {what}. Give all of it, in fewer lines and without explanations.',
    help: 'Mostly the limit of output tokens was reached. A shorter answer, or a model with a higher limit, is complete.',
  },
  DM5083: {
    severity: 'error', title: 'An answer that is a diff',
    message: 'The answer is a diff. Give the whole function {name} as it should be, not what changes.',
    help: 'Answers are read as a whole: a diff against an earlier attempt cannot be applied with certainty.',
  },
  DM5084: {
    severity: 'error', title: 'An answer that leaves something out',
    message: 'The code leaves something out ("{text}"). Write every line of it.',
    help: 'A comment such as "... rest unchanged" stands where code should be.',
  },
  DM5085: {
    severity: 'error', title: 'An answer without JSON',
    message: 'The answer has no JSON. Answer with one fenced block that holds a JSON array of examples, and nothing else.',
    help: 'The model talked about something else or explained what it would do.',
  },
  DM5086: {
    severity: 'error', title: 'JSON that cannot be read',
    message: 'The JSON cannot be read: {problem}. Give plain JSON without expressions.',
    help: 'Comments, trailing commas, single quotes and keys without quotes are read; calls, templates with holes and other expressions are not.',
  },
  DM5087: {
    severity: 'error', title: 'An answer that declines',
    message: 'The answer declines to write the code. It is an ordinary function of a business application: write {name} with what the task gives, and make the most natural choice where the words leave one.',
    help: 'The model refused or asked back. Say in the spec what it asked for, or let another model write it.',
  },
});
