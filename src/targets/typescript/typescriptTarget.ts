import type { ApplicationIR } from '../../ir/application.ts';
import type { Generated, Target } from '../../ir/unit.ts';
import { compareText, SymbolTable } from './code/tsFile.ts';
import type { Emitter } from './emitter.ts';
import { declareRuntime } from './runtime.ts';

/** Every emitter of the target; each engineer of a part adds it here. */
const emitters: readonly Emitter[] = [];

/** The TypeScript target over its static templates, given as path below `templates/typescript` -> text. */
export function createTypescriptTarget(templates: ReadonlyMap<string, string>): Target {
  return {
    name: 'typescript',
    generate: (application) => generate(application, templates),
  };
}

function generate(application: ApplicationIR, templates: ReadonlyMap<string, string>): Generated {
  const symbols = new SymbolTable();
  void templates;
  declareRuntime(symbols);
  for (const emitter of emitters) emitter.declare(application, symbols);
  const emitted = emitters.flatMap((emitter) => emitter.emit(application, symbols));
  return {
    files: emitted.map(({ file }) => file).sort((a, b) => compareText(a.path, b.path)),
    units: emitted.flatMap(({ units }) => units).sort((a, b) => compareText(a.id, b.id)),
  };
}
