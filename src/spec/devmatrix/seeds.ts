import type { Json } from '../../base/json.ts';
import type { Attribute, Entity, SeedRow } from '../../ir/entity.ts';
import { asText, entriesOf, itemsOf, valueOf, type SourceNode } from '../source.ts';
import { type Context, didYouMean } from './context.ts';
import type { Drafts } from './drafts.ts';
import { attributeFor, attributeNames } from './attributeNames.ts';
import { jsonFor } from './schemas.ts';
import { violation } from './violation.ts';

interface Row {
  readonly entity: Entity;
  readonly node: SourceNode;
  readonly index: number;
}

/** The entities with their seed rows, references to other rows resolved and every value checked. */
export function withSeeds(entities: readonly Entity[], drafts: Drafts, context: Context): readonly Entity[] {
  const rows = entities.flatMap((entity) => itemsOf(valueOf(drafts.entities.find(({ name }) => name === entity.name)?.node, 'seed')).map((node, index): Row => ({ entity, node, index })));
  const referred = new Set<Row>();
  const values = new Map(rows.map((row) => [row, readRow(row, rows, referred, context)]));
  for (const entity of entities) checkUniques(entity, rows.filter((row) => row.entity === entity), context);
  return entities.map((entity): Entity => ({
    ...entity,
    seed: rows.filter((row) => row.entity === entity).map((row): SeedRow => {
      const given = values.get(row) ?? {};
      return { values: referred.has(row) && given['id'] === undefined ? { id: keyOf(row), ...given } : given, span: row.node.span };
    }),
  }));
}

/** No two seed rows have the same value of a unique attribute. */
function checkUniques(entity: Entity, rows: readonly Row[], context: Context): void {
  for (const attribute of entity.attributes.filter(({ unique }) => unique)) {
    const seen = new Set<string>();
    for (const { node } of rows) {
      const stated = entriesOf(node).find((entry) => attributeFor(entry.key, entity.attributes, entity.relations) === attribute)?.value;
      const value = asText(stated);
      if (stated === undefined || value === undefined) continue;
      if (seen.has(value)) context.report('DM1126', stated.span, { entity: entity.name, problem: `${attribute.name} is unique, and another row has "${value}"` });
      seen.add(value);
    }
  }
}

function readRow(row: Row, rows: readonly Row[], referred: Set<Row>, context: Context): Readonly<Record<string, Json>> {
  const { entity, node } = row;
  const values: [string, Json][] = [];
  const meant = new Set<string | undefined>();
  for (const entry of entriesOf(node)) {
    const attribute = attributeFor(entry.key, entity.attributes, entity.relations);
    if (attribute === undefined) {
      const { advice, extras, guess } = didYouMean(entry.key, attributeNames(entity.attributes, entity.relations), entry.keySpan);
      context.report('DM1121', entry.keySpan, { entity: entity.name, kind: 'attribute or relation', name: entry.key, advice }, extras);
      meant.add(guess);
      continue;
    }
    const value = attribute.relation !== undefined && entry.value.kind === 'map' ? reference(entry.value, attribute, row, rows, referred, context) : jsonFor(entry.value, attribute.schema);
    if (value === undefined) continue;
    const problem = violation(value, attribute.schema);
    if (problem !== undefined) context.report('DM1126', entry.value.span, { entity: entity.name, problem: `${entry.key}: ${problem}` });
    values.push([attribute.name, value]);
  }
  const missing = entity.attributes.filter((attribute) => isNeeded(attribute) && !values.some(([name]) => name === attribute.name)).map((attribute) => attribute.relation ?? attribute.name).filter((name) => !meant.has(name));
  if (missing.length > 0) context.report('DM1126', entriesOf(node)[0]?.keySpan ?? node.span, { entity: entity.name, problem: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing` });
  return Object.fromEntries(values);
}

/** In a seed row nobody but the row itself gives an owner or what flows would write. */
function isNeeded(attribute: Attribute): boolean {
  if (attribute.schema.nullable || attribute.schema.default !== undefined) return false;
  return attribute.generated === undefined || attribute.generated === 'owner' || attribute.generated === 'flow';
}

/** `category: { name: Mugs }` is the key of the seed row with that name. */
function reference(node: SourceNode, attribute: Attribute, row: Row, rows: readonly Row[], referred: Set<Row>, context: Context): Json | undefined {
  const relation = row.entity.relations.find(({ name }) => name === attribute.relation);
  const found = rows.filter((other) => other.entity.name === relation?.target && entriesOf(node).every((wanted) => asText(valueOf(other.node, wanted.key)) === asText(wanted.value)));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    context.report('DM1126', node.span, { entity: row.entity.name, problem: `${found.length === 0 ? 'no' : 'more than one'} seed row of ${relation?.target ?? 'the other entity'} has these values` });
    return undefined;
  }
  referred.add(only);
  return asText(valueOf(only.node, 'id')) ?? keyOf(only);
}

/** A key that is the same in every generation: of the entity's name and the position of the row. */
function keyOf(row: Row): Json {
  const key = row.entity.attributes.find(({ primaryKey }) => primaryKey);
  if (key?.schema.kind === 'integer') return row.index + 1;
  const hex = [0, 1, 2, 3].map((part) => fnv(`${part} ${row.entity.name} ${row.index}`)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** FNV-1a, 32 bits, as eight hexadecimal digits. */
function fnv(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
