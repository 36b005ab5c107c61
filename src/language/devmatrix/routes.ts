import { parametersOf } from '../../spec/devmatrix/triggers.ts';
import { asString, entriesOf, valueOf } from '../../spec/source.ts';
import type { Candidate } from '../shape/candidate.ts';
import type { Place } from './place.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Methods with the paths of rows and collections that there are: what an endpoint of one's own usually begins with. */
export function routeNames({ application }: Place): readonly Candidate[] {
  const paths = [...new Set((application?.endpoints ?? []).filter(({ implementation }) => implementation.kind === 'crud').map(({ path }) => path))];
  return methods.flatMap((method) => [
    { name: `${method} /`, kind: 'value' as const },
    ...paths.map((path): Candidate => ({ name: `${method} ${path}/`, kind: 'value' })),
  ]);
}

/** The parameters of the path of the endpoint that holds the place. */
export function pathParameterNames({ levels }: Place): readonly Candidate[] {
  const owner = levels.findLast(({ node }) => valueOf(node, 'params') !== undefined);
  const http = valueOf(owner?.node, 'http');
  const route = asString(http) ?? asString(valueOf(http, 'path')) ?? asString(valueOf(owner?.node, 'path')) ?? String(owner?.part ?? '');
  const given = new Set(entriesOf(valueOf(owner?.node, 'params')).map(({ key }) => key));
  return parametersOf(route).filter((name) => !given.has(name)).map((name) => ({ name, kind: 'attribute', detail: 'path parameter' }));
}

/** Schedules that people mean. */
export const cronNames: readonly Candidate[] = [
  { name: '0 3 * * *', kind: 'value', detail: 'every day at 03:00 UTC' },
  { name: '0 * * * *', kind: 'value', detail: 'every hour' },
  { name: '*/15 * * * *', kind: 'value', detail: 'every 15 minutes' },
  { name: '0 3 * * 1', kind: 'value', detail: 'every Monday at 03:00 UTC' },
  { name: '0 3 1 * *', kind: 'value', detail: 'on the first day of each month' },
];
