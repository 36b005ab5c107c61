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

/** The emitters of everything but tests, one a line; each part adds its own. */
const appEmitters: readonly Emitter[] = [
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
];

/** Every emitter of the target. */
export const emitters: readonly Emitter[] = [...appEmitters, ...testEmitters];

/** The TypeScript target over its static templates, given as path below `templates/typescript` -> text. */
export function createTypescriptTarget(templates: ReadonlyMap<string, string>): Target {
  const library = new TemplateLibrary(templates);
  return {
    name: 'typescript',
    emit: (application, scope = 'everything') => emitWith(scope === 'app' ? appEmitters : emitters, application, library),
    generate: (application) => generateWith(emitters, application, library),
  };
}

/** What the emitters and templates make of the application; the order of the emitters does not matter. */
export function generateWith(list: readonly Emitter[], application: ApplicationIR, library: TemplateLibrary): Generated {
  const all = [...emitWith(list, application, library)];
  return {
    files: all.map(({ file }) => file).sort((a, b) => compareText(a.path, b.path)),
    units: all.flatMap(({ units }) => units).sort((a, b) => compareText(a.id, b.id)),
  };
}

/** One file after the other; the templates come last, because the others tell which of them are needed. */
function* emitWith(list: readonly Emitter[], application: ApplicationIR, library: TemplateLibrary): Iterable<EmittedFile> {
  const symbols = new SymbolTable();
  declareRuntime(symbols);
  for (const emitter of list) emitter.declare(application, symbols);
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
