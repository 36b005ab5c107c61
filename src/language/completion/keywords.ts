import { asString, entryOf, type SourceNode, valueOf } from '../../spec/source.ts';

type Kind = 'text' | 'number' | 'decimal' | 'list' | 'object' | 'other';

const ofKind: Readonly<Record<Exclude<Kind, 'other'>, readonly string[]>> = {
  text: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf', 'format'],
  decimal: ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf', 'precision', 'scale'],
  list: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties', 'discriminator'],
};
const combining = new Set(['allOf', 'oneOf', 'anyOf']);
const limited = new Set(Object.values(ofKind).flat());
const kinds: Readonly<Record<string, Kind>> = {
  string: 'text', text: 'text', integer: 'number', int: 'number', number: 'number', float: 'number', double: 'number', decimal: 'decimal', array: 'list', object: 'object',
  boolean: 'other', bool: 'other', any: 'other', json: 'other',
};

/** Whether a keyword says something about values of the schema's type; true while the type is not known. */
export function fitsType(keyword: string, schema: SourceNode | undefined): boolean {
  const kind = kindOf(schema);
  if (valueOf(schema, 'state') !== undefined) return ['description', 'id', 'nullable'].includes(keyword);
  if (kind !== undefined && kind !== 'object' && combining.has(keyword)) return false;
  if (kind === undefined || !limited.has(keyword)) return keyword !== 'generated' || kind !== 'list';
  return kind !== 'other' && ofKind[kind].includes(keyword);
}

/** The formats that go with the schema's type. */
export function fitsFormat(format: string, schema: SourceNode | undefined): boolean {
  const type = asString(valueOf(schema, 'type'));
  const numeric = ['int32', 'int64', 'float', 'double'].includes(format);
  if (type === 'integer') return format.startsWith('int');
  if (type === 'number') return format === 'float' || format === 'double';
  return type === undefined || !numeric;
}

function kindOf(schema: SourceNode | undefined): Kind | undefined {
  const type = asString(valueOf(schema, 'type'));
  if (type !== undefined) {
    const plain = type.replace(/\?$/, '');
    if (plain.endsWith('[]')) return 'list';
    return Object.hasOwn(kinds, plain) ? kinds[plain] : /^[A-Z]/.test(plain) || plain === '' ? undefined : 'text';
  }
  if (entryOf(schema, 'properties') !== undefined) return 'object';
  if (entryOf(schema, 'items') !== undefined) return 'list';
  return entryOf(schema, 'enum') === undefined && entryOf(schema, 'const') === undefined ? undefined : 'other';
}
