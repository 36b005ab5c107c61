import { pascalCase } from '../../base/names.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import { asString, asText, entriesOf, itemsOf, type SourceEntry, type SourceNode, valueOf } from '../../spec/source.ts';
import { stepKinds } from '../../spec/devmatrix/stepContext.ts';
import { describeRelation, describeSchema } from '../describe.ts';
import { summaryOf } from '../hover/describeNode.ts';
import type { Reading } from '../reading.ts';
import type { SpecSymbol } from '../types.ts';
import { symbolOf, symbolOfItem, type SymbolLook, symbolsOfEntries } from './symbol.ts';

type Section = (node: SourceNode, application: ApplicationIR | undefined) => readonly SpecSymbol[];

const sections: Readonly<Partial<Record<string, Section>>> = {
  entities: (node, application) => symbolsOfEntries(node, (entry) => entityLook(entry, application)),
  stateMachines: (node) => symbolsOfEntries(node, machineLook),
  flows: (node) => symbolsOfEntries(node, flowLook),
  endpoints: (node) => symbolsOfEntries(node, ({ value }) => ({ kind: 'endpoint', detail: asText(valueOf(value, 'summary')) ?? '', children: steps(valueOf(value, 'steps')) })),
  invariants: (node) => symbolsOfEntries(node, ({ value }) => ({ kind: 'invariant', detail: asText(valueOf(value, 'rule')) ?? '' })),
  events: (node) => symbolsOfEntries(node, ({ value }) => ({ kind: 'event', children: symbolsOfEntries(value, schemaLook) })),
  types: (node) => symbolsOfEntries(node, ({ value }) => ({ kind: 'type', detail: summary(value) })),
  auth: (node) => symbolsOfEntries(valueOf(node, 'scopes'), ({ value }) => ({ kind: 'scope', detail: asText(value) ?? '' })),
};

/** The outline of a DevMatrix spec. */
export function devmatrixSymbols({ root, application }: Reading): readonly SpecSymbol[] {
  return entriesOf(root).flatMap((entry) => {
    const children = Object.hasOwn(sections, entry.key) ? sections[entry.key]?.(entry.value, application) : undefined;
    return children === undefined ? [] : [symbolOf(entry, { kind: 'section', children })];
  });
}

function entityLook({ key, value }: SourceEntry, application: ApplicationIR | undefined): SymbolLook {
  const entity = application?.entities.find(({ name }) => name === pascalCase(key));
  const attributes = entriesOf(valueOf(value, 'attributes')).map((entry) => {
    const attribute = entity?.attributes.find(({ name }) => name === entry.key);
    return symbolOf(entry, { kind: 'attribute', detail: attribute === undefined ? summary(entry.value) : describeSchema(attribute.schema) });
  });
  const relations = entriesOf(valueOf(value, 'relations')).map((entry) => {
    const relation = entity?.relations.find(({ name }) => name === entry.key);
    return symbolOf(entry, { kind: 'relation', detail: relation === undefined ? '' : describeRelation(relation) });
  });
  const children = [...attributes, ...relations].sort((a, b) => a.span.start - b.span.start);
  return { kind: 'entity', detail: asText(valueOf(value, 'description')) ?? '', children };
}

function summary(node: SourceNode): string {
  return asString(node) ?? summaryOf(node);
}

function schemaLook({ value }: SourceEntry): SymbolLook {
  return { kind: 'property', detail: summary(value) };
}

function machineLook({ value }: SourceEntry): SymbolLook {
  const states = itemsOf(valueOf(value, 'states')).map((node) => symbolOfItem(node, node.span, asText(node) ?? '', { kind: 'state' }));
  const transitions = symbolsOfEntries(valueOf(value, 'transitions'), (entry) => ({ kind: 'transition', detail: ways(entry.value) }));
  return { kind: 'machine', detail: asText(valueOf(value, 'entity')) ?? '', children: [...states, ...transitions] };
}

function ways(node: SourceNode): string {
  const from = valueOf(node, 'from');
  const sources = from?.kind === 'seq' ? from.items.map(asText).join(', ') : asText(from);
  return sources === undefined ? '' : `${sources} → ${asText(valueOf(node, 'to')) ?? ''}`;
}

function flowLook({ value }: SourceEntry): SymbolLook {
  const trigger = valueOf(value, 'trigger');
  const http = valueOf(trigger, 'http');
  const event = asText(valueOf(trigger, 'event'));
  const schedule = asText(valueOf(trigger, 'schedule'));
  const route = asText(http) ?? [asText(valueOf(http, 'method')), asText(valueOf(http, 'path'))].filter((part) => part !== undefined).join(' ');
  const detail = http !== undefined ? route : event !== undefined ? `on ${event}` : schedule !== undefined ? `at ${schedule}` : 'called';
  return { kind: 'flow', detail: trigger === undefined ? '' : detail, children: steps(valueOf(value, 'steps')) };
}

function steps(list: SourceNode | undefined): readonly SpecSymbol[] {
  return itemsOf(list).flatMap((node): readonly SpecSymbol[] => {
    const entry = entriesOf(node).find(({ key }) => stepKinds.some((kind) => kind === key));
    if (entry === undefined) return [];
    const subject = asText(entry.value) ?? entriesOf(entry.value).map(({ key }) => key).join(', ');
    const as = asText(valueOf(node, 'as'));
    return [symbolOfItem(node, entry.keySpan, `${entry.key} ${subject.replace(/\s+/g, ' ').slice(0, 60)}`.trimEnd(), { kind: 'step', detail: as === undefined ? '' : `as ${as}`, children: steps(valueOf(node, 'steps')) })];
  });
}
