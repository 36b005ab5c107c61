import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { FieldTables } from './fieldTables.ts';
import { groupIn } from './groups.ts';
import { testModelOf } from './testModel.ts';
import { bodyTests, mediaTests } from './validationBody.ts';
import { keyTests, queryTests } from './validationParameters.ts';

/** Emits `validation/<group>.test.ts`: each constraint of a request broken once, and its boundary accepted. */
export const validationTestsEmitter: Emitter = {
  name: 'validationTests',
  declare(): void {
    // Nobody refers to tests.
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    return [...groupBy(application.endpoints, (endpoint) => groupIn(application, endpoint))].flatMap(([group, endpoints]) => {
      const path = `tests/generated/validation/${group}.test.ts`;
      const file = new TsFile(symbols, { path, emitter: 'validationTests', milestone: 'tests', stratum: 'ast', reason: 'violations and boundaries follow from the constraints' });
      const tables = new FieldTables(file, model);
      const parts = [...endpoints.flatMap((endpoint) => [...bodyTests(file, model, tables, endpoint), ...queryTests(file, model, endpoint)]), ...mediaTests(file, endpoints), ...keyTests(file, model, endpoints)];
      if (parts.length === 0) return [];
      for (const { name, nodes, source } of parts) file.add({ name, nodes }, source);
      return [file.finish()];
    });
  },
};
