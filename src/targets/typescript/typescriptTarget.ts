import type { ApplicationIR } from '../../ir/application.ts';
import type { EmitScope, Target } from '../../ir/target.ts';
import type { Generated } from '../../ir/unit.ts';
import { answersUnwritten } from './atoms/answersUnwritten.ts';
import { Book, nothingWritten, type OpenedBook } from './atoms/book.ts';
import { atomsOf } from './atoms/atoms.ts';
import { everyNameEmitter } from './atoms/everyName.ts';
import { partialCode } from './atoms/partialCode.ts';
import type { CodeReader } from './code/writtenCode.ts';
import { compareText, type EmittedFile } from './code/tsFile.ts';
import type { Emitter } from './emitter.ts';
import { appEmitters, declaredSymbols, emitters } from './emitters.ts';
import { caseEntitiesEmitter } from './tests/caseEntities.ts';
import { emitTemplates, TemplateLibrary } from './templates.ts';

/**
 * The TypeScript target over its static templates, given as path below `templates/typescript` -> text. Without `reader` it emits no
 * written code.
 */
export function createTypescriptTarget(templates: ReadonlyMap<string, string>, reader?: CodeReader): Target {
  const library = new TemplateLibrary(templates);
  const book = new Book(reader);
  return {
    name: 'typescript',
    emit: (application, scope = 'everything', written = nothingWritten) => emitWith(listOf(scope, application), book.open(application, scope, written), library),
    generate: (application, written = nothingWritten) => generated(emitWith(emitters, book.open(application, 'everything', written), library)),
    atoms: atomsOf,
    usable: (application, written) => book.usable(application, written),
    marked: (application, written) => book.marked(application, written),
    partial: (application, atom) => partialCode(atom, application),
    answersUnwritten,
  };
}

function listOf(scope: EmitScope, application: ApplicationIR): readonly Emitter[] {
  if (scope === 'everything') return emitters;
  return scope === 'open' && atomsOf(application).length > 0 ? [...appEmitters, caseEntitiesEmitter, everyNameEmitter] : appEmitters;
}

/** What the emitters and templates make of the application; the order of the emitters does not matter. */
export function generateWith(list: readonly Emitter[], application: ApplicationIR, library: TemplateLibrary): Generated {
  return generated(emitWith(list, { application, written: new Map() }, library));
}

function generated(emitted: Iterable<EmittedFile>): Generated {
  const all = [...emitted];
  return {
    files: all.map(({ file }) => file).sort((a, b) => compareText(a.path, b.path)),
    units: all.flatMap(({ units }) => units).sort((a, b) => compareText(a.id, b.id)),
  };
}

/** One file after the other; the templates come last, because the others tell which of them are needed. */
function* emitWith(list: readonly Emitter[], { application, written }: OpenedBook, library: TemplateLibrary): Iterable<EmittedFile> {
  const symbols = declaredSymbols(list, application, written);
  const generated: EmittedFile[] = [];
  const taken = new Map<string, string>();
  for (const emitter of list) {
    for (const emitted of emitter.emit(application, symbols)) {
      refuseCollision(emitted, taken);
      generated.push(emitted);
      yield emitted;
    }
  }
  for (const emitted of emitTemplates(application, library, generated)) {
    refuseCollision(emitted, taken);
    yield emitted;
  }
}

/** Two files whose paths differ in case only are one file on some machines. */
function refuseCollision({ file }: EmittedFile, taken: Map<string, string>): void {
  const key = file.path.toLowerCase();
  const other = taken.get(key);
  if (other !== undefined) throw new Error(`The files ${other} and ${file.path} have the same path.`);
  taken.set(key, file.path);
}
