import type { Span } from '../base/span.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { Flow, StateMachine } from '../ir/behavior.ts';
import type { Endpoint } from '../ir/endpoint.ts';
import type { Attribute, BelongsTo, Entity, ManyToMany, Relation } from '../ir/entity.ts';
import type { NamedSchema } from '../ir/schema.ts';
import type { Unit } from '../ir/unit.ts';
import { keywordSpan, type SpecTexts } from './specPlaces.ts';

/** What a table of the app belongs to. */
export type TableNode =
  | { readonly kind: 'entity'; readonly entity: Entity; readonly key: string; readonly spec: Span }
  | { readonly kind: 'link'; readonly entity: Entity; readonly relation: ManyToMany; readonly key: string; readonly spec: Span }
  /** A table of the runtime, or one that the spec does not know. */
  | { readonly kind: 'other'; readonly key: string; readonly spec: Span };

/** A node of the IR as rules name it: its key and its place in the spec. */
export interface IrNode {
  readonly key: string;
  readonly spec: Span;
}

/** Finds the node of the IR that a fact comes from. */
export class IrIndex {
  readonly application: ApplicationIR;
  readonly units: ReadonlyMap<string, Unit>;
  readonly #texts: SpecTexts;
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #schemas: ReadonlyMap<string, NamedSchema>;
  readonly #flows: ReadonlyMap<string, Flow>;
  readonly #tables: readonly (readonly [string, TableNode])[];

  constructor(application: ApplicationIR, units: readonly Unit[], texts: SpecTexts) {
    this.application = application;
    this.units = new Map(units.map((unit) => [unit.id, unit]));
    this.#texts = texts;
    this.#entities = new Map(application.entities.map((entity) => [entity.name, entity]));
    this.#endpoints = new Map(application.endpoints.map((endpoint) => [endpoint.key, endpoint]));
    this.#schemas = new Map(application.schemas.map((schema) => [schema.name, schema]));
    this.#flows = flowsByFunction(application, units);
    this.#tables = application.entities.flatMap((entity) => tablesOf(entity));
  }

  /** The place in the spec when there is no better one. */
  get root(): Span {
    return this.application.span;
  }

  entity(name: string): Entity | undefined {
    return this.#entities.get(name);
  }

  schema(name: string): NamedSchema | undefined {
    return this.#schemas.get(name);
  }

  table(name: string): TableNode {
    const found = this.#tables.find(([table]) => isSqlName(table, name))?.[1];
    return found ?? { kind: 'other', key: `table:${name}`, spec: this.root };
  }

  attribute(entity: Entity, column: string): Attribute | undefined {
    return entity.attributes.find((attribute) => isSqlName(attribute.column, column));
  }

  /** The relation whose foreign key stands in that column. */
  relation(table: TableNode, column: string): Relation | undefined {
    if (table.kind === 'other') return undefined;
    if (table.kind === 'link') return table.relation;
    const attribute = this.attribute(table.entity, column);
    return attribute === undefined ? undefined : table.entity.relations.find((relation): relation is BelongsTo => relation.kind === 'belongsTo' && relation.attribute === attribute.name);
  }

  /** The endpoint of a route, whose URL has the base path. */
  endpoint(routeKey: string): Endpoint | undefined {
    return this.#endpoints.get(this.endpointKey(routeKey));
  }

  /** The key as the spec has it: without the base path. */
  endpointKey(routeKey: string): string {
    const { basePath } = this.application;
    const [method = '', path = ''] = routeKey.split(' ', 2);
    return basePath !== '' && path.startsWith(`${basePath}/`) ? `${method} ${path.slice(basePath.length)}` : routeKey;
  }

  machine(name: string): StateMachine | undefined {
    return this.application.stateMachines.find((machine) => machine.name === name);
  }

  /** The flow that a function of that name is. */
  flow(name: string): Flow | undefined {
    return this.#flows.get(name);
  }

  /** The place of a keyword of an attribute's schema, or the attribute's own. */
  attributeSpan(attribute: Attribute, keyword?: string): Span {
    return (keyword === undefined ? undefined : this.keyword(keyword, attribute.schema.span, attribute.span)) ?? attribute.span;
  }

  /** The place of a keyword in a value of the spec, or in what belongs to a key. */
  keyword(keyword: string, value: Span | undefined, key?: Span): Span | undefined {
    return keywordSpan(this.#texts, keyword, value, key);
  }
}

/** The names of the functions that units of flows declare. */
function flowsByFunction(application: ApplicationIR, units: readonly Unit[]): ReadonlyMap<string, Flow> {
  const flows = new Map(application.flows.map((flow) => [`flow:${flow.name}`, flow]));
  return new Map(units.flatMap(({ name, nodes: [node = '', ...more] }) => {
    const flow = more.length === 0 ? flows.get(node) : undefined;
    return flow === undefined ? [] : [[name, flow] as const];
  }));
}

function tablesOf(entity: Entity): readonly (readonly [string, TableNode])[] {
  const own = [entity.table, { kind: 'entity', entity, key: entity.name, spec: entity.span }] as const;
  const links = entity.relations.flatMap((relation): (readonly [string, TableNode])[] =>
    relation.kind === 'manyToMany' && relation.owning
      ? [[relation.through, { kind: 'link', entity, relation, key: `${entity.name}.${relation.name}`, spec: relation.span }]] : []);
  return [own, ...links];
}

/** Databases cut long names: what is left of them and a hash stand for the whole. */
const longName = 48;

/** Is it the name as the database keeps it? */
function isSqlName(name: string, kept: string): boolean {
  if (name === kept) return true;
  return kept.length >= longName && name.startsWith(kept.slice(0, kept.lastIndexOf('_')));
}
