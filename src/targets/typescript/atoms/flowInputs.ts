import type { ApplicationIR } from '../../../ir/application.ts';
import type { Flow } from '../../../ir/behavior.ts';
import type { Schema } from '../../../ir/schema.ts';
import { indexOf } from '../models/applicationIndex.ts';

/** What the endpoint of a flow asks of its inputs, by name: more than their types say. Empty for flows that no endpoint starts. */
export function flowInputSchemas({ trigger }: Flow, application: ApplicationIR): ReadonlyMap<string, Schema> {
  const endpoint = trigger.kind === 'http' ? application.endpoints.find(({ key }) => key === trigger.endpoint) : undefined;
  if (endpoint === undefined) return new Map();
  const index = indexOf(application);
  const body = endpoint.requestBody?.contents.find(({ schema }) => schema !== undefined)?.schema;
  const object = body === undefined ? undefined : index.resolve(body);
  const properties = object?.kind === 'object' ? object.properties : [];
  return new Map([...endpoint.parameters, ...properties].map(({ name, schema }) => [name, index.resolve(schema)]));
}
