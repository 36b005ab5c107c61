import { readdirSync, readFileSync } from 'node:fs';

/** A conversation in which each turn but the first goes on with the topic before it or begins another. */
export interface Dialogue {
  readonly author: string;
  readonly turns: readonly { readonly text: string; readonly isNew: boolean }[];
}

const folder = new URL('./dialogues/', import.meta.url);

/** One file an author; dialogues are parted by empty lines, a turn a line: `new` or `same`, a tab, the prompt with `\n` for line breaks. */
export function dialogues(): readonly Dialogue[] {
  return readdirSync(folder).filter((name) => name.endsWith('.txt')).sort().flatMap((name) =>
    readFileSync(new URL(name, folder), 'utf8').split(/\n\s*\n/).map((block) => ({ author: name.replace(/\.txt$/, ''), turns: turnsOf(block, name) })).filter(({ turns }) => turns.length > 1));
}

function turnsOf(block: string, name: string): Dialogue['turns'] {
  return block.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
    const tab = line.indexOf('\t');
    const mark = line.slice(0, tab);
    if (mark !== 'new' && mark !== 'same') throw new Error(`${name}: neither new nor same at the start of "${line}"`);
    return { text: line.slice(tab + 1).replaceAll(String.raw`\n`, '\n'), isNew: mark === 'new' };
  });
}
