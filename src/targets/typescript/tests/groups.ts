import { camelCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';

const spellings = new WeakMap<ApplicationIR, Map<string, string>>();

/** The group of an endpoint's tests, spelt in one way: files whose names differ in case alone are one file on some systems. */
export function groupIn(application: ApplicationIR, endpoint: Endpoint | undefined): string {
  const known = spellings.get(application) ?? new Map(application.endpoints.map((each) => [groupOf(each).toLowerCase(), groupOf(each)]));
  spellings.set(application, known);
  const group = groupOf(endpoint);
  return known.get(group.toLowerCase()) ?? group;
}

/** Its entity, else its first tag, else the first segment of its path. */
function groupOf(endpoint: Endpoint | undefined): string {
  const implementation = endpoint?.implementation;
  const entity = implementation !== undefined && 'entity' in implementation ? implementation.entity : undefined;
  return camelCase(entity ?? endpoint?.tags[0] ?? endpoint?.path.split('/').find((part) => part !== '' && !part.startsWith('{')) ?? '') || 'api';
}
