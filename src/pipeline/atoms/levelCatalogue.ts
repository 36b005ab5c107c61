import { defineCatalogue } from '../../base/catalogue.ts';

/** What the levels above atoms find; worded for the model, which reads it in its next attempt, and for people. */
export const levelCatalogue = defineCatalogue({
  DM5090: {
    severity: 'error', title: 'A file that does not hold',
    message: '{what}',
    help: 'The file with all of its units does not type-check or lint. The unit that stands at that line is written again.',
  },
  DM5091: {
    severity: 'error', title: 'A milestone that does not hold',
    message: '{what}',
    help: 'A generated test of the examples fails, or the code differs from the spec. The units that it comes from are written again.',
  },
  DM5092: {
    severity: 'error', title: 'An application that does not hold',
    message: '{what}',
    help: 'Types, lint, tests, the comparison with the spec or the running app show it. Where it can be traced to a few units they are written again; else it stands in the report.',
  },
  DM5093: {
    severity: 'info', title: 'What no example decides',
    message: 'None of these examples decides {what}. Keep them, and add one whose outcome depends on it, worked out from the words alone.',
    help: 'Code that differs there would be right by all examples. The model is asked once for more of them; they are held against the code like all others.',
  },
});
