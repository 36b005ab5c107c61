import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom } from '../../../../ir/atom.ts';
import { codeNamesOf } from '../../../../ast/codeNames.ts';
import { TsFile, type SymbolTable } from '../../code/tsFile.ts';
import { appEmitters, declaredSymbols } from '../../emitters.ts';
import { placeWritten } from '../placeWritten.ts';
import type { ShapedCode } from './checkSignature.ts';

/** A candidate as a module of its own in the folder of its unit. */
export interface PlacedCandidate {
  readonly path: string;
  readonly text: string;
  readonly name: string;
  answerLine(line: number): number | undefined;
}

const known = new WeakMap<ApplicationIR, SymbolTable>();

/** The code with its imports, as a file that stands beside the file of its unit; `slot` tells such files apart. */
export function candidateModule(shaped: ShapedCode, atom: Atom, application: ApplicationIR, slot: string): PlacedCandidate {
  const symbols = known.get(application) ?? declaredSymbols(appEmitters, application);
  known.set(application, symbols);
  const path = candidatePath(atom.file, slot);
  const file = new TsFile(symbols, { path, emitter: 'candidate', milestone: atom.milestone, stratum: 'llm', reason: '' });
  const text = [shaped.code, ...shaped.helpers].map((part) => part.trim()).join('\n\n');
  const unit = { unit: atom.id, task: '', code: shaped.code, helpers: shaped.helpers, cases: [], status: 'complete', model: '' } as const;
  file.add({ name: atom.name, nodes: [] }, placeWritten(file, atom.name, { unit, text, names: codeNamesOf(text) }));
  const module = file.finish().file.text;
  const before = module.split('\n').length - 1 - text.split('\n').length;
  return { path, text: module, name: atom.name, answerLine: (line) => (line > before ? shaped.answerLine(line - before) : undefined) };
}

/** The path of a candidate: in the folder of the unit's file, so that its imports are right. */
function candidatePath(file: string, slot: string): string {
  return `${file.slice(0, file.lastIndexOf('/') + 1)}${slot}.ts`;
}
