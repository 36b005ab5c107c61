import type { ApplicationIR } from '../../../ir/application.ts';
import type { EmitScope, WrittenUnits } from '../../../ir/target.ts';
import { markWritten } from '../../../ir/markWritten.ts';
import { atomsOf } from './atoms.ts';
import { everyCall, noteCalls } from './repositoryCalls.ts';
import { withRenamedSteps } from './renamedSteps.ts';
import { hasSignature } from './signature.ts';
import type { CodeReader, PlacedCode, WrittenCode } from '../code/writtenCode.ts';
import { readWritten } from './placeWritten.ts';

/** No unit was written. */
export const nothingWritten: WrittenUnits = new Map();

/** What is emitted: the application with its marks, and the code of its units. */
export interface OpenedBook {
  readonly application: ApplicationIR;
  readonly written: ReadonlyMap<string, PlacedCode>;
}

/** What was written for units, as a target takes it into an app. */
export class Book {
  readonly #reader: CodeReader | undefined;
  readonly #usable = new WeakMap<ApplicationIR, { readonly of: WrittenUnits; readonly usable: WrittenUnits; readonly marked: ApplicationIR }>();

  constructor(reader: CodeReader | undefined) {
    this.#reader = reader;
  }

  /** Units that the application still has, if under another name, whose code parses, declares the function and has its signature. */
  usable(application: ApplicationIR, written: WrittenUnits): WrittenUnits {
    return this.#looked(application, written).usable;
  }

  /** The application with its marks; the same object for the same two. */
  marked(application: ApplicationIR, written: WrittenUnits): ApplicationIR {
    return this.#looked(application, written).marked;
  }

  open(application: ApplicationIR, scope: EmitScope, written: WrittenUnits): OpenedBook {
    if (written.size === 0 && scope !== 'open') return { application, written: noCode };
    const { usable, marked } = this.#looked(application, written);
    const codes = new Map(atomsOf(application).flatMap((atom) => {
      const unit = usable.get(atom.id);
      return unit === undefined ? [] : [[atom.id, { ...this.#read(unit), atom }] as const];
    }));
    if (codes.size === 0 && scope !== 'open') return { application, written: noCode };
    // What repositories offer depends on who calls them: an application of its own, since much is kept by it.
    const own = { ...marked };
    noteCalls(own, scope === 'open' ? everyCall : [...codes.values()].flatMap(({ names }) => [...names.members]));
    return { application: own, written: codes };
  }

  #looked(application: ApplicationIR, written: WrittenUnits): { readonly usable: WrittenUnits; readonly marked: ApplicationIR } {
    if (written.size === 0) return { usable: nothingWritten, marked: application };
    const known = this.#usable.get(application);
    if (known?.of === written) return known;
    const atoms = atomsOf(application);
    const kept = withRenamedSteps(atoms, written);
    const usable = new Map(atoms.flatMap(({ id, name, task }) => {
      const unit = kept.get(id);
      return unit !== undefined && hasSignature(unit.code, task.signature) && this.#isWhole(unit, name) ? [[id, unit] as const] : [];
    }));
    const found = { of: written, usable, marked: markWritten(application, atoms, usable) };
    this.#usable.set(application, found);
    return found;
  }

  #isWhole(unit: Parameters<typeof readWritten>[0], name: string): boolean {
    const { declared, mistakes } = this.#read(unit).names;
    return mistakes.length === 0 && declared.includes(name);
  }

  #read(unit: Parameters<typeof readWritten>[0]): WrittenCode {
    if (this.#reader === undefined) throw new Error('The target was loaded without the reader of written code.');
    return readWritten(unit, this.#reader);
  }
}

const noCode: ReadonlyMap<string, PlacedCode> = new Map();
