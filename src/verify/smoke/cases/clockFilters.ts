import type { Json } from '../../../base/json.ts';
import type { Attribute } from '../../../ir/entity.ts';
import type { Filter, ListBehavior } from '../../../ir/endpoint.ts';
import type { Call } from '../../../semantics/types.ts';
import { describeResponse, type Finding, isRecord, jsonOf } from '../inspectResponse.ts';
import { requestOf } from '../requestOf.ts';
import { entityNamed, primaryKey } from '../scenes.ts';
import { bodyOf } from '../session.ts';
import type { CrudEndpoint, Suite } from '../suite.ts';

type Item = Readonly<Record<string, Json>>;

/** Filters by instants of the server's clock, also those that flows store: the model does not know them, so the whole list is read first and filtered here. */
export async function checkClockFilters(suite: Suite, endpoint: CrudEndpoint, list: ListBehavior, call: Call): Promise<void> {
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  const isClock = (filter: Filter): boolean => entity.attributes.some((attribute) => attribute.name === filter.attribute && followsClock(attribute));
  const filters = list.filters.filter(isClock);
  if (filters.length === 0) return;
  const { paging } = list;
  const largest = paging.kind === 'none' || paging.limit === undefined ? {} : { [paging.limit]: String(paging.max) };
  const all = itemsOf(list, bodyOf(await suite.session.call('the largest page', { ...call, query: largest })));
  if (all.length < 2 || (paging.kind !== 'none' && all.length >= paging.max)) return;
  const key = primaryKey(suite.application, entity.name);
  for (const filter of filters) {
    const values = all.map((item) => item[filter.attribute]).filter((value) => typeof value === 'string');
    const value = values[Math.floor(values.length / 2)];
    if (value === undefined) continue;
    const wanted = all.filter((item) => passes(filter, item[filter.attribute], value)).map((item) => item[key]);
    await suite.session.exchange({
      operation: endpoint.key,
      check: `${filter.parameter}=<${filter.attribute} of a row>`,
      request: requestOf(suite.application, endpoint, { ...call, query: { ...largest, [filter.parameter]: value } }, suite.session.credentials.valid(endpoint, call.caller)),
      ...(call.caller === undefined ? {} : { caller: call.caller }),
      inspect: (response): readonly Finding[] => {
        const found = itemsOf(list, jsonOf(response)).map((item) => item[key]);
        const same = response.status === 200 && found.length === wanted.length && wanted.every((each, index) => each === found[index]);
        return same ? [] : [{ expected: `200 with the rows ${JSON.stringify(wanted)}`, actual: describeResponse(response) }];
      },
    });
  }
}

function followsClock({ generated, schema }: Attribute): boolean {
  return generated === 'createdAt' || generated === 'updatedAt' || (generated === 'flow' && schema.kind === 'string' && schema.format === 'date-time');
}

function itemsOf({ envelope }: ListBehavior, body: Json | undefined): readonly Item[] {
  const items = envelope.kind === 'array' ? body : isRecord(body) ? body[envelope.items] : undefined;
  return Array.isArray(items) ? (items as readonly Json[]).filter(isRecord) : [];
}

function passes({ operator }: Filter, item: Json | undefined, value: string): boolean {
  if (typeof item !== 'string') return false;
  const order = Date.parse(item) - Date.parse(value);
  switch (operator) {
    case 'eq': case 'in': return order === 0;
    case 'ne': return order !== 0;
    case 'gt': return order > 0;
    case 'gte': return order >= 0;
    case 'lt': return order < 0;
    case 'lte': return order <= 0;
    case 'contains': case 'startsWith': return false;
  }
}
