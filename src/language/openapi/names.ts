import type { Meaning } from '../../spec/devmatrix/shape.ts';
import { asText, entriesOf, itemsOf, type SourceNode, valueOf } from '../../spec/source.ts';
import type { Place } from '../devmatrix/place.ts';
import { namesFor } from '../devmatrix/names.ts';
import type { Candidate } from '../shape/candidate.ts';

type Lister = (place: Place) => readonly Candidate[];

const listers: Readonly<Partial<Record<Meaning, Lister>>> = {
  status: (place) => statusNames(String(place.levels[3]?.part)),
  mediaType: () => mediaTypes,
  securityScheme: ({ root }) => entriesOf(valueOf(valueOf(root, 'components'), 'securitySchemes')).map(({ key, keySpan, value }): Candidate => ({ name: key, kind: 'reference', detail: schemeKind(value), target: keySpan })),
  scope: scopeNames,
  tag: tagNames,
  pathParameter: pathNames,
  property: (place) => namesFor('property', place),
};

/** The names that a text with that meaning can have at a place of an OpenAPI document; references are listed apart. */
export function openApiNames(meaning: Meaning, place: Place): readonly Candidate[] {
  return listers[meaning]?.(place) ?? [];
}

function schemeKind(node: SourceNode): string {
  return [asText(valueOf(node, 'type')), asText(valueOf(node, 'scheme'))].filter((part) => part !== undefined).join(' ');
}

const phrases: Readonly<Record<string, string>> = {
  200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 409: 'Conflict', 422: 'Unprocessable Content', 429: 'Too Many Requests',
  500: 'Internal Server Error', 503: 'Service Unavailable', default: 'Any other status',
};

/** The usual statuses, that of a success of the method first. */
function statusNames(method: string): readonly Candidate[] {
  const success = method === 'post' ? '201' : method === 'delete' ? '204' : '200';
  const names = [success, ...['200', '201', '202', '204', '400', '401', '403', '404', '409', '422', '429', '500', '503', 'default'].filter((name) => name !== success)];
  return names.map((name) => ({ name, kind: 'value', detail: phrases[name] ?? '' }));
}

/** What a status means in words. */
export function phraseOf(status: string): string | undefined {
  return Object.hasOwn(phrases, status) ? phrases[status] : undefined;
}

const mediaTypes: readonly Candidate[] = ['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded', 'application/octet-stream', 'text/plain', 'application/problem+json']
  .map((name) => ({ name, kind: 'value' }));

/** The scopes of the scheme that holds the place; of all schemes elsewhere. */
function scopeNames({ application, levels }: Place): readonly Candidate[] {
  const parts = new Set(levels.map(({ part }) => part));
  const schemes = application?.auth.schemes ?? [];
  const own = schemes.filter(({ name }) => parts.has(name));
  return (own.length > 0 ? own : schemes).flatMap((scheme) => (scheme.kind === 'jwt' ? scheme.scopes.map(({ name, description }): Candidate => ({ name, kind: 'scope', documentation: description })) : []));
}

function tagNames({ root, application }: Place): readonly Candidate[] {
  const declared = itemsOf(valueOf(root, 'tags')).flatMap((tag): readonly Candidate[] => {
    const name = valueOf(tag, 'name');
    const text = asText(name);
    return text === undefined || name === undefined ? [] : [{ name: text, kind: 'value', documentation: asText(valueOf(tag, 'description')) ?? '', target: name.span }];
  });
  const used = new Set((application?.endpoints ?? []).flatMap(({ tags }) => tags));
  for (const { name } of declared) used.delete(name);
  return [...declared, ...[...used].map((name): Candidate => ({ name, kind: 'value' }))];
}

/** What stands in braces in the path and has no parameter yet. */
function pathNames({ levels }: Place): readonly Candidate[] {
  const parameter = levels.at(-2)?.node;
  const list = levels.at(-3)?.node;
  if (levels[1]?.part !== 'paths' || (asText(valueOf(parameter, 'in')) ?? 'path') !== 'path') return [];
  const given = new Set(itemsOf(list).filter((item) => item !== parameter).map((item) => asText(valueOf(item, 'name'))));
  return [...String(levels[2]?.part).matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name).filter((name) => !given.has(name)).map((name) => ({ name, kind: 'attribute', detail: 'in the path' }));
}
