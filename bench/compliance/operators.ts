import { assistantChanges } from './benign/assistants.ts';
import { declarationChanges } from './benign/declarations.ts';
import { expressionChanges, statementChanges } from './benign/expressions.ts';
import { fileChanges } from './benign/files.ts';
import { functionChanges } from './benign/functions.ts';
import { habitChanges } from './benign/habits.ts';
import { idiomChanges, optionChanges } from './benign/idioms.ts';
import { migrationChanges } from './benign/migrations.ts';
import { refactorings } from './benign/refactorings.ts';
import { routeChanges } from './benign/routes.ts';
import { orderChanges, schemaChanges, tableChanges } from './benign/schemas.ts';
import { nameChanges, textChanges } from './benign/text.ts';
import { assistantDefects } from './defects/assistants.ts';
import { carelessDefects } from './defects/carelessness.ts';
import { declarationDefects } from './defects/declarations.ts';
import { flowDefects } from './defects/flows.ts';
import { functionDefects, triggerDefects } from './defects/functions.ts';
import { habitDefects } from './defects/habits.ts';
import { machineDefects } from './defects/machines.ts';
import { migrationDefects } from './defects/migrations.ts';
import { routeDefects } from './defects/routes.ts';
import { schemaDefects } from './defects/schemas.ts';
import { settingDefects } from './defects/settings.ts';
import { tableDefects } from './defects/tables.ts';
import type { Operator } from './operator.ts';

/** Changes that break what the spec asks for. */
const defects: readonly Operator[] = [
  ...tableDefects, ...migrationDefects, ...schemaDefects, ...routeDefects, ...machineDefects, ...flowDefects, ...functionDefects, ...triggerDefects, ...settingDefects, ...carelessDefects, ...habitDefects, ...assistantDefects, ...declarationDefects,
];

/** Changes that keep it. */
const benignChanges: readonly Operator[] = [
  ...textChanges, ...nameChanges, ...expressionChanges, ...statementChanges, ...schemaChanges, ...tableChanges, ...orderChanges, ...routeChanges, ...functionChanges, ...fileChanges, ...migrationChanges, ...idiomChanges, ...optionChanges, ...habitChanges, ...assistantChanges, ...declarationChanges, ...refactorings,
];

export const operators: readonly Operator[] = [...defects, ...benignChanges];
