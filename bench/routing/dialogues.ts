import { readdirSync, readFileSync } from 'node:fs';
import { taskCategories, type TaskCategory } from '../../src/llm/records/ledger.ts';

/** A conversation in which each turn but the first goes on with the topic before it or begins another. */
export interface Dialogue {
  readonly author: string;
  readonly turns: readonly DialogueTurn[];
}

export interface DialogueTurn {
  readonly text: string;
  /** Whether it can be answered without anything that was said before it in the conversation. */
  readonly isNew: boolean;
  /** Of the topic. */
  readonly category: TaskCategory;
  /** What was answered, where an answer was written. */
  readonly answer?: string;
}

const folder = new URL('./dialogues/', import.meta.url);

/** One file an author; dialogues are parted by empty lines, a turn a line: `new` with the category of the topic or `same`, a tab, the prompt with `\n` for line breaks; below it may stand `answer`, a tab, the answer. */
export function dialogues(): readonly Dialogue[] {
  return readdirSync(folder).filter((name) => name.endsWith('.txt')).sort().flatMap((name) =>
    readFileSync(new URL(name, folder), 'utf8').split(/\n\s*\n/).map((block) => ({ author: name.replace(/\.txt$/, ''), turns: turnsOf(block, name) })).filter(({ turns }) => turns.length > 1));
}

function turnsOf(block: string, name: string): Dialogue['turns'] {
  const turns: DialogueTurn[] = [];
  for (const line of block.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const tab = line.indexOf('\t');
    const [mark, named] = line.slice(0, tab).split(' ');
    const text = line.slice(tab + 1).replaceAll(String.raw`\n`, '\n');
    const last = turns.at(-1);
    const category = mark === 'new' ? taskCategories.find((one) => one === named) : last?.category;
    if (category === undefined) throw new Error(`${name}: neither new with a category nor something that follows: "${line}"`);
    if (mark === 'new' || mark === 'same') turns.push({ text, isNew: mark === 'new', category });
    else if (mark === 'answer' && last !== undefined) turns.splice(-1, 1, { ...last, answer: text });
    else throw new Error(`${name}: neither new, same nor answer at the start of "${line}"`);
  }
  return turns;
}
