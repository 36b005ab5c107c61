import type { Endpoint } from '../../../ir/endpoint.ts';
import type { TsFile } from '../code/tsFile.ts';
import { literal, quoted } from './literal.ts';
import { canProve } from './proofs.ts';
import { sampleJson } from './requestBody.ts';
import { openStatuses } from './openStatuses.ts';
import { callWith, type TestPart } from './sendSource.ts';
import { requestSchema, type TestModel } from './testModel.ts';

/** An operation that nobody has implemented yet says so, to a caller whose request is right; one that was written answers within its contract. */
export function wordsTests(file: TsFile, model: TestModel, endpoint: Endpoint): readonly TestPart[] {
  const { requestBody } = endpoint;
  const schema = requestSchema(endpoint);
  if (requestBody?.required === true && schema === undefined) return [];
  if (['HEAD', 'OPTIONS', 'TRACE'].includes(endpoint.method)) return [];
  if (!canProve(model.application, endpoint)) return [];
  const sample = schema === undefined ? undefined : sampleJson(model, schema, 0, endpoint.operationId);
  if (schema !== undefined && sample === undefined) return [];
  const { implementation } = endpoint;
  if (implementation.kind === 'words' && implementation.isWritten === true) {
    const statuses = literal([...openStatuses(endpoint, implementation)]);
    const given = [quoted(endpoint.key), statuses, ...(sample === undefined ? [] : [literal(sample)])];
    return [{ name: `${endpoint.key} answers within its contract`, nodes: [endpoint.key], source: () => callWith(file.use('test:answersWithin'), given, []) }];
  }
  const values = [quoted(endpoint.key), ...(sample === undefined ? [] : [literal(sample)])];
  return [{ name: `${endpoint.key} is not implemented`, nodes: [endpoint.key], source: () => callWith(file.use('test:saysNotImplemented'), values, []) }];
}
