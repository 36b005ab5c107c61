import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { CrudImplementation } from '../../ir/endpoint.ts';
import type { Call, Caller, RowValues } from '../../semantics/types.ts';

/** A row, and who may look at it. */
interface Shown {
  readonly entity: string;
  readonly row: RowValues;
  readonly callers: readonly (Caller | undefined)[];
}

/**
 * Calls that may show the row: to the largest pages of lists, the one without parents first, then for the row alone; each by
 * all callers. `isUntold`: no answer tells that value.
 */
export function callsShowing(application: ApplicationIR, { entity, row, callers }: Shown, isUntold: (value: Json) => boolean): readonly Call[] {
  const calls = (action: 'list' | 'read'): readonly Call[] => application.endpoints.flatMap((endpoint): readonly Call[] => {
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud' || implementation.action !== action || implementation.entity !== entity) return [];
    const path = pathTo(implementation, row);
    if (path.some(([, value]) => value === null || isUntold(value))) return [];
    const { paging } = implementation.list ?? {};
    const query = paging === undefined || paging.kind === 'none' || paging.limit === undefined ? {} : { [paging.limit]: String(paging.max) };
    return callers.map((caller) => ({ endpoint: endpoint.key, caller, path: Object.fromEntries(path), query, headers: {} }));
  });
  const lists = calls('list');
  const isPlain = ({ path }: Call): boolean => Object.keys(path).length === 0;
  return [...lists.filter(isPlain), ...lists.filter((call) => !isPlain(call)), ...calls('read')];
}

function pathTo({ parents, key }: CrudImplementation, row: RowValues): readonly (readonly [string, Json])[] {
  const places = [...parents, ...(key === undefined ? [] : [key])];
  return places.map(({ parameter, attribute }) => [parameter, row[attribute] ?? null] as const);
}
