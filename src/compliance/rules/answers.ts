import type { SchemaFact } from '../../targets/facts/appFacts.ts';
import { compareShapes } from '../compareShapes.ts';
import { type Comparison, eachOf, pairing, type Rule } from '../comparison.ts';
import { type InputNode, schemaAt } from '../inputNodes.ts';
import type { IrIndex } from '../irIndex.ts';
import { shapeGap } from '../shapeGaps.ts';

/** The schemas of answers say what the spec says; those that are gone or have another name are told by whatever needs them. */
export const answers: Rule = (comparison) =>
  // What a schema says is told of itself, not of those that contain it.
  [...differences(comparison)].sort((a, b) => a.key.split('.').length - b.key.split('.').length);

const differences = eachOf(answerPairs, ({ expected, actual }, { index }) =>
  compareShapes(expected.shape, actual.shape).map((difference) => shapeGap(difference, nodeOf(expected, difference.path, index), `the schema ${expected.name}`, index)));

interface SchemaPair {
  readonly expected: SchemaFact;
  readonly actual: SchemaFact;
}

const pairOf = pairing<SchemaFact, SchemaPair>((expected, actual) => ({ expected, actual }));

function answerPairs(comparison: Comparison): readonly SchemaPair[] {
  const { expected, actual, index, functionNodes } = comparison;
  const pairs = expected.schemas.flatMap((schema) => {
    const other = standIn(schema, actual.schemas);
    return other === undefined || other === schema ? [] : [pairOf(schema, other, index)];
  });
  if (pairs.length === 0) return [];
  const checked = functionNodes.remember('inputs', () => inputPlaces(comparison));
  return pairs.filter(({ expected: { shape } }) => !checked.has(placeKey(shape.from ?? shape.at)));
}

function standIn({ name, at }: SchemaFact, schemas: readonly SchemaFact[]): SchemaFact | undefined {
  const named = schemas.filter((schema) => schema.name === name);
  return named.find((schema) => schema.at.file === at.file) ?? named[0];
}

/** Schemas that endpoints check their inputs with are told of there. */
function inputPlaces({ expected }: Comparison): ReadonlySet<string> {
  return new Set(expected.endpoints.flatMap(({ inputs }) => inputs.map(({ shape }) => placeKey(shape.from ?? shape.at))));
}

function placeKey({ file, start, end }: SchemaFact['at']): string {
  return `${file} ${String(start)} ${String(end)}`;
}

/** The attribute that a property shows, or a place below the named schema. */
function nodeOf(schema: SchemaFact, path: readonly string[], index: IrIndex): InputNode {
  const [unitNode = ''] = index.units.get(`${schema.at.file}#${schema.name}`)?.nodes ?? [];
  const named = index.schema(unitNode);
  const entity = named?.entity === undefined ? undefined : index.entity(named.entity);
  const [property, ...rest] = path;
  const attribute = entity?.attributes.find(({ name }) => name === property);
  const below = named === undefined ? undefined : schemaAt(named.schema, path, index);
  const steps = (attribute === undefined ? path : rest).map((step) => (step === '[]' ? 'items' : step));
  const owner = entity !== undefined && attribute !== undefined ? `${entity.name}.${attribute.name}` : unitNode === '' ? schema.name : unitNode;
  const spec = below?.span ?? attribute?.span ?? named?.span ?? index.endpoint(unitNode)?.span ?? index.root;
  return { key: [owner, ...steps].join('.'), spec, value: below?.schema.span ?? attribute?.schema.span, name: spec };
}
