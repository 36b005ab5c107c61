import type { SchemaFact } from '../../targets/facts/appFacts.ts';
import { compareShapes } from '../compareShapes.ts';
import type { Comparison, Rule } from '../comparison.ts';
import { type InputNode, schemaAt } from '../inputNodes.ts';
import type { IrIndex } from '../irIndex.ts';
import { shapeGap } from '../shapeGaps.ts';

/** The schemas of answers say what the spec says; those that are gone or have another name are told by whatever needs them. */
export const answers: Rule = (comparison) => {
  const checked = comparison.functionNodes.remember('inputs', () => inputPlaces(comparison));
  const gaps = comparison.expected.schemas.filter(({ shape }) => !checked.has(placeKey(shape.from ?? shape.at))).flatMap((schema) => {
    const other = standIn(schema, comparison.actual.schemas);
    return other === undefined ? [] : compareShapes(schema.shape, other.shape).map((difference) =>
      shapeGap(difference, nodeOf(schema, difference.path, comparison.index), `the schema ${schema.name}`, comparison.index));
  });
  // What a schema says is told of itself, not of those that contain it.
  return gaps.sort((a, b) => a.key.split('.').length - b.key.split('.').length);
};

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
