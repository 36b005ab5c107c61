import { parseDocument } from 'yaml';
import type { Diagnostic, Fix, Parsed } from '../base/diagnostic.ts';
import { sourceCatalogue } from './catalogue.ts';
import { fixOf } from './fixes.ts';
import { readPlainYaml } from './plainYaml.ts';
import type { SourceNode } from './source.ts';
import { yamlProblem } from './yamlProblem.ts';
import { negationProblem } from './yamlQuoting.ts';
import { depthLimit, YamlTree } from './yamlTree.ts';

/** Reads one YAML 1.2 document with positions, aliases resolved and merge keys applied. */
export function readYaml(file: string, text: string): Parsed<SourceNode | undefined> {
  const plain = readPlainYaml(file, text);
  if (plain !== undefined) return { value: plain, diagnostics: [] };
  return readAnyYaml(file, text);
}

/** The same by the library alone, which knows all of YAML. */
export function readAnyYaml(file: string, text: string): Parsed<SourceNode | undefined> {
  const diagnostics: Diagnostic[] = [];
  try {
    // Duplicate keys are checked by YamlTree: the check of the library is quadratic in the size of a map.
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, merge: false, logLevel: 'error' });
    const overflow = document.errors.find((error) => error.message.includes('call stack'));
    if (overflow !== undefined) return tooDeep(file, overflow.pos[0]);
    // What follows the first error is mostly an echo of it.
    for (const error of document.errors.slice(0, 1)) {
      diagnostics.push(yamlProblem(file, text, document, error));
    }
    for (const warning of document.warnings) {
      const negation = negationProblem(file, text, warning.pos[0], warning.pos[1]);
      diagnostics.push(negation ?? sourceCatalogue.report('DM1012', { file, start: warning.pos[0], end: warning.pos[1] }, { reason: warning.message }, { fixes: /tag/.test(warning.message) ? [withoutTag(file, text, warning.pos)] : [] }));
    }
    // What the tree complains about after a syntax error is a misreading.
    const tree = new YamlTree(file, text, document.errors.length === 0 ? diagnostics : []);
    const value = document.contents === null ? undefined : tree.node(document.contents, 0);
    if (value === undefined && diagnostics.length === 0) diagnostics.push(sourceCatalogue.report('DM1001', { file, start: 0, end: 0 }, {}));
    return { value, diagnostics };
  } catch (error) {
    // The library recurses over nested values without a limit of its own.
    if (!(error instanceof RangeError)) throw error;
    return tooDeep(file, 0);
  }
}

function withoutTag(file: string, text: string, [start, end]: readonly [number, number]): Fix {
  const gap = /^ */.exec(text.slice(end))?.[0].length ?? 0;
  return fixOf('remove', 'Remove the tag', () => [{ file, start, end: end + gap, text: '' }]);
}

function tooDeep(file: string, at: number): Parsed<undefined> {
  return { value: undefined, diagnostics: [sourceCatalogue.report('DM1006', { file, start: at, end: at + 1 }, { limit: depthLimit })] };
}
