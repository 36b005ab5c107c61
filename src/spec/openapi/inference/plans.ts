import { capitalise, pascalCase } from '../../../base/names.ts';
import type { Extensions } from '../extensions.ts';
import type { SchemaTable } from '../schemaTable.ts';
import { placeholderOf } from './resources.ts';
import type { Candidate, Resource, Shape } from './resources.ts';
import { singularName, stripAffixes } from './singular.ts';

/** An entity to be: its name, the shape of its rows, and the operations that speak of it. */
export interface EntityPlan {
  readonly name: string;
  readonly row: Shape;
  readonly candidates: readonly Candidate[];
  readonly inferred: string;
}

/** Decides which collections hold rows of an entity, and how it is called. */
export function planEntities(resources: readonly Resource[], table: SchemaTable, extensions: Extensions): readonly EntityPlan[] {
  const rows = resources.flatMap((resource) => {
    const row = rowOf(resource);
    return row === undefined || (row.name !== undefined && extensions.schemas.get(row.name)?.entity === false) ? [] : [{ resource, row }];
  });
  const isInline = ({ name }: Shape): boolean => name === undefined || table.isInline(name);
  const wanted = new Map<string, number>();
  for (const { resource, row } of rows) {
    const name = isInline(row) ? pathName(resource.path) : '';
    wanted.set(name, (wanted.get(name) ?? 0) + 1);
  }
  const groups = new Map<string, EntityPlan>();
  for (const { resource, row } of rows) {
    const short = pathName(resource.path);
    const name = isInline(row) ? ((wanted.get(short) ?? 0) > 1 ? longName(resource.path) : short) : statedName(row, extensions) ?? componentName(row);
    const known = groups.get(name.toLowerCase());
    groups.set(name.toLowerCase(), {
      name: known?.name ?? name,
      row: known?.row ?? row,
      candidates: [...(known?.candidates ?? []), ...resource.candidates],
      inferred: known?.inferred ?? whyOf(resource, row, isInline(row)),
    });
  }
  return [...groups.values()];
}

/** The row as the collection shows it: as one row is read, else as it is listed, else as it is answered after a change. */
function rowOf({ candidates }: Resource): Shape | undefined {
  const by = (action: Candidate['action']): Shape | undefined => candidates.find((candidate) => candidate.action === action && candidate.answer !== undefined)?.answer;
  const read = by('read');
  const listed = by('list');
  if (read !== undefined && isWrapper(read)) return listed;
  if (read !== undefined || listed !== undefined) return read ?? listed;
  const stored = candidates.some(({ action }) => action === 'delete' || action === 'replace' || action === 'update');
  return stored ? by('create') ?? by('replace') ?? by('update') : undefined;
}

/** `{ data: Pet }`: an answer around the row. */
function isWrapper({ object }: Shape): boolean {
  return object.properties.length <= 2 && object.properties.some(({ schema }) => schema.kind === 'ref' || schema.kind === 'object') && !object.properties.some(({ name }) => /(^|_)(id|uuid|key|slug|code|name)$|Id$/.test(name));
}

function statedName({ name }: Shape, extensions: Extensions): string | undefined {
  const stated = name === undefined ? undefined : extensions.schemas.get(name)?.entity;
  return typeof stated === 'string' ? pascalCase(stated) : undefined;
}

function componentName({ name }: Shape): string {
  return stripAffixes(name ?? '') || (name ?? 'Row');
}

const version = /^v\d+([a-z]+\d*)?$|^api$/i;

function literals(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '' && !segment.includes('{') && !version.test(segment));
}

/** `/orders/{orderId}/items` gives `OrderItem`, `/pets` gives `Pet`. */
function pathName(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  const parent = placeholderOf(segments.at(-2) ?? '') === undefined ? '' : segments.at(-3) ?? '';
  const own = singularName(literals(path).at(-1) ?? path);
  const name = parent.includes('{') ? own : singularName(parent) + own;
  return usable(name, path);
}

function longName(path: string): string {
  return usable(literals(path).map(singularName).join(''), path);
}

function usable(name: string, path: string): string {
  if (name === '') return 'Row';
  return /^\p{N}/u.test(name) ? `Row${name}` : capitalise(name === '' ? path : name);
}

function whyOf({ path, candidates }: Resource, row: Shape, inline: boolean): string {
  const shown = candidates.some(({ action }) => action === 'read') ? 'one row can be read' : 'rows can be listed';
  return inline ? `${shown} under ${path}` : `${shown} under ${path} as ${row.name ?? 'an object'}`;
}
