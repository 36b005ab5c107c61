import type { Filter } from '../../../ir/endpoint.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { namesInInvariants } from './invariantValues.ts';
import { literal, memberAccess, propertyName, quoted } from './literal.ts';
import type { ListPlace } from './listOpening.ts';
import { keyOfNewRow, sampleJson } from './requestBody.ts';
import { lambda } from './sendSource.ts';
import { freeName } from './testNames.ts';
import { attributeOf, targetOf, writableProperties } from './testModel.ts';
import { uniqueValue } from './uniqueValue.ts';

/** Source of one filter's test: two values of the attribute, and a question to which only the first is the answer. Undefined when there are none. */
export function filterSource(place: ListPlace, filter: Filter): string | undefined {
  const { file, model, resource: { entity, factory } } = place;
  const { attribute: name, operator } = filter;
  const property = writableProperties(factory?.input?.object).find((candidate) => candidate.name === name);
  const schema = property === undefined ? undefined : resolveSchema(model.application, property.schema);
  if (property === undefined || schema === undefined || namesInInvariants(model.application, entity).has(name)) return undefined;
  const target = targetOf(model.application, entity, attributeOf(entity, name));
  if (target !== undefined) {
    const key = operator !== 'eq' || model.resources.get(target.name)?.oneEach === true ? undefined : keyOfNewRow(file, model, target, 'by');
    return key === undefined ? undefined : variedSource(place, filter, lambda(key.source));
  }
  const value = schema.kind === 'string' ? uniqueValue(file, schema, `${entity.name} ${name}`) : undefined;
  if (value !== undefined) return variedSource(place, filter, lambda(value));
  const samples = [0, 1, 2, 3].flatMap((n) => sampleJson(model, property.schema, n, name) ?? []);
  return attributeOf(entity, name)?.unique === true ? undefined : toldSource(place, filter, samples);
}

function variedSource({ file }: ListPlace, { attribute, operator, parameter }: Filter, value: string): string | undefined {
  const asked = { eq: '', in: '', startsWith: '', contains: "'itsEnd'", ne: "'theOther'", gt: undefined, gte: undefined, lt: undefined, lte: undefined }[operator];
  if (asked === undefined) return undefined;
  const isName = memberAccess(attribute) === `.${attribute}` && /^[a-z]\w*$/i.test(attribute) && freeName(attribute, new Set()) === attribute;
  const given = isName ? `(${attribute}) => ({ ${attribute} })` : `(value) => ({ ${propertyName(attribute)}: value })`;
  return `${file.use('test:varied')}(${[quoted(parameter), value, given, asked].filter((part) => part !== '').join(', ')})`;
}

type Scalar = string | number | boolean;

function toldSource({ file }: ListPlace, { attribute, operator, parameter }: Filter, samples: readonly unknown[]): string | undefined {
  const [low, high] = ends(samples);
  if (low === undefined || high === undefined || low === high) return undefined;
  const told = (matching: Scalar, other: Scalar, asked: Scalar): string =>
    `${file.use('test:told')}(${quoted(parameter)}, { ${propertyName(attribute)}: ${literal(matching)} }, { ${propertyName(attribute)}: ${literal(other)} }, ${literal(asked)})`;
  switch (operator) {
    case 'eq':
    case 'in':
    case 'gte':
      return told(high, low, high);
    case 'ne':
    case 'gt':
      return told(high, low, low);
    case 'lt':
      return told(low, high, high);
    case 'lte':
      return told(low, high, low);
    case 'contains':
    case 'startsWith':
      return undefined;
  }
}

/** The lowest and the highest of the samples. */
function ends(samples: readonly unknown[]): readonly [Scalar | undefined, Scalar | undefined] {
  const scalars = [...new Set(samples)].filter((value): value is Scalar => ['string', 'number', 'boolean'].includes(typeof value));
  const sorted = scalars.sort((a, b) => (Number(a) < Number(b) ? -1 : Number(a) > Number(b) ? 1 : String(a) < String(b) ? -1 : 1));
  return [sorted[0], sorted.at(-1)];
}
