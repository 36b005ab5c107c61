import type { ApplicationIR } from './application.ts';
import type { Atom, WrittenUnit } from './atom.ts';
import type { EmittedFile, Generated } from './unit.ts';

/** `app`: what the app is and does, without its generated tests. `open`: the same, with every function that code for a unit may call, to type-check such code by, and with what runs its examples. */
export type EmitScope = 'everything' | 'app' | 'open';

/** Accepted answers by the unit's id. */
export type WrittenUnits = ReadonlyMap<string, WrittenUnit>;

/** One stack that applications can be generated to. A pure function of the IR, of what was written, and of the target's own static templates. */
export interface Target {
  readonly name: string;
  /**
   * The files in any order, each made when it is asked for. A unit that was written is emitted with its code, every other one that is
   * stated in words answers 501. Throws when something was written and the target was loaded without its reader of code.
   */
  emit(application: ApplicationIR, scope?: EmitScope, written?: WrittenUnits): Iterable<EmittedFile>;
  /** All of them. */
  generate(application: ApplicationIR, written?: WrittenUnits): Generated;
  /** The units that the spec states in words, sorted by id. */
  atoms(application: ApplicationIR): readonly Atom[];
  /** What of the book can stand in the app: units that it still has, whose code can be read and has the signature that is asked for. */
  usable(application: ApplicationIR, written: WrittenUnits): WrittenUnits;
  /** The application with its marks (`markWritten`): what smoke tests and others who look at the IR must know of the book. */
  marked(application: ApplicationIR, written: WrittenUnits): ApplicationIR;
  /** What can be derived for a unit in words that nobody wrote, the rest of it answering 501; undefined when that is nothing. */
  partial(application: ApplicationIR, atom: Atom): Pick<WrittenUnit, 'code' | 'helpers'> | undefined;
  /** Whether the function of that name in a file of the app, whatever became of the file, still answers 501 or is not there. */
  answersUnwritten(text: string, name: string): boolean;
}
