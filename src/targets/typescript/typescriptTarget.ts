import type { ApplicationIR } from '../../ir/application.ts';
import type { Generated, Target } from '../../ir/unit.ts';
import { appEmitter } from './application/appEmitter.ts';
import { applicationEmitter } from './application/applicationEmitter.ts';
import { behaviorEmitter } from './behavior/behaviorEmitter.ts';
import { compareText, SymbolTable, type EmittedFile } from './code/tsFile.ts';
import { constraintsEmitter } from './database/constraintsEmitter.ts';
import { migrationEmitter } from './database/migrationEmitter.ts';
import { seedEmitter } from './database/seedEmitter.ts';
import type { Emitter } from './emitter.ts';
import { entitiesEmitter } from './models/entitiesEmitter.ts';
import { presentersEmitter } from './models/presentersEmitter.ts';
import { schemasEmitter } from './models/schemasEmitter.ts';
import { openapiEmitter } from './openapi/openapiEmitter.ts';
import { repositoriesEmitter } from './repositories/repositoriesEmitter.ts';
import { routesEmitter } from './routes/routesEmitter.ts';
import { declareRuntime } from './runtime.ts';
import { servicesEmitter } from './services/servicesEmitter.ts';
import { emitTemplates, TemplateLibrary } from './templates.ts';
import { testEmitters } from './tests/testEmitters.ts';

/** Every emitter of the target, one a line; each part adds its own. */
export const emitters: readonly Emitter[] = [
  applicationEmitter,
  appEmitter,
  migrationEmitter,
  constraintsEmitter,
  seedEmitter,
  openapiEmitter,
  entitiesEmitter,
  schemasEmitter,
  presentersEmitter,
  repositoriesEmitter,
  servicesEmitter,
  routesEmitter,
  behaviorEmitter,
  ...testEmitters,
];

/** The TypeScript target over its static templates, given as path below `templates/typescript` -> text. */
export function createTypescriptTarget(templates: ReadonlyMap<string, string>): Target {
  const library = new TemplateLibrary(templates);
  return {
    name: 'typescript',
    generate: (application) => generateWith(emitters, application, library),
  };
}

/** What the emitters and templates make of the application; the order of the emitters does not matter. */
export function generateWith(list: readonly Emitter[], application: ApplicationIR, library: TemplateLibrary): Generated {
  const symbols = new SymbolTable();
  declareRuntime(symbols);
  for (const emitter of list) emitter.declare(application, symbols);
  const generated = list.flatMap((emitter) => emitter.emit(application, symbols));
  const all = [...generated, ...emitTemplates(application, library, generated)];
  refuseCollisions(all);
  return {
    files: all.map(({ file }) => file).sort((a, b) => compareText(a.path, b.path)),
    units: all.flatMap(({ units }) => units).sort((a, b) => compareText(a.id, b.id)),
  };
}

/** Two files whose paths differ in case only are one file on some machines. */
function refuseCollisions(files: readonly EmittedFile[]): void {
  const seen = new Map<string, string>();
  for (const { file } of files) {
    const key = file.path.toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) throw new Error(`The files ${other} and ${file.path} have the same path.`);
    seen.set(key, file.path);
  }
}
