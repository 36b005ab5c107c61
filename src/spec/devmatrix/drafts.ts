import { camelCase, pascalCase } from '../../base/names.ts';
import type { Span } from '../../base/span.ts';
import { asString, entriesOf, itemsOf, valueOf, type SourceEntry, type SourceNode } from '../source.ts';
import { type Context, didYouMean } from './context.ts';

/** What a spec declares by name, before anything refers to anything. */
export interface Drafts {
  readonly entities: readonly EntityDraft[];
  readonly machines: readonly MachineDraft[];
}

export interface EntityDraft {
  readonly name: string;
  readonly node: SourceNode;
  readonly span: Span;
  readonly attributes: readonly SourceEntry[];
  readonly relations: readonly RelationDraft[];
  /** Relations whose target does not exist, which has been told: nothing more is said about them. */
  readonly broken: readonly string[];
}

export type RelationKind = 'belongsTo' | 'hasMany' | 'hasOne' | 'manyToMany';

export interface RelationDraft {
  readonly kind: RelationKind;
  readonly name: string;
  readonly entity: string;
  /** Resolved name of the target entity. */
  readonly target: string;
  readonly node: SourceNode;
  readonly span: Span;
}

export interface MachineDraft {
  readonly name: string;
  readonly specName: string;
  readonly node: SourceNode;
  readonly span: Span;
  readonly states: readonly { readonly name: string; readonly span: Span }[];
  readonly initial: string;
}

const relationKinds: readonly RelationKind[] = ['belongsTo', 'hasMany', 'hasOne', 'manyToMany'];

/** Collects the declared entities, relations and machines. */
export function readDrafts(root: SourceNode, context: Context): Drafts {
  const entries = distinctEntities(entriesOf(valueOf(root, 'entities')), context);
  const names = entries.map((entry) => pascalCase(entry.key));
  const entities = entries.map((entry): EntityDraft => {
    const declared = entriesOf(valueOf(entry.value, 'relations'));
    const relations = declared.flatMap((relation) => readRelation(relation, pascalCase(entry.key), names, context));
    return {
      name: pascalCase(entry.key), node: entry.value, span: entry.keySpan, attributes: entriesOf(valueOf(entry.value, 'attributes')), relations,
      broken: declared.map(({ key }) => key).filter((key) => !relations.some(({ name }) => name === key)),
    };
  });
  return { entities, machines: entriesOf(valueOf(root, 'stateMachines')).map((entry) => readMachine(entry, context)) };
}

/** The entities without those whose name another has already, letter case aside. */
function distinctEntities(entries: readonly SourceEntry[], context: Context): readonly SourceEntry[] {
  const taken = new Map<string, string>();
  return entries.filter((entry) => {
    const name = pascalCase(entry.key);
    const other = taken.get(name.toLowerCase());
    if (other !== undefined) context.report('DM1104', entry.keySpan, { what: 'The entity', name: entry.key, other: `the entity "${other}"`, result: name });
    taken.set(name.toLowerCase(), other ?? entry.key);
    return other === undefined;
  });
}

function readRelation(entry: SourceEntry, entity: string, names: readonly string[], context: Context): readonly RelationDraft[] {
  const kind = relationKinds.find((candidate) => valueOf(entry.value, candidate) !== undefined);
  if (kind === undefined) return [];
  const targetNode = valueOf(entry.value, kind);
  const target = targetNode === undefined ? undefined : resolveEntity(targetNode, names, context);
  return target === undefined ? [] : [{ kind, name: entry.key, entity, target, node: entry.value, span: entry.keySpan }];
}

/** The declared entity that a node names; reports when there is none. */
export function resolveEntity(node: SourceNode, names: readonly string[], context: Context): string | undefined {
  const text = asString(node);
  if (text === undefined) return undefined;
  const found = names.find((name) => name === pascalCase(text));
  if (found !== undefined) return found;
  const { advice, extras } = didYouMean(text, names, node.span);
  context.report('DM1120', node.span, { name: text, advice }, extras);
  return undefined;
}

function readMachine(entry: SourceEntry, context: Context): MachineDraft {
  const seen = new Set<string>();
  const states = itemsOf(valueOf(entry.value, 'states')).flatMap((node) => {
    const name = asString(node);
    if (name !== undefined && seen.has(name)) context.report('DM1146', node.span, { name, machine: entry.key }, { fixes: [context.removal(node.span.start, node.span.end, 'the second one')] });
    if (name === undefined || seen.has(name)) return [];
    seen.add(name);
    return [{ name, span: node.span }];
  });
  const initialNode = valueOf(entry.value, 'initial');
  const initial = asString(initialNode) ?? states[0]?.name ?? '';
  if (initialNode !== undefined && !states.some(({ name }) => name === initial)) {
    const { advice, extras } = didYouMean(initial, states.map(({ name }) => name), initialNode.span);
    context.report('DM1141', initialNode.span, { machine: entry.key, name: initial, advice }, extras);
  }
  return { name: camelCase(entry.key), specName: entry.key, node: entry.value, span: entry.keySpan, states, initial };
}
