import type { Json } from '../../../base/json.ts';
import type { Attribute } from '../../../ir/entity.ts';
import type { Filter, ListBehavior } from '../../../ir/endpoint.ts';
import type { Call } from '../../../semantics/types.ts';
import type { HttpResponse } from '../../ports.ts';
import { describeResponse, type Finding, isRecord, jsonOf } from '../inspectResponse.ts';
import { entityNamed, primaryKey } from '../scenes.ts';
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
  const whole: Call = { ...call, query: largest };
  const sent = await suite.session.call('the largest page', whole);
  const draft = suite.session.draft(whole);
  const key = primaryKey(suite.application, entity.name);
  for (const filter of filters) {
    const wanted = (): Wanted | undefined => wantedBy(filter, { list, response: sent.response(), key });
    await suite.session.exchange({
      operation: endpoint.key,
      check: `${filter.parameter}=<${filter.attribute} of a row>`,
      request: () => {
        const found = wanted();
        return found === undefined ? undefined : draft.request((known) => ({ ...known, query: { ...known.query, [filter.parameter]: found.value } }));
      },
      like: whole,
      after: [sent, draft],
      ...(call.caller === undefined ? {} : { caller: call.caller }),
      inspect: (response): readonly Finding[] => {
        const { keys = [] } = wanted() ?? {};
        const found = itemsOf(list, jsonOf(response)).map((item) => item[key]);
        const same = response.status === 200 && found.length === keys.length && keys.every((each, index) => each === found[index]);
        return same ? [] : [{ expected: `200 with the rows ${JSON.stringify(keys)}`, actual: describeResponse(response) }];
      },
    });
  }
}

interface Wanted {
  readonly value: string;
  /** Of the rows that pass. */
  readonly keys: readonly (Json | undefined)[];
}

/** A value of the rows that were answered, and those that pass the filter with it; undefined when that would show nothing. */
function wantedBy(filter: Filter, { list, response, key }: { readonly list: ListBehavior; readonly response: HttpResponse | undefined; readonly key: string }): Wanted | undefined {
  const all = response === undefined ? [] : itemsOf(list, jsonOf(response));
  if (all.length < 2 || (list.paging.kind !== 'none' && all.length >= list.paging.max)) return undefined;
  const values = all.map((item) => item[filter.attribute]).filter((value) => typeof value === 'string');
  const value = values[Math.floor(values.length / 2)];
  return value === undefined ? undefined : { value, keys: all.filter((item) => passes(filter, item[filter.attribute], value)).map((item) => item[key]) };
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
