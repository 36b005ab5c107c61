import type { ShapeFact } from '../../facts/appFacts.ts';
import type { CallValue, MemberValue, Value } from '../../facts/value.ts';
import { groupsOfNames, isNamed, pickedProperty, zodName } from './namedValues.ts';
import type { Reading } from './reading.ts';
import { shapeFromFactory } from './shapeFactories.ts';
import { constrained, plainShape, withOther } from './shapeFacts.ts';
import { shapeFromMethod } from './shapeMethods.ts';
import type { Shapes } from './shapeReading.ts';

const deepest = 40;

/** Reads zod schemas. Schemas that are used through a name are read once. */
export class ShapeReader implements Shapes {
  readonly reading: Reading;
  readonly #known = new Map<string, { readonly value: ShapeFact | undefined; readonly touched: ReadonlySet<string> }>();
  /** Names that need each other and are being read. */
  readonly #open: ReadonlySet<string>[] = [];

  constructor(reading: Reading) {
    this.reading = reading;
  }

  shape(value: Value): ShapeFact {
    return this.find(value) ?? plainShape(`other:${value.key}`, value.at);
  }

  find(value: Value): ShapeFact | undefined {
    if (!isNamed(value)) return this.#open.length > deepest ? undefined : this.#read(value);
    if (zodName(this.reading, value) !== undefined) return undefined;
    // Schemas that contain each other are their names in each other: written out, they would have no end.
    if (this.#open.length > deepest || this.#open.some((names) => names.has(value.key))) return plainShape(`other:${value.key}`, value.at);
    if (!this.#known.has(value.key)) this.#readNamed(value);
    const known = this.#known.get(value.key);
    this.reading.evaluator.program.inputs.touchAll(known?.touched ?? []);
    return known?.value === undefined ? undefined : { ...known.value, at: value.at };
  }

  /** Reads what the name needs before it, so that chains of any length are read. */
  #readNamed(value: Value): void {
    const { program } = this.reading.evaluator;
    for (const { names, touched } of groupsOfNames(this.reading, value, (key) => this.#known.has(key))) {
      this.#open.push(new Set(names.map(({ key }) => key)));
      for (const name of names) {
        const read = program.inputs.watch(() => this.#readWritten(name));
        this.#known.set(name.key, { value: read.value, touched: new Set([...touched, ...read.touched]) });
      }
      this.#open.pop();
    }
  }

  /** The shape with the place where the constant gets it: it is the same for all who use it, and so are the places of its parts. */
  #readWritten(value: Value): ShapeFact | undefined {
    const { from } = this.reading.resolve(value);
    if (from === undefined) return this.#read(value);
    const shape = this.#read({ ...value, at: from });
    return shape === undefined ? undefined : { ...shape, from };
  }

  #read(value: Value): ShapeFact | undefined {
    const resolved = this.reading.resolve(value);
    switch (resolved.kind) {
      case 'call':
        return this.#ofCall(resolved);
      case 'member':
        return this.#ofMember(resolved);
      case 'conditional':
      case 'operation':
      case 'symbol':
      case 'literal':
      case 'regex':
      case 'index':
      case 'object':
      case 'array':
      case 'template':
      case 'function':
      case 'spread':
      case 'opaque':
        return undefined;
    }
  }

  #ofCall(call: CallValue): ShapeFact | undefined {
    const factory = zodName(this.reading, call.callee);
    if (factory !== undefined) return shapeFromFactory(this, factory, call);
    if (call.callee.kind === 'member') {
      const receiver = this.find(call.callee.object);
      if (receiver !== undefined) return shapeFromMethod(this, { shape: receiver, name: call.callee.name, call });
    }
    return this.#ofHelper(call);
  }

  /** `products.shape.price`, `list.element`. */
  #ofMember(member: MemberValue): ShapeFact | undefined {
    const { object, name } = member;
    if (object.kind === 'member' && object.name === 'shape') {
      const picked = pickedProperty(this.reading, member);
      return picked === undefined ? this.find(object.object)?.properties.find((property) => property.name === name)?.shape : this.find(picked);
    }
    return name === 'element' ? this.find(object)?.items[0] : undefined;
  }

  /** A function of the app that makes a schema and is known by its name: `decimal({ precision: 12 })`, `repeated(items)`. */
  #ofHelper(call: CallValue): ShapeFact | undefined {
    const id = call.callee.kind === 'symbol' && call.callee.id.startsWith('app#') ? call.callee.id.slice(4) : undefined;
    if (id === undefined) return undefined;
    const args = call.args.map((value) => ({ value, shape: this.find(value), entries: this.reading.entries(value) }));
    const schema = args.find(({ shape }) => shape !== undefined);
    const rest = args.filter((arg) => arg !== schema);
    if (schema?.shape !== undefined) return withOther(schema.shape, textOf(id, rest.map(({ value }) => this.reading.resolve(value).key)), call.at);
    const choices = args.find(({ entries }) => entries !== undefined && entries.length > 0 && entries.every(({ value }) => this.find(value) !== undefined));
    if (choices?.entries === undefined) return this.#ofOptions(id, call);
    const properties = choices.entries.map(({ name, value, at }) => ({ name, shape: this.shape(value), at }));
    return { ...plainShape(textOf(`other:${id}`, args.filter((arg) => arg !== choices).map(({ value }) => this.reading.resolve(value).key)), call.at), properties };
  }

  /** Options of a helper are constraints of their names. */
  #ofOptions(id: string, call: CallValue): ShapeFact | undefined {
    const [options, ...more] = call.args;
    const entries = options === undefined ? [] : this.reading.entries(options);
    if (entries === undefined || more.length > 0) return undefined;
    const said = entries.map(({ name, value, at }) => ({ name, value: String(this.reading.literal(value) ?? this.reading.resolve(value).key), at }));
    const constraints = said.filter(({ value }) => value !== 'undefined');
    return [{ name: 'format', value: id, at: call.callee.at }, ...constraints].reduce((shape, { name, value, at }) => constrained(shape, name, value, at), plainShape('string', call.at));
  }
}

function textOf(name: string, args: readonly string[]): string {
  return args.length === 0 ? name : `${name}(${args.join(', ')})`;
}
