import type { Json } from '../../../base/json.ts';
import { plural } from '../../../base/names.ts';
import type { Constant } from '../../../ir/endpoint.ts';
import type { ObjectSchema, Property, Schema } from '../../../ir/schema.ts';
import type { Refusal } from './refusal.ts';
import { loose } from './shapes.ts';
import type { Shapes } from './shapes.ts';
import { singularName, stripAffixes } from './singular.ts';

/** An object around one row. */
export interface Wrapped {
  /** The property that holds the row. */
  readonly property: Property;
  readonly around: ObjectSchema;
}

/** What tells about the call, not about the row. */
const aboutTheCall = /^(status|statuscode|statustext|httpstatus|httpstatuscode|httpcode|code|returncode|message|messages|msg|returnmessage|success|successful|issuccess|ok|succeeded|failed|error|errors|iserror|haserror|haserrors|errorcode|errormessage|warning|warnings|notice|notices|meta|metadata|links|included|requestid|traceid|correlationid|took|apiversion|jsonapi|responseinfo|responsestatus|responsecode|debug)$/;
/** What tells about the call beside `data` and the like, and else belongs to a row. */
const aboutEither = /^(type|kind|object|timestamp|time|version|info|description|duration)$/;
/** What wrapped rows are called, whatever they are. */
const usualNames = /^(data|result|results|item|record|row|resource|entity|payload|response|content|value|body)$/;
const keyNames = /^(id|uuid|guid)$/;

/** The one object in an answer that is a row, when all that stands beside it tells about the call; `path` is that of the collection. */
export function wrappedIn(schema: Schema | undefined, path: string, shapes: Shapes): Wrapped | undefined {
  const around = schema === undefined ? undefined : shapes.resolve(schema);
  if (around?.kind !== 'object' || around.properties.some(({ name }) => keyNames.test(loose(name)))) return undefined;
  const others = around.properties.filter(({ name }) => !aboutTheCall.test(loose(name)));
  const usual = others.filter(({ name }) => usualNames.test(loose(name)));
  const [property, second] = usual.length === 1 ? [...usual, ...others.filter((other) => other !== usual[0] && !aboutEither.test(loose(other.name)))] : others;
  const object = property === undefined ? undefined : shapes.objectOf(property.schema);
  if (property === undefined || second !== undefined || object === undefined || object.properties.length === 0) return undefined;
  return around.properties.length === 1 || usual.length === 1 || isCalledSo(property, path, shapes) ? { property, around } : undefined;
}

/** Whether a property is called after what it holds or what stands under the path. */
function isCalledSo({ name, schema }: Property, path: string, shapes: Shapes): boolean {
  const segment = path.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? '';
  const names = [singularName(segment), segment, stripAffixes(shapes.nameOf(schema) ?? '')].flatMap((each) => [each, plural(each)]);
  return names.some((each) => loose(each) === loose(name));
}

/** What successes always say in these required properties; a refusal for the first of which nothing says that. */
export function constantsOf(properties: readonly Property[], shapes: Shapes): readonly Constant[] | Refusal {
  const constants: Constant[] = [];
  for (const property of properties) {
    if (!property.required || property.writeOnly) continue;
    const value = constantOf(property, shapes);
    if (value === undefined) return { reason: `nothing says how to fill "${property.name}" of the answer` };
    constants.push({ property: property.name, value });
  }
  return constants;
}

/** The only value that a property of a success can have: a constant, that it is one, or that nothing went wrong. */
function constantOf({ name, schema }: Property, shapes: Shapes): Json | undefined {
  const value = shapes.resolve(schema);
  const word = loose(name);
  if (value.kind === 'enum') {
    const good = value.values.filter((member) => typeof member === 'string' && /^(success|succeeded|successful|ok)$/i.test(member));
    return value.values.length === 1 ? value.values[0] : good.length === 1 && /^(status|result|code|type)$/.test(word) ? good[0] : undefined;
  }
  if (value.kind === 'boolean') return /^(success|successful|issuccess|ok|succeeded)$/.test(word) ? true : /^(error|iserror|haserrors?|failed)$/.test(word) ? false : undefined;
  if (!/^(errors?|warnings?|messages?|notices?)$/.test(word)) return undefined;
  if (value.nullable) return null;
  return value.kind === 'array' && (value.minItems ?? 0) === 0 ? [] : undefined;
}
