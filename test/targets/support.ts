import type { ApplicationIR } from '../../src/ir/application.ts';
import { readTemplates } from '../../src/node/templates.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { createTypescriptTarget } from '../../src/targets/typescript/typescriptTarget.ts';

const templates = readTemplates('templates/typescript');

/** The application that a DevMatrix spec describes; throws when it has errors. */
function applicationOf(text: string): ApplicationIR {
  const { value, diagnostics } = parseSpec({ main: 'app.devmatrix.yaml', read: () => text });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (value === undefined || errors.length > 0) throw new Error(errors.join('\n'));
  return value;
}

/** The generated files of a DevMatrix spec by path, before formatting. */
export function generatedFiles(text: string): ReadonlyMap<string, string> {
  return new Map(createTypescriptTarget(templates).generate(applicationOf(text)).files.map((file) => [file.path, file.text]));
}
