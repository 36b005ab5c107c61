import type { Atom, WrittenUnit } from '../../../ir/atom.ts';
import type { CodeNames } from '../../../ast/codeNames.ts';

/** Finds the names of code; loaded only when there is code to read. */
export type CodeReader = (text: string) => CodeNames;

/** The code of a written unit with what it needs. */
export interface WrittenCode {
  readonly unit: WrittenUnit;
  /** The declaration and its helpers, as one piece of code. */
  readonly text: string;
  readonly names: CodeNames;
}

/** The code of a unit with the unit as the spec asks for it. */
export interface PlacedCode extends WrittenCode {
  readonly atom: Atom;
}
