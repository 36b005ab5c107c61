import type { LlmTask } from '../../../ir/unit.ts';
import { hasSignature } from '../atoms/signature.ts';
import { placeWritten } from '../atoms/placeWritten.ts';
import { docComment } from '../code/identifiers.ts';
import { quote } from '../expressions/code.ts';
import type { TsFile } from '../code/tsFile.ts';

export interface WordsUnit {
  /** Name of the function. */
  readonly name: string;
  /** As the 501 answer names it: `checkout.notifyWarehouse`. */
  readonly title: string;
  /** Parameters with types, `result` the type inside the promise. */
  readonly parameters: readonly string[];
  readonly result: string;
  readonly words: string;
  readonly reason: string;
  readonly category: LlmTask['category'];
  readonly nodes: readonly string[];
  readonly span: LlmTask['span'];
  readonly contract: LlmTask['contract'];
}

/** Adds a function that a language model or a person has to write: what was written for it, and until then one that answers 501. */
export function addWordsUnit(file: TsFile, unit: WordsUnit): void {
  const { name, title, parameters, result, words, reason, category, nodes, span, contract } = unit;
  const signature = `export async function ${name}(${parameters.join(', ')}): Promise<${result}>`;
  const task: LlmTask = { words, signature, reason, category, span, contract };
  const written = file.symbols.written.get(`${file.options.path}#${name}`);
  file.add({ name, nodes, stratum: 'llm', reason, task }, () => {
    if (written !== undefined && hasSignature(written.unit.code, signature)) {
      const text = placeWritten(file, name, written);
      return `// devmatrix: llm unit, written from the words of the spec.\n${text.startsWith('/**') ? '' : docComment(words)}${text}`;
    }
    const unused = parameters.map((parameter) => `_${parameter}`).join(', ');
    const problem = `${file.use('runtime:notImplemented')}(${quote(title)}, ${quote(words)})`;
    return `// devmatrix: llm unit, to be written from the words of the spec.
${docComment(words)}export async function ${name}(${unused}): Promise<${result}> {
  throw ${problem};
}`;
  });
}
