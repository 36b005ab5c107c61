import { defineCatalogue } from '../base/catalogue.ts';

/** Problems of reading a spec file at all, whatever it describes: DM1001 to DM1049. */
export const sourceCatalogue = defineCatalogue({
  DM1001: { severity: 'error', title: 'Empty spec', message: 'The spec file is empty.', help: 'Write an OpenAPI document or a DevMatrix spec (it begins with `devmatrix: 1`).' },
  DM1002: { severity: 'error', title: 'Invalid YAML', message: 'This is not valid YAML: {reason}', help: 'Correct the indentation, or put the text in single quotes: inside `{ }` a text with braces, commas or `: ` needs them.' },
  DM1003: { severity: 'error', title: 'Invalid JSON', message: 'This is not valid JSON: {reason}', help: 'Correct the punctuation at this place.' },
  DM1004: { severity: 'error', title: 'Duplicate key', message: 'The key "{key}" stands twice in the same object; only the first counts.', help: 'Rename or remove one of the two.' },
  DM1005: { severity: 'error', title: 'Spec too large', message: 'The spec has {size} million characters; the limit is {limit} million.', help: 'Split the spec.' },
  DM1006: { severity: 'error', title: 'Nested too deeply', message: 'Values are nested more than {limit} levels deep here; the rest is ignored.', help: 'Give the inner parts a name and refer to them.' },
  DM1007: { severity: 'error', title: 'Unusable alias', message: 'The alias "*{name}" {problem}.', help: 'Define the anchor with & before the alias, and not around it.' },
  DM1008: { severity: 'error', title: 'Aliases expand too far', message: 'The aliases of this file expand to more than {limit} values; the rest is ignored.', help: 'Use fewer nested aliases.' },
  DM1009: { severity: 'error', title: 'Key is not text', message: 'A key must be plain text, not a list or an object.', help: 'Quote the key if it is meant as text.' },
  DM1010: { severity: 'error', title: 'Number without JSON form', message: '{text} cannot stand in JSON; use a finite number.', help: 'Write a finite number, or quote it to make it text.' },
  DM1011: { severity: 'error', title: 'Bad merge', message: 'The merge key "<<" takes an object or a list of objects.', help: 'Refer to an anchor of an object: `<<: *name`.' },
  DM1012: { severity: 'warning', title: 'YAML warning', message: '{reason}', help: 'Use plain YAML: no custom tags.' },
  DM1013: { severity: 'error', title: 'Not a spec', message: 'This file is neither an OpenAPI document nor a DevMatrix spec: {reason}.', help: 'Begin with `devmatrix: 1` or with `openapi: 3.1.0`.' },
  DM1014: { severity: 'error', title: 'File not found', message: 'The spec file "{path}" cannot be read.', help: 'Check the path.' },
  DM1015: { severity: 'warning', title: 'Text cut at a comma', message: 'Between braces YAML ends a text at a comma; this is read as one text: {text}', help: 'Put the whole text in quotes; other tools read it as several.' },
});
