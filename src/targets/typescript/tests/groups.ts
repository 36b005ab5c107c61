import { camelCase } from '../../../base/names.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';

/** The group of an endpoint's tests: its entity, else its first tag, else the first segment of its path. */
export function groupOf(endpoint: Endpoint | undefined): string {
  const implementation = endpoint?.implementation;
  const entity = implementation !== undefined && 'entity' in implementation ? implementation.entity : undefined;
  return camelCase(entity ?? endpoint?.tags[0] ?? endpoint?.path.split('/').find((part) => part !== '' && !part.startsWith('{')) ?? '') || 'api';
}
