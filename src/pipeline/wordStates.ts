import type { Span } from '../base/span.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { Atom } from '../ir/atom.ts';
import type { Target, WrittenUnits } from '../ir/target.ts';
import { wordsOf } from '../ir/wordsOf.ts';
import type { HashPort } from './ports.ts';
import { type BookState, bookStateOf } from './unitBook.ts';

/** What an app has of something that its spec states in words. `stale`: code for older words. The others than `written` answer 501, `partial` where something is missing. */
export type WordState = 'written' | 'stale' | 'partial' | 'unwritten';

/** Something that a spec states in words only, and what its app has of it. */
export interface StatedWords {
  readonly words: string;
  readonly span: Span;
  readonly state: WordState;
}

/** Tells what an app has of what its spec states in words, by the text of each of its files as it is now. */
export type WordStates = (textOf: (file: string) => string | undefined) => readonly StatedWords[];

interface WordStatesOptions {
  readonly application: ApplicationIR;
  readonly target: Pick<Target, 'atoms' | 'usable' | 'answersUnwritten'>;
  readonly written: WrittenUnits;
  readonly hash: HashPort;
}

interface KnownAtom {
  readonly atom: Atom;
  readonly place: string;
  readonly state: BookState;
}

/** What the app's book has of each place that is stated in words; a unit that the book does not have counts as written where a person has written it. */
export function wordStates({ application, target, written, hash }: WordStatesOptions): WordStates {
  const stated = wordsOf(application);
  if (stated.length === 0) return () => [];
  const book = { written, usable: target.usable(application, written) };
  const known = target.atoms(application).map((atom): KnownAtom => ({ atom, place: placeKey(atom.task.span), state: bookStateOf(atom, book, hash) }));
  const placed = stated.map((one) => ({ ...one, atoms: known.filter(({ place }) => place === placeKey(one.span)) }));
  return (textOf) => placed.map(({ text, span, atoms }) => {
    const states = atoms.map(({ atom, state }) => stateNow(state, () => target.answersUnwritten(textOf(atom.file) ?? '', atom.name)));
    return { words: text, span, state: worstFirst.find((state) => states.includes(state)) ?? 'unwritten' };
  });
}

const worstFirst: readonly WordState[] = ['unwritten', 'partial', 'stale', 'written'];

function stateNow(state: BookState, isOpen: () => boolean): WordState {
  switch (state) {
    case 'complete': return 'written';
    case 'stale': return 'stale';
    case 'partial': return isOpen() ? 'partial' : 'written';
    case 'unfit': case 'missing': return isOpen() ? 'unwritten' : 'written';
  }
}

function placeKey({ file, start }: Span): string {
  return `${file} ${String(start)}`;
}
