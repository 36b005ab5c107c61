import type { Json } from '../../../base/json.ts';
import type { ObjectSchema, Schema } from '../../../ir/schema.ts';
import { toScale } from '../../../semantics/decimal.ts';
import type { TsFile } from '../code/tsFile.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { literal, propertyName } from './literal.ts';
import { type BodyField, bodyFields, type BodyOptions } from './requestBody.ts';
import { objectOf, type TestModel, writableProperties } from './testModel.ts';

/** The fields that a request cannot do without. */
export function minimalBody(file: TsFile, model: TestModel, body: ObjectSchema | undefined, options: BodyOptions): readonly BodyField[] {
  const required = new Set(writableProperties(body).filter((property) => property.required).map(({ name }) => name));
  const needed = body === undefined ? undefined : { ...body, properties: body.properties.filter(({ name }) => required.has(name)) };
  return bodyFields(file, model, needed, options);
}

/** What the answer shows for the properties that the minimal request leaves out, as an object literal; undefined when there are none. */
export function defaultedFields(model: TestModel, body: ObjectSchema | undefined, answer: Schema | undefined): string | undefined {
  const shown = new Map(objectOf(model.application, answer)?.properties.map((property) => [property.name, property]));
  const fields = writableProperties(body).flatMap(({ name, required, schema }) => {
    const visible = shown.get(name);
    if (required || visible === undefined || visible.writeOnly) return [];
    const value = defaultOf(model, schema);
    return value === undefined || (value === null && !visible.required) ? [] : [`${propertyName(name)}: ${literal(value)}`];
  });
  return fields.length === 0 ? undefined : `{ ${fields.join(', ')} }`;
}

/** What is stored for an absent property: its default, else null where that is allowed. */
function defaultOf(model: TestModel, schema: Schema): Json | undefined {
  const resolved = resolveSchema(model.application, schema);
  const stated = schema.default ?? resolved?.default;
  if (stated === undefined || stated === null) return resolved?.nullable === true ? null : undefined;
  if (resolved?.kind === 'decimal' && typeof stated !== 'boolean' && typeof stated !== 'object') return toScale(String(stated), resolved.scale);
  return resolved?.kind === 'string' && resolved.format === 'date-time' ? undefined : stated;
}
