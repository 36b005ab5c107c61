import type { ExpressionType } from '../../ir/expression.ts';

/** Kinds of types that have no parts. */
export type ScalarKind = Exclude<ExpressionType['kind'], 'entity' | 'list' | 'record'>;

/** A type without parts. */
export function scalar(kind: ScalarKind): ExpressionType {
  return { kind, nullable: false };
}

export const nullType: ExpressionType = { kind: 'null', nullable: true };
/** What the items of an empty list are: nothing at all, so that it is a list of anything. */
export const nothing: ExpressionType = { kind: 'null', nullable: false };
/** Stands for what an erroneous expression would have given; fits everywhere, so that one mistake is told once. */
export const unknownType: ExpressionType = { kind: 'json', nullable: true };

/** What is known of a type beside its kind: the members of an enum. Keyed by identity, so that the IR stays free of it. */
const members = new WeakMap<ExpressionType, readonly string[]>();

/** Notes the members of an enum on its type and gives the type back. */
export function withMembers(type: ExpressionType, values: readonly string[]): ExpressionType {
  members.set(type, values);
  return type;
}

/** The members of an enum type, when it is one. */
export function membersOf(type: ExpressionType): readonly string[] | undefined {
  return members.get(type);
}

/** Times that a text is known to state: durations and the timestamps inside of JSON are texts where they are stored. */
const times = new WeakMap<ExpressionType, StatedTime>();

export type StatedTime = 'timestamp' | 'duration';

/** The type of texts that state such a time. */
export function textStating(time: StatedTime, nullable: boolean): ExpressionType {
  const type: ExpressionType = { kind: 'string', nullable };
  times.set(type, time);
  return type;
}

/** The time that texts of the type state, when they do. */
export function statedTime(type: ExpressionType): StatedTime | undefined {
  return times.get(type);
}

const defaults = new WeakMap<ExpressionType, string | number | boolean>();

/** The type of a part of a stored object that rows from before it was declared do not have: reading it gives its default then. */
export function withDefault(type: ExpressionType, value: string | number | boolean): ExpressionType {
  const missing = nullableAs(nullableAs(type, false), true);
  defaults.set(missing, value);
  return missing;
}

/** What a missing part counts as; undefined when it counts as null. */
export function defaultOf(type: ExpressionType): string | number | boolean | undefined {
  return defaults.get(type);
}

/** The same type with that nullability. */
export function nullableAs(type: ExpressionType, nullable: boolean): ExpressionType {
  if (type.nullable === nullable || type.kind === 'null') return type;
  const copy = { ...type, nullable };
  const values = members.get(type);
  if (values !== undefined) members.set(copy, values);
  const time = times.get(type);
  if (time !== undefined) times.set(copy, time);
  const value = defaults.get(type);
  if (value !== undefined) defaults.set(copy, value);
  return copy;
}

/** A type for people: `text`, `Order or null`, `list of CartItem`. */
export function showType(type: ExpressionType): string {
  const name = showKind(type);
  return type.nullable && type.kind !== 'null' && type.kind !== 'json' ? `${name} or null` : name;
}

const kindNames: Readonly<Record<ScalarKind, string>> = {
  string: 'text', int: 'an integer', double: 'a number', decimal: 'a decimal', bool: 'true or false', timestamp: 'a timestamp',
  date: 'a date', duration: 'a duration', json: 'any JSON', null: 'null',
};

function showKind(type: ExpressionType): string {
  if (type.kind === 'entity') return `a row of ${type.entity}`;
  if (isEmptyList(type)) return 'an empty list';
  if (type.kind === 'list') return `a list of ${showKind(type.items).replace(/^an? /, '')}`;
  return type.kind === 'record' ? `an object with ${type.fields.map((field) => field.name).join(', ') || 'no fields'}` : kindNames[statedTime(type) ?? type.kind];
}

/** True when a value of type `from` can stand where `to` is wanted without conversion, nullability aside. */
export function fits(from: ExpressionType, to: ExpressionType): boolean {
  if (to.kind === 'json' || from === unknownType || from.kind === 'null') return true;
  if (to.kind === 'double' && from.kind === 'int') return true;
  if (from.kind !== to.kind) return false;
  if (from.kind === 'entity' && to.kind === 'entity') return from.entity === to.entity;
  if (from.kind === 'list' && to.kind === 'list') return from.items.kind === 'null' || fits(from.items, to.items);
  if (from.kind === 'record' && to.kind === 'record') {
    return to.fields.every((wanted) => {
      const given = from.fields.find((field) => field.name === wanted.name);
      return given === undefined ? wanted.type.nullable : fits(given.type, wanted.type) && (wanted.type.nullable || !given.type.nullable);
    });
  }
  return true;
}

/** The one type that holds values of both, or undefined when there is none. */
export function unify(a: ExpressionType, b: ExpressionType): ExpressionType | undefined {
  if (a.kind === 'null') return nullableAs(b, a.nullable || b.nullable);
  if (b.kind === 'null') return nullableAs(a, a.nullable || b.nullable);
  const nullable = a.nullable || b.nullable;
  if (isNumeric(a) && isNumeric(b)) {
    const kind = a.kind === b.kind ? a.kind : [a.kind, b.kind].includes('decimal') ? 'decimal' : 'double';
    return [a.kind, b.kind].includes('double') && kind === 'decimal' ? undefined : nullableAs(scalar(kind), nullable);
  }
  if (a.kind === 'list' && b.kind === 'list') {
    const items = unify(a.items, b.items);
    return items === undefined ? undefined : { kind: 'list', items, nullable };
  }
  if (a.kind === 'json' || b.kind === 'json') return { kind: 'json', nullable };
  return fits(a, b) ? nullableAs(isPlainest(b) ? b : a, nullable) : fits(b, a) ? nullableAs(a, nullable) : undefined;
}

/** Whether lists of the type have no items, and become lists of whatever is put into them. */
export function isEmptyList(type: ExpressionType): boolean {
  return type.kind === 'list' && type.items.kind === 'null' && !type.items.nullable;
}

/** True when nothing is known of the type beside its kind. */
function isPlainest(type: ExpressionType): boolean {
  return membersOf(type) === undefined && statedTime(type) === undefined;
}

/** True for `int`, `double` and `decimal`. */
export function isNumeric(type: ExpressionType): type is ExpressionType & { readonly kind: 'int' | 'double' | 'decimal' } {
  return type.kind === 'int' || type.kind === 'double' || type.kind === 'decimal';
}
