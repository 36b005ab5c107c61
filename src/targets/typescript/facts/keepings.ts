import type { AppFacts, EndpointFact, FunctionFact, SchemaFact } from '../../facts/appFacts.ts';
import type { Codec } from '../../facts/factMemory.ts';
import type { Outline } from './outline.ts';

/** What the declarations of one module say by themselves. */
export type ModuleFacts = Pick<AppFacts, 'tables' | 'schemas' | 'machines' | 'functions' | 'settings'>;

/** How results of a kind are kept between runs. */
export interface Keeping {
  pack(value: unknown, codec: Codec): unknown;
  unpack(packed: unknown, codec: Codec): unknown;
}

const whole: Keeping = { pack: (value) => value, unpack: (packed) => packed };

/** A thing some of whose parts are written as bytes: most runs never look at them. */
interface Packed {
  readonly head: object;
  readonly rest: Uint8Array;
}

function packedWithout<T extends object>(item: T, parts: readonly (keyof T & string)[], codec: Codec): Packed {
  const head = Object.fromEntries(Object.entries(item).filter(([name]) => !parts.some((part) => part === name)));
  return { head, rest: codec.encode(Object.fromEntries(parts.map((part) => [part, item[part]]))) };
}

/** The thing again; the parts are read when one of them is looked at. */
function unpackedWith<T extends object>({ head, rest }: Packed, parts: readonly (keyof T & string)[], codec: Codec): T {
  let read: Readonly<Record<string, unknown>> | undefined;
  const partOf = (part: string): unknown => {
    read ??= codec.decode(rest) as Readonly<Record<string, unknown>>;
    return read[part];
  };
  return Object.defineProperties({ ...head }, Object.fromEntries(parts.map((part) => [part, { enumerable: true, get: () => partOf(part) }]))) as T;
}

const ofOutline: readonly (keyof Outline)[] = ['declarations', 'imports', 'exports', 'words', 'packages'];
const ofFunction: readonly (keyof FunctionFact)[] = ['value'];
const ofSchema: readonly (keyof SchemaFact)[] = ['shape'];
const ofEndpoint: readonly (keyof EndpointFact)[] = ['inputs', 'hooks', 'options', 'handler', 'when'];

interface PackedModule extends Omit<ModuleFacts, 'functions' | 'schemas'> {
  readonly functions: readonly Packed[];
  readonly schemas: readonly Packed[];
}

/** The kinds of results that are kept between runs: what a run needs that finds most files as they were. */
export const keepings: Readonly<Record<string, Keeping>> = {
  'outlines': {
    pack: (value, codec) => packedWithout(value as Outline, ofOutline, codec),
    unpack: (packed, codec) => unpackedWith<Outline>(packed as Packed, ofOutline, codec),
  },
  'ids of functions': whole,
  'names of a module': whole,
  'databases': whole,
  'data files': whole,
  'triggers': whole,
  'settings': whole,
  'facts of a module': {
    pack: (value, codec): PackedModule => {
      const { functions, schemas, ...rest } = value as ModuleFacts;
      return { ...rest, functions: functions.map((fact) => packedWithout(fact, ofFunction, codec)), schemas: schemas.map((fact) => packedWithout(fact, ofSchema, codec)) };
    },
    unpack: (packed, codec): ModuleFacts => {
      const { functions, schemas, ...rest } = packed as PackedModule;
      return { ...rest, functions: functions.map((fact) => unpackedWith<FunctionFact>(fact, ofFunction, codec)), schemas: schemas.map((fact) => unpackedWith<SchemaFact>(fact, ofSchema, codec)) };
    },
  },
  'start': {
    pack: (value, codec) => (value as readonly FunctionFact[]).map((fact) => packedWithout(fact, ofFunction, codec)),
    unpack: (packed, codec) => (packed as readonly Packed[]).map((fact) => unpackedWith<FunctionFact>(fact, ofFunction, codec)),
  },
  'endpoints': {
    pack: (value, codec) => (value as readonly EndpointFact[]).map((fact) => packedWithout(fact, ofEndpoint, codec)),
    unpack: (packed, codec) => (packed as readonly Packed[]).map((fact) => unpackedWith<EndpointFact>(fact, ofEndpoint, codec)),
  },
};
