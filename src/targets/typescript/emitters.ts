import type { ApplicationIR } from '../../ir/application.ts';
import { appEmitter } from './application/appEmitter.ts';
import { applicationEmitter } from './application/applicationEmitter.ts';
import type { PlacedCode } from './code/writtenCode.ts';
import { behaviorEmitter } from './behavior/behaviorEmitter.ts';
import { SymbolTable } from './code/tsFile.ts';
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
import { testEmitters } from './tests/testEmitters.ts';

/** The emitters of everything but tests, one a line; each part adds its own. */
export const appEmitters: readonly Emitter[] = [
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

/** The names of the app, as these emitters declare them. */
export function declaredSymbols(list: readonly Emitter[], application: ApplicationIR, written: ReadonlyMap<string, PlacedCode> = new Map()): SymbolTable {
  const symbols = new SymbolTable(written);
  declareRuntime(symbols);
  for (const emitter of list) emitter.declare(application, symbols);
  return symbols;
}
