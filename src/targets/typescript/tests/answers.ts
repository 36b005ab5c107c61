import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Schema } from '../../../ir/schema.ts';
import type { TsFile } from '../code/tsFile.ts';
import { schemaKey } from '../models/names.ts';
import { schemaModelOf, zodScope } from '../models/schemaModel.ts';
import type { Role } from '../models/schemaRoles.ts';
import { tsType } from '../models/tsType.ts';
import { zodOf } from '../models/zod.ts';
import { successSchema as bodySchema } from '../../../semantics/present.ts';
import { quoted } from './literal.ts';
import type { TestModel } from './testModel.ts';

/** Source of the zod schema of an answer. */
function shapeSource(file: TsFile, model: TestModel, schema: Schema): string {
  const source = zodOf(schema, zodScope(schemaModelOf(model.application), file, 'response'));
  if (/\bz\./.test(source)) file.importFrom('zod', 'z');
  return source;
}

/** Source of the type of a request or an answer. */
export function typeSource(file: TsFile, model: TestModel, schema: Schema, role: Role): string {
  const { roles } = schemaModelOf(model.application);
  return tsType(schema, role, (name, wanted) => file.use(`type:${schemaKey(name, wanted, roles)}`));
}

/** `expectBody(reply, 200, productSchema)`, `expectRow(...)` where the row stands inside the body, or the check of a success without a body. */
export function expectSuccess(file: TsFile, model: TestModel, endpoint: Endpoint, reply: string): string {
  const { implementation } = endpoint;
  const schema = bodySchema(endpoint);
  const wrapper = implementation.kind === 'crud' ? implementation.wrapper : undefined;
  if (schema !== undefined && wrapper?.row !== undefined) return `${file.use('test:expectRow')}(${reply}, ${endpoint.successStatus}, ${shapeSource(file, model, schema)}, ${quoted(wrapper.row)})`;
  if (schema !== undefined) return `${file.use('test:expectBody')}(${reply}, ${endpoint.successStatus}, ${shapeSource(file, model, schema)})`;
  const response = endpoint.responses.find(({ status }) => status === endpoint.successStatus);
  const isEmpty = response === undefined || response.contents.length === 0;
  return `${file.use(isEmpty ? 'test:expectEmpty' : 'test:expectStatus')}(${reply}, ${endpoint.successStatus})`;
}

/** `(reply) => expectBody(reply, 200, productSchema)`. */
export function answerSource(file: TsFile, model: TestModel, endpoint: Endpoint): string {
  return `(reply) => ${expectSuccess(file, model, endpoint, 'reply')}`;
}

/** `import assert from 'node:assert/strict'`. */
export function assertFrom(file: TsFile): string {
  return file.importFrom('node:assert/strict', 'default as assert');
}
