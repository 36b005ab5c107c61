import type { Entity } from '../../../ir/entity.ts';
import type { ObjectSchema } from '../../../ir/schema.ts';
import { resolveSchema } from '../resolveSchema.ts';
import type { TsFile } from '../code/tsFile.ts';
import { attributeOf, type Resource, type TestModel, writableProperties } from './testModel.ts';
import { varietyOfSchema } from './uniqueValue.ts';

/** With so many values the rows of a whole run of the tests do not meet. */
const plenty = 5000;

/** The least number of values that a unique attribute has which requests give: no more rows can be there at a time. */
export function rowsAtMost(model: TestModel, { entity, factory }: Resource): number {
  const varieties = writableProperties(factory?.input?.object).flatMap(({ name, schema }) => {
    const attribute = attributeOf(entity, name);
    const resolved = attribute?.unique === true && attribute.relation === undefined ? resolveSchema(model.application, schema) : undefined;
    return resolved === undefined ? [] : [varietyOfSchema(resolved)];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...varieties, ...compositeVarieties(model, entity, factory?.input?.object));
}

/** For each composite that no reference makes unique: how many values its best attribute has, through which rows go. */
function compositeVarieties({ application }: TestModel, entity: Entity, body: ObjectSchema | undefined): readonly number[] {
  const given = new Map(writableProperties(body).map(({ name, schema }) => [name, resolveSchema(application, schema)]));
  return entity.uniques.flatMap(({ attributes }) => {
    const members = attributes.map((name) => attributeOf(entity, name));
    if (members.some((attribute) => attribute === undefined || attribute.relation !== undefined || attribute.unique || attribute.generated !== undefined)) return [];
    const varieties = attributes.flatMap((name) => given.get(name) ?? []).map(varietyOfSchema);
    return varieties.length === 0 ? [] : [Math.max(...varieties)];
  });
}

/** Statement that gives each test empty tables for the rows of which only a few can be there; empty when there are none. */
export function scarceSource(file: TsFile, model: TestModel): string | undefined {
  const scarce = [...model.resources.values()].filter((resource) => resource.factory?.route !== undefined && rowsAtMost(model, resource) < plenty);
  if (scarce.length === 0) return undefined;
  const tables = scarce.map(({ entity }) => `\${${file.use(`table:${entity.name}`)}}`).join(', ');
  return `// Few of these rows can be there at a time, since a unique attribute has few values: every test begins without any.
${file.importFrom('node:test', 'beforeEach')}(async () => {
  await ${file.use('test:database')}.db.execute(${file.importFrom('drizzle-orm', 'sql')}\`truncate table ${tables} cascade\`);
});`;
}
