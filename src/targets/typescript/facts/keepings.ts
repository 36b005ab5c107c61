import type { AppFacts, EndpointFact, FunctionFact, SchemaFact } from '../../facts/appFacts.ts';
import type { Outline } from './outline.ts';
import type { Part, Parts } from './parts.ts';
import type { Held } from './scope.ts';

/** What can be held that is no value, but code with the names around it. */
const madeOfCode: ReadonlySet<Held['kind']> = new Set(['closure', 'instance', 'holder']);

/** What the declarations of one module say by themselves. */
export type ModuleFacts = Pick<AppFacts, 'tables' | 'schemas' | 'machines' | 'functions' | 'settings'>;

/** How results of a kind are kept between runs. */
export interface Keeping {
  /** Plain data, with some of it among the parts; undefined for what cannot be kept. */
  pack(value: unknown, parts: Parts): unknown;
  unpack(packed: unknown, parts: Parts): unknown;
  /** What was packed with other parts, packed with these. */
  moved(packed: unknown, from: Parts, parts: Parts): unknown;
  /** Only runs that find other code look at it: others keep what they did not use. */
  readonly lasting?: true;
  /** Is it kept beside the rest, which every run reads? */
  readonly beside?: true;
}

const whole: Keeping = { pack: (value) => value, unpack: (packed) => packed, moved: (packed) => packed };

/** Read when somebody looks at it. */
const asPart: Keeping = {
  pack: (value, parts) => parts.write(value),
  unpack: (packed, parts) => parts.read(packed as Part),
  moved: (packed, from, parts) => parts.take(from, packed as Part),
};

/** A thing without what most runs never look at. */
interface Packed {
  readonly head: object;
  readonly rest: Part;
}

/** A thing of which these are read when one of them is looked at. */
function thing<T extends object>(...names: readonly (keyof T & string)[]): { pack(item: T, parts: Parts): Packed; unpack(packed: Packed, parts: Parts): T; moved(packed: Packed, from: Parts, parts: Parts): Packed } {
  return {
    pack: (item, parts) => parts.once(item, () => ({
      head: Object.fromEntries(Object.entries(item).filter(([name]) => !names.some((other) => other === name))),
      rest: parts.write(Object.fromEntries(names.map((name) => [name, item[name]]))),
    })),
    unpack: (packed, parts) => parts.once(packed, () => {
      let read: Readonly<Record<string, unknown>> | undefined;
      const get = (name: string) => (): unknown => {
        read ??= parts.read(packed.rest) as Readonly<Record<string, unknown>>;
        return read[name];
      };
      return Object.defineProperties({ ...packed.head }, Object.fromEntries(names.map((name) => [name, { enumerable: true, get: get(name) }]))) as T;
    }),
    moved: (packed, from, parts) => parts.once(packed, () => ({ head: packed.head, rest: parts.take(from, packed.rest) })),
  };
}

function listOf<T extends object>(one: ReturnType<typeof thing<T>>): Keeping {
  return {
    pack: (list, parts) => (list as readonly T[]).map((item) => one.pack(item, parts)),
    unpack: (list, parts) => (list as readonly Packed[]).map((packed) => one.unpack(packed, parts)),
    moved: (list, from, parts) => (list as readonly Packed[]).map((packed) => one.moved(packed, from, parts)),
  };
}

const outlines = thing<Outline>('declarations', 'imports', 'exports', 'words', 'packages');
const functions = listOf(thing<FunctionFact>('value'));
const schemas = listOf(thing<SchemaFact>('shape'));
const endpoints = listOf(thing<EndpointFact>('inputs', 'hooks', 'options', 'handler', 'when'));

interface PackedModule extends Omit<ModuleFacts, 'functions' | 'schemas'> {
  readonly functions: unknown;
  readonly schemas: unknown;
}

/** The kinds of results that are kept between runs: what a run needs that finds most files as they were. */
export const keepings: Readonly<Record<string, Keeping>> = {
  'outlines': {
    pack: (value, parts) => outlines.pack(value as Outline, parts),
    unpack: (packed, parts) => outlines.unpack(packed as Packed, parts),
    moved: (packed, from, parts) => outlines.moved(packed as Packed, from, parts),
  },
  'ids of functions': whole,
  'names of a module': whole,
  'databases': whole,
  'data files': whole,
  'triggers': whole,
  'settings': whole,
  'facts of a module': {
    pack: (value, parts): PackedModule => {
      const facts = value as ModuleFacts;
      return { ...facts, functions: functions.pack(facts.functions, parts), schemas: schemas.pack(facts.schemas, parts) };
    },
    unpack: (value, parts): ModuleFacts => {
      const packed = value as PackedModule;
      return { ...packed, functions: functions.unpack(packed.functions, parts) as ModuleFacts['functions'], schemas: schemas.unpack(packed.schemas, parts) as ModuleFacts['schemas'] };
    },
    moved: (value, from, parts): PackedModule => {
      const packed = value as PackedModule;
      return { ...packed, functions: functions.moved(packed.functions, from, parts), schemas: schemas.moved(packed.schemas, from, parts) };
    },
  },
  'start': functions,
  'endpoints': endpoints,
  'routes': { ...endpoints, lasting: true },
  'values of functions': { ...asPart, lasting: true, beside: true },
  'constants': { ...asPart, pack: (value, parts) => (madeOfCode.has((value as Held).kind) ? undefined : parts.write(value)), lasting: true, beside: true },
};
