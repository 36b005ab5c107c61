import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { endpointContract } from '../atoms/contract.ts';
import { addWordsUnit } from '../behavior/wordsUnit.ts';
import { propertyKey } from '../code/identifiers.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { routeGroups } from './groups.ts';
import { routeCode } from './route.ts';
import { wordsInput, wordsName, wordsResult } from './words.ts';

/** Emits one route literal for each endpoint, and for those that the spec states in words the function that has to be written. */
export const routesEmitter: Emitter = {
  name: 'routes',
  declare(application, symbols) {
    for (const { key, path, name } of routeGroups(application)) symbols.declare(key, path, name);
    for (const endpoint of application.endpoints) {
      if (endpoint.implementation.kind === 'words') symbols.declare(`operation:${endpoint.operationId}`, `src/services/operations/${endpoint.operationId}.ts`, wordsName(endpoint));
    }
  },
  emit(application, symbols) {
    const routes = routeGroups(application).map(({ path, name, endpoints }) => {
      const file = new TsFile(symbols, { path, emitter: 'routes', milestone: 'api', stratum: 'ast', reason: 'Follows from the endpoints of the spec.' });
      file.add({ name, nodes: endpoints.map(({ key }) => key) }, () => {
        const app = file.use('runtime:App');
        return `export function ${name}(app: ${app}): void {\n${endpoints.map((endpoint) => `  ${routeCode(endpoint, application, file)}`).join('\n\n')}\n}`;
      });
      return file.finish();
    });
    return [...routes, ...application.endpoints.filter(({ implementation }) => implementation.kind === 'words').map((endpoint) => wordsFile(endpoint, application, symbols))];
  },
};

function wordsFile(endpoint: Endpoint, application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const { implementation, key, operationId, span } = endpoint;
  if (implementation.kind !== 'words') throw new Error(`${key} is not stated in words.`);
  const { path, name } = symbols.find(`operation:${operationId}`);
  const { text: words, reason } = implementation;
  const file = new TsFile(symbols, { path, emitter: 'routes', milestone: 'service', stratum: 'llm', reason });
  const input = wordsInput(endpoint, application, file);
  const fields = input.map(({ name: field, type }) => `readonly ${propertyKey(field)}: ${type}`);
  const parameters = [`context: ${file.use('runtime:CallContext')}`, ...(fields.length === 0 ? [] : [`input: { ${fields.join('; ')} }`])];
  addWordsUnit(file, {
    name, title: operationId, parameters, result: wordsResult(endpoint, application, file), words, reason, category: 'endpoint', nodes: [key], span,
    contract: endpointContract(endpoint, application),
  });
  return file.finish();
}
