import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ApplicationIR } from '../../src/ir/application.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

const root = new URL('../../examples/', import.meta.url);

/** The application that an example declares; fails when the example has errors. */
export function exampleApplication(path: string): ApplicationIR {
  const parsed = parseSpec({ main: path, read: (file) => readFileSync(new URL(file, root), 'utf8') });
  assert.deepEqual(parsed.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').map((diagnostic) => diagnostic.message), []);
  assert.ok(parsed.value);
  return parsed.value;
}

/** The examples of the repository, relative to `examples/`. */
export const examples = ['shop/shop.devmatrix.yaml', 'clinic/clinic.devmatrix.yaml', 'library/library.devmatrix.yaml', 'library/library.openapi.yaml', 'ticketing/ticketing.devmatrix.yaml'];
