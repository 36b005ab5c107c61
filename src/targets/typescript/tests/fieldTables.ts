import type { Endpoint } from '../../../ir/endpoint.ts';
import type { ObjectSchema } from '../../../ir/schema.ts';
import type { TsFile } from '../code/tsFile.ts';
import { propertyName, quoted } from './literal.ts';
import { type TestModel, writableProperties } from './testModel.ts';
import { listedValues, Room, simpleValues } from './values.ts';

interface FieldTable {
  readonly name: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** The fields of one endpoint's bodies: a table of the file, and what of it the endpoint does not have. */
export interface FieldsOfBody {
  readonly table: string;
  /** `without: ['sku']`, or nothing. */
  readonly options: readonly string[];
  readonly names: ReadonlySet<string>;
}

/** The tables of values in one test file; endpoints whose bodies have the same fields share one. */
export class FieldTables {
  readonly #file: TsFile;
  readonly #model: TestModel;
  readonly #tables: FieldTable[] = [];

  constructor(file: TsFile, model: TestModel) {
    this.#file = file;
    this.#model = model;
  }

  /** The table with the values of the body's fields; `varied` says whose boundaries are wanted. */
  of(endpoint: Endpoint, body: ObjectSchema, varied: (name: string) => boolean): FieldsOfBody {
    const fields = this.#fieldsOf(body, varied);
    // Nothing that such a body holds can be wrong: no test would use the table.
    if (fields.size === 0 && body.additional !== 'reject') return { table: '{}', options: [], names: new Set() };
    const known = this.#tables.find((table) => [...fields].every(([name, source]) => table.fields.get(name) === source));
    const table = known ?? this.#add(endpoint, fields);
    const without = [...table.fields.keys()].filter((name) => !fields.has(name));
    return { table: table.name, options: without.length === 0 ? [] : [`without: [${without.map(quoted).join(', ')}]`], names: new Set(fields.keys()) };
  }

  #fieldsOf(body: ObjectSchema, varied: (name: string) => boolean): ReadonlyMap<string, string> {
    const room = new Room();
    const entered = new Set<string>();
    const fields = new Map<string, string>();
    for (const property of writableProperties(body)) {
      const source = simpleValues(this.#file, this.#model, property.schema, property.name) ?? listedValues(this.#file, this.#model, property, { accepted: varied(property.name), room, entered });
      if (source !== undefined) fields.set(property.name, source);
    }
    return fields;
  }

  #add(endpoint: Endpoint, fields: ReadonlyMap<string, string>): FieldTable {
    const name = `${endpoint.operationId}Fields`;
    const rows = [...fields].map(([property, source]) => `  ${propertyName(property)}: ${source},\n`);
    this.#file.add({ name, nodes: [endpoint.key] }, `/** What bodies of \`${endpoint.key}\` may hold. */\nconst ${name} = {\n${rows.join('')}};`);
    const table = { name, fields };
    this.#tables.push(table);
    return table;
  }
}
