import { asText, entriesOf, type SourceEntry, valueOf } from '../../spec/source.ts';
import { typeOf } from '../hover/describeNode.ts';
import type { Reading } from '../reading.ts';
import type { SpecSymbol } from '../types.ts';
import { symbolOf, type SymbolLook, symbolsOfEntries } from './symbol.ts';

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']);

/** The outline of an OpenAPI document: paths with their operations, and the components. */
export function openApiSymbols({ root }: Reading): readonly SpecSymbol[] {
  return entriesOf(root).flatMap((entry): readonly SpecSymbol[] => {
    if (entry.key === 'paths' || entry.key === 'webhooks') return [symbolOf(entry, { kind: 'section', children: symbolsOfEntries(entry.value, pathLook) })];
    return entry.key === 'components' ? [symbolOf(entry, { kind: 'section', children: symbolsOfEntries(entry.value, sectionLook) })] : [];
  });
}

function pathLook({ value }: SourceEntry): SymbolLook {
  const children = entriesOf(value).filter(({ key }) => methods.has(key)).map((entry) => {
    const id = asText(valueOf(entry.value, 'operationId'));
    const detail = [id, asText(valueOf(entry.value, 'summary'))].filter((part) => part !== undefined).join(' · ');
    return symbolOf(entry, { kind: 'endpoint', name: entry.key.toUpperCase(), detail });
  });
  return { kind: 'path', detail: asText(valueOf(value, 'summary')) ?? '', children };
}

function sectionLook({ key, value }: SourceEntry): SymbolLook {
  const isSchemas = key === 'schemas';
  return { kind: 'section', children: symbolsOfEntries(value, (entry) => (isSchemas ? schemaLook(entry) : { kind: 'component', detail: asText(valueOf(entry.value, 'description'))?.split('\n', 1)[0] ?? '' })) };
}

function schemaLook({ value }: SourceEntry): SymbolLook {
  return { kind: 'schema', detail: typeOf(value), children: symbolsOfEntries(valueOf(value, 'properties'), (entry) => ({ kind: 'property', detail: typeOf(entry.value) })) };
}
