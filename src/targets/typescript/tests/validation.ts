import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { groupIn } from './groups.ts';
import type { TestPart } from './sendSource.ts';
import { acceptedBodies, refusedBodies } from './validationBody.ts';
import { refusedParameters } from './validationParameters.ts';
import { type TestModel, testModelOf } from './testModel.ts';

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
      const parts = endpoints.flatMap((endpoint) => endpointParts(file, model, endpoint));
      if (parts.length === 0) return [];
      for (const { name, nodes, source } of parts) file.add({ name, nodes }, source);
      return [file.finish()];
    });
  },
};

function endpointParts(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  return [...refusedBodies(file, model, endpoint), ...acceptedBodies(file, model, endpoint), ...refusedParameters(file, model, endpoint)];
}
