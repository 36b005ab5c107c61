import { camelCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Atom } from '../../../ir/atom.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { primaryKeyOf } from '../columns.ts';
import { member, quote } from '../expressions/code.ts';
import { knownNames } from './knownNames.ts';

/**
 * What can be derived of an endpoint in words that nobody wrote: the rows that its path names are looked up, so that unknown ones, and those of
 * others, are 404; the rest answers 501. Undefined for atoms of which nothing can be derived.
 */
export function partialCode(atom: Atom, application: ApplicationIR): { readonly code: string; readonly helpers: readonly string[] } | undefined {
  if (atom.task.category !== 'endpoint') return undefined;
  const endpoint = application.endpoints.find(({ key }) => key === atom.nodes[0]);
  if (endpoint === undefined) return undefined;
  const found = rowsOf(endpoint, application);
  if (found.length === 0) return undefined;
  const lines = found.flatMap(({ entity, parameter, repository, find }) => {
    const name = camelCase(entity);
    const key = `input.params${member(parameter)}`;
    return [`  const ${name} = await ${repository}.${find}(context, ${key});`, `  if (${name} === undefined) throw notFound(${quote(entity)}, ${key});`];
  });
  const code = `${atom.task.signature} {\n${lines.join('\n')}\n  throw notImplemented(${quote(endpoint.operationId)}, ${quote(atom.task.words)});\n}`;
  return { code, helpers: [] };
}

interface NamedRow {
  readonly entity: string;
  readonly parameter: string;
  readonly repository: string;
  readonly find: 'find' | 'findOwned';
}

/** The rows that path parameters name, each entity once, as far as the app has a read of them at that place. */
function rowsOf(endpoint: Endpoint, application: ApplicationIR): readonly NamedRow[] {
  const rows = new Map<string, NamedRow>();
  for (const match of endpoint.path.matchAll(/\{([^}]+)\}/g)) {
    const parameter = match[1] ?? '';
    const row = rowAt(shapeOf(endpoint.path.slice(0, match.index + match[0].length)), parameter, application, endpoint.access.kind === 'secured');
    if (row !== undefined && !rows.has(row.entity)) rows.set(row.entity, row);
  }
  return [...rows.values()];
}

function rowAt(shape: string, parameter: string, application: ApplicationIR, isSecured: boolean): NamedRow | undefined {
  const keyed = application.endpoints.find(({ path, implementation }) => shapeOf(path) === shape && implementation.kind === 'crud' && implementation.key !== undefined);
  if (keyed?.implementation.kind !== 'crud') return undefined;
  const { entity: name, key } = keyed.implementation;
  const entity = application.entities.find((candidate) => candidate.name === name);
  if (entity === undefined || key?.attribute !== primaryKeyOf(entity).name) return undefined;
  const repository = knownNames(application).find((known) => known.key === `repository:${name}`);
  if (repository?.members?.includes('find') !== true) return undefined;
  return { entity: name, parameter, repository: repository.name, find: isSecured && repository.members.includes('findOwned') ? 'findOwned' : 'find' };
}

/** A path without the names of its parameters. */
function shapeOf(path: string): string {
  return path.replaceAll(/\{[^}]+\}/g, '{}');
}
