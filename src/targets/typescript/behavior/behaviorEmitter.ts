import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { addHelpers, declareHelpers, helperNames, helpersPath } from '../expressions/helpers.ts';
import { declareFlows, declareMachines } from './flowNames.ts';
import { emitFlows } from './flowsEmitter.ts';
import { declareHandlers, emitHandlers } from './handlersEmitter.ts';
import { emitMachines } from './machinesEmitter.ts';
import { declareValidators, emitValidators } from './validatorsEmitter.ts';

/** Emits what the app does beyond CRUD: flows, state machines, invariants, event handlers, schedules and what their expressions need. */
export const behaviorEmitter: Emitter = {
  name: 'behavior',
  declare(application, symbols) {
    declareHelpers(symbols);
    declareFlows(application, symbols);
    declareMachines(application, symbols);
    declareValidators(application, symbols);
    declareHandlers(application, symbols);
  },
  emit(application, symbols) {
    const files = [...emitMachines(application, symbols), ...emitValidators(application, symbols), ...emitFlows(application, symbols), ...emitHandlers(application, symbols)];
    return [...files, ...helpersFile(files, symbols)];
  },
};

/** The helpers that the files use, none else. */
function helpersFile(files: readonly EmittedFile[], symbols: SymbolTable): readonly EmittedFile[] {
  const used = new Set(files.flatMap(({ units }) => units.flatMap(({ dependsOn }) => dependsOn)));
  const names = helperNames.filter((name) => used.has(`${helpersPath}#${name}`));
  if (names.length === 0) return [];
  const file = new TsFile(symbols, { path: helpersPath, emitter: 'expressions', milestone: 'behavior', stratum: 'template', reason: 'Helpers that the expressions of this app use.' });
  addHelpers(file, new Set(names));
  return [file.finish()];
}
