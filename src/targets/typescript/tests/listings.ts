import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint, ListBehavior } from '../../../ir/endpoint.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { quoted } from './literal.ts';
import { listingName } from './testNames.ts';

const path = 'tests/generated/support/listings.ts';

/** Emits `support/listings.ts`: how each list is cut into pages, so that tests can walk it. */
export const listingsEmitter: Emitter = {
  name: 'testListings',
  declare(application: ApplicationIR, symbols: SymbolTable): void {
    for (const { endpoint } of listsOf(application)) symbols.declare(`test:${listingName(endpoint)}`, path, listingName(endpoint));
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const lists = listsOf(application);
    if (lists.length === 0) return [];
    const file = new TsFile(symbols, { path, emitter: 'testListings', milestone: 'tests', stratum: 'ast', reason: 'follows from the paging of the list endpoints' });
    for (const { endpoint, list } of lists) file.add({ name: listingName(endpoint), nodes: [endpoint.key] }, () => listingSource(file, endpoint, list));
    return [file.finish()];
  },
};

function listsOf({ endpoints }: ApplicationIR): readonly { readonly endpoint: Endpoint; readonly list: ListBehavior }[] {
  return endpoints.flatMap((endpoint) => {
    const { implementation } = endpoint;
    return (implementation.kind === 'crud' || implementation.kind === 'link') && implementation.list !== undefined ? [{ endpoint, list: implementation.list }] : [];
  });
}

function listingSource(file: TsFile, endpoint: Endpoint, { paging, envelope }: ListBehavior): string {
  const parts: string[] = [];
  if (envelope.kind === 'object') parts.push(`items: ${quoted(envelope.items)}`);
  if (paging.kind !== 'none' && paging.limit !== undefined) parts.push(`limit: { parameter: ${quoted(paging.limit)}, max: ${paging.max} }`);
  if (paging.kind === 'keyset' && envelope.kind === 'object' && envelope.nextCursor !== undefined) {
    parts.push(`cursor: { parameter: ${quoted(paging.cursor)}, property: ${quoted(envelope.nextCursor)}${envelope.within === undefined ? '' : `, within: ${quoted(envelope.within)}`} }`);
  }
  if (paging.kind === 'offset') parts.push(`offset: ${quoted(paging.offset)}`);
  if (paging.kind === 'page') parts.push(`page: { parameter: ${quoted(paging.page)}, first: ${paging.first} }`);
  return `/** The pages of \`${endpoint.key}\`. */\nexport const ${listingName(endpoint)}: ${file.use('test:Listing')} = { ${parts.join(', ')} };`;
}
