import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Call, RowValues } from '../../semantics/types.ts';

/** A call, by nobody yet, to the largest page of a list that the row stands in: the one without parents first; undefined when no list shows it. `isUntold`: no answer tells that value. */
export function listCallOn(application: ApplicationIR, entity: string, row: RowValues, isUntold: (value: Json) => boolean): Call | undefined {
  const candidates = application.endpoints.flatMap((endpoint): readonly Call[] => {
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud' || implementation.action !== 'list' || implementation.entity !== entity) return [];
    const path = implementation.parents.map(({ parameter, attribute }): readonly [string, Json] => [parameter, row[attribute] ?? null]);
    if (path.some(([, value]) => value === null || isUntold(value))) return [];
    const { paging } = implementation.list ?? {};
    const query = paging === undefined || paging.kind === 'none' || paging.limit === undefined ? {} : { [paging.limit]: String(paging.max) };
    return [{ endpoint: endpoint.key, caller: undefined, path: Object.fromEntries(path), query, headers: {} }];
  });
  return candidates.find(({ path }) => Object.keys(path).length === 0) ?? candidates[0];
}
