import { readdirSync, readFileSync } from 'node:fs';
import { taskCategories, type TaskCategory } from '../../src/llm/records/ledger.ts';

export interface LabelledPrompt {
  readonly text: string;
  readonly category: TaskCategory;
  readonly author: string;
}

const folder = new URL('./prompts/', import.meta.url);

/** The prompts of all authors: one file an author, one prompt a line: category, a tab, the prompt with `\n` for line breaks. */
export function labelledPrompts(): readonly LabelledPrompt[] {
  return readdirSync(folder).filter((name) => name.endsWith('.txt')).sort().flatMap((name) => readPrompts(name));
}

function readPrompts(name: string): readonly LabelledPrompt[] {
  return readFileSync(new URL(name, folder), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
    const tab = line.indexOf('\t');
    const category = taskCategories.find((one) => one === line.slice(0, tab));
    if (category === undefined) throw new Error(`${name}: no category at the start of "${line}"`);
    return { text: line.slice(tab + 1).replaceAll(String.raw`\n`, '\n'), category, author: name.replace(/\.txt$/, '') };
  });
}
