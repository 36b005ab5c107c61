import type { LlmTask } from '../../../ir/unit.ts';
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
}

/** Adds a function that a language model or a person has to write; until then it answers 501. */
export function addWordsUnit(file: TsFile, unit: WordsUnit): void {
  const { name, title, parameters, result, words, reason, category, nodes, span } = unit;
  const signature = `export async function ${name}(${parameters.join(', ')}): Promise<${result}>`;
  const task: LlmTask = { words, signature, reason, category, span };
  file.add({ name, nodes, stratum: 'llm', reason, task }, () => {
    const unused = parameters.map((parameter) => `_${parameter}`).join(', ');
    const problem = `${file.use('runtime:notImplemented')}(${quote(title)}, ${quote(words)})`;
    return `// devmatrix: llm unit, to be written from the words of the spec.
${docComment(words)}export async function ${name}(${unused}): Promise<${result}> {
  throw ${problem};
}`;
  });
}
