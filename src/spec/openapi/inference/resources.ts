import type { Content } from '../../../ir/endpoint.ts';
import type { CrudImplementation } from '../../../ir/endpoint.ts';
import type { ObjectSchema, Schema } from '../../../ir/schema.ts';
import type { Extensions } from '../extensions.ts';
import { isJson } from '../lowerOperation.ts';
import type { EndpointDraft } from '../lowerOperation.ts';
import type { Shapes } from './shapes.ts';
import { wrappedIn } from './wrappers.ts';
import type { Wrapped } from './wrappers.ts';

export type Action = CrudImplementation['action'];

/** An operation that may turn out to be CRUD, judged by its method and path alone. */
export interface Candidate {
  readonly draft: EndpointDraft;
  readonly action: Action;
  /** Path of the collection, with its placeholders. */
  readonly collection: string;
  /** The placeholder that ends the path of one row. */
  readonly keyParameter?: string;
  /** The row as the answer shows it, when it shows one. */
  readonly answer?: Shape;
  /** The property of the answer that holds the list; undefined when the answer is the list. */
  readonly listProperty?: string;
  /** What stands around the row in the answer; undefined when the answer is the row. */
  readonly wrapped?: Wrapped;
  /** The body as the request gives it. */
  readonly body?: Shape;
}

export interface Shape {
  /** Name of the named schema. */
  readonly name: string | undefined;
  readonly object: ObjectSchema;
}

/** A collection path with its operations. */
export interface Resource {
  readonly path: string;
  readonly candidates: readonly Candidate[];
}

const collectionActions: Partial<Readonly<Record<EndpointDraft['method'], Action>>> = { GET: 'list', POST: 'create' };
const itemActions: Partial<Readonly<Record<EndpointDraft['method'], Action>>> = { GET: 'read', PUT: 'replace', PATCH: 'update', DELETE: 'delete' };

/** Groups operations by the collection that their path speaks of. */
export function findResources(drafts: readonly EndpointDraft[], shapes: Shapes, extensions: Extensions): readonly Resource[] {
  const byPath = new Map<string, Candidate[]>();
  for (const draft of drafts) {
    const candidate = candidateOf(draft, shapes, extensions);
    if (candidate === undefined) continue;
    const group = byPath.get(candidate.collection);
    if (group === undefined) byPath.set(candidate.collection, [candidate]);
    else group.push(candidate);
  }
  return [...byPath].map(([path, candidates]) => ({ path, candidates: candidates.map((candidate) => unwrapped(candidate, candidates, shapes)) }));
}

/** A candidate with the row that stands inside of its answer, unless the collection lists the whole. */
function unwrapped(candidate: Candidate, all: readonly Candidate[], shapes: Shapes): Candidate {
  const { draft, action, answer, collection } = candidate;
  if (action === 'list' || answer === undefined) return candidate;
  const wrapped = wrappedIn(successOf(draft)?.schema, collection, shapes);
  const row = wrapped === undefined ? undefined : shapeOf(wrapped.property.schema, shapes);
  if (wrapped === undefined || row === undefined || all.some((other) => other.action === 'list' && other.answer?.object === answer.object)) return candidate;
  return { ...candidate, answer: row, wrapped };
}

/** The JSON that a success answers. */
function successOf(draft: EndpointDraft): Content | undefined {
  return jsonOf(draft.responses.find(({ status }) => status === draft.successStatus)?.contents);
}

function candidateOf(draft: EndpointDraft, shapes: Shapes, extensions: Extensions): Candidate | undefined {
  const segments = draft.path.split('/');
  const last = segments.at(-1) ?? '';
  const before = segments.at(-2) ?? '';
  const stated = extensions.operations.get(draft.key)?.operation;
  if (stated === false) return undefined;
  const keyParameter = placeholderOf(last);
  const item = keyParameter !== undefined && !before.includes('{') && before !== '';
  if (!item && last.includes('{')) return undefined;
  const action = stated ?? (item ? itemActions : collectionActions)[draft.method];
  if (action === undefined || last === '') return undefined;
  const collection = item ? segments.slice(0, -1).join('/') : draft.path;
  const success = successOf(draft);
  const listed = action === 'list' ? listIn(success?.schema, shapes) : undefined;
  const answer = action === 'list' ? shapeOf(listed?.items, shapes) : shapeOf(success?.schema, shapes);
  const body = action === 'create' || action === 'replace' || action === 'update' ? shapeOf(jsonOf(draft.requestBody?.contents)?.schema, shapes) : undefined;
  return {
    draft,
    action,
    collection,
    ...(item ? { keyParameter } : {}),
    ...(answer === undefined ? {} : { answer }),
    ...(listed?.property === undefined ? {} : { listProperty: listed.property }),
    ...(body === undefined ? {} : { body }),
  };
}

/** The name in a segment that is nothing but a placeholder. */
export function placeholderOf(segment: string): string | undefined {
  return /^\{([^}]+)\}$/.exec(segment)?.[1];
}

/** The content in JSON, when there is one. */
export function jsonOf(contents: readonly Content[] | undefined): Content | undefined {
  return contents?.find(({ mediaType }) => mediaType === 'application/json') ?? contents?.find(({ mediaType }) => isJson(mediaType));
}

function shapeOf(schema: Schema | undefined, shapes: Shapes): Shape | undefined {
  const object = shapes.objectOf(schema);
  return object === undefined || object.properties.length === 0 ? undefined : { name: shapes.nameOf(schema), object };
}

const listNames = /^(items|data|results?|rows|records|list|entries|content|values|elements|objects|collection|members|hits|nodes|_embedded)$/i;

/** The list in an answer: the answer itself, or the only list of objects in it, or the one with a usual name. */
function listIn(schema: Schema | undefined, shapes: Shapes): { readonly items: Schema; readonly property?: string } | undefined {
  if (schema === undefined) return undefined;
  const resolved = shapes.resolve(schema);
  if (resolved.kind === 'array') return { items: resolved.items };
  const lists = (shapes.objectOf(schema)?.properties ?? []).flatMap((property) => {
    const value = shapes.resolve(property.schema);
    return value.kind === 'array' && shapes.objectOf(value.items) !== undefined ? [{ items: value.items, property: property.name }] : [];
  });
  return lists.length === 1 ? lists[0] : lists.find(({ property }) => listNames.test(property));
}
