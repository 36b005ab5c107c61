import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { callerNeeded } from './access.ts';
import { propertyName } from './literal.ts';
import { requiredHeaders } from './requiredHeaders.ts';
import { emptyPath } from './scene.ts';
import { type TestModel, testModelOf } from './testModel.ts';

const path = 'tests/generated/support/endpoints.ts';

/** Emits `support/endpoints.ts`: for each endpoint who may call it, and an address of it at which nothing stands. */
export const endpointFactsEmitter: Emitter = {
  name: 'testEndpoints',
  declare(_application: ApplicationIR, symbols: SymbolTable): void {
    symbols.declare('test:endpoints', path, 'endpoints');
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    const file = new TsFile(symbols, { path, emitter: 'testEndpoints', milestone: 'tests', stratum: 'ast', reason: 'addresses and callers follow from the endpoints' });
    file.add({ name: 'endpoints', nodes: application.endpoints.map(({ key }) => key) }, () => {
      const rows = application.endpoints.map((endpoint) => factsSource(file, model, endpoint));
      return `/** For each endpoint the least powerful caller that it admits, and an address of it at which no row stands. */\nexport const endpoints = {\n${rows.join('\n')}\n};`;
    });
    return [file.finish()];
  },
};

function factsSource(file: TsFile, model: TestModel, endpoint: Endpoint): string {
  const { application } = model;
  const headers = requiredHeaders(file, model, endpoint).map(({ name, source, isFresh }) => (isFresh ? `get ${propertyName(name)}() { return ${source}; }` : `${propertyName(name)}: ${source}`));
  return `  ${propertyName(endpoint.key)}: { by: ${file.use(`test:${callerNeeded(application, endpoint)}`)}, nowhere: () => ${emptyPath(file, model, endpoint)}${headers.length === 0 ? '' : `, headers: { ${headers.join(', ')} }`} },`;
}
