import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom, AtomFinding } from '../../../../ir/atom.ts';
import { candidateModule, type PlacedCandidate } from './candidateModule.ts';
import { checkCode, type NoteLevel } from './checkCode.ts';

/** What reading an answer's code gives: the code as it goes into the app, and as a module to try. */
export interface ReadCode {
  readonly code?: { readonly code: string; readonly helpers: readonly string[] };
  readonly module?: PlacedCandidate;
  readonly findings: readonly AtomFinding[];
}

/** Reads and checks the code of answers for the atoms of an application; `slot` names a place where a candidate can stand, each at its time. */
export function openReading(application: ApplicationIR, slot: () => string): (atom: Atom, code: string, note?: NoteLevel) => ReadCode {
  return (atom, text, note) => {
    const { shaped, findings } = checkCode(text, { application, atom }, note);
    if (shaped === undefined) return { findings };
    const code = { code: shaped.code, helpers: shaped.helpers };
    return findings.length > 0 ? { code, findings } : { code, module: candidateModule(shaped, atom, application, slot()), findings };
  };
}
