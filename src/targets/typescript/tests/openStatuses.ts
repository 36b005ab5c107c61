import type { WrittenMark } from '../../../ir/behavior.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { refusalsOf } from '../../../ir/refusals.ts';

/** The statuses that an endpoint may answer where code for words decides. */
export function openStatuses(endpoint: Endpoint, { isPartial }: WrittenMark): readonly number[] {
  const usual = endpoint.method === 'GET' ? [] : [409, 422];
  return [...new Set([endpoint.successStatus, ...refusalsOf(endpoint), ...usual, ...(isPartial === true ? [501] : [])])].sort((a, b) => a - b);
}
