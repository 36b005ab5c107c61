import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import type { ApplicationIR } from '../../../../../ir/application.ts';
import type { Atom } from '../../../../../ir/atom.ts';
import type { Candidate } from '../candidate.ts';
import type { DecimalValues } from '../decimalValues.ts';
import type { Variables } from '../variables.ts';

/** A place of a candidate where something else could stand. */
export interface Place {
  readonly start: number;
  readonly end: number;
  /** What could stand there. */
  readonly others: readonly string[];
  /** `leaveOut`: an element of a list that could be missing; `insert`: what could stand there beside what does, where `CHOSEN` says whether it is so. An expression in place of another when left out. */
  readonly form?: 'leaveOut' | 'insert';
  /** What an example that notices would decide, as the end of a sentence. */
  readonly what: string;
}

/** What is known of a candidate when its places are sought. */
export interface Reading {
  readonly application: ApplicationIR;
  readonly atom: Atom;
  readonly candidate: Candidate;
  /** The numbers in the words of the unit. */
  readonly numbers: ReadonlySet<number>;
  readonly variables: Variables;
  readonly decimals: DecimalValues;
}

/** Finds the places at one node of a candidate. */
export type Places = (node: SyntaxNode, around: readonly SyntaxNode[], reading: Reading) => readonly Place[];

const mostShown = 60;

/** A piece of code as it stands in a sentence. */
export function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return line.length > mostShown ? `${line.slice(0, mostShown)} ...` : line;
}
