import type { Json } from '../../../base/json.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { headerValue } from '../../../semantics/headers.ts';
import { isValid } from '../../../semantics/matches.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import type { TsFile } from '../code/tsFile.ts';
import { quoted } from './literal.ts';
import type { TestModel } from './testModel.ts';

/** A header without which an endpoint cannot be called. */
interface RequiredHeader {
  readonly name: string;
  /** Source of its value. */
  readonly source: string;
  /** Each call needs another value. */
  readonly isFresh: boolean;
}

/** Headers without which the endpoint cannot be called. */
export function requiredHeaders(file: TsFile, model: TestModel, endpoint: Endpoint): readonly RequiredHeader[] {
  const context = schemaContext(model.application);
  return endpoint.parameters.filter((parameter) => parameter.in === 'header' && parameter.required).map((parameter) => {
    const name = parameter.name.toLowerCase();
    const isFresh = name === 'idempotency-key' && isValid('a2b8c6f0-0d7e-4c55-9a53-0f6f4d2a7c11', parameter.schema, context, 'request');
    const value = headerValue(parameter, context, 0);
    return { name, isFresh, source: isFresh ? `${file.importFrom('node:crypto', 'randomUUID')}()` : quoted(textOf('skipped' in value ? undefined : value.value)) };
  });
}

/** A value as text, in a URL or a header. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
