import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Span } from '../../base/span.ts';
import type { HttpMethod } from '../../ir/endpoint.ts';
import { asBoolean, asNumber, asString, asText, entriesOf, itemsOf, valueOf } from '../source.ts';
import type { SourceNode } from '../source.ts';
import { nearest } from '../../base/nearest.ts';
import { replaceText } from '../fixes.ts';
import { openApiCatalogue } from './catalogue.ts';
import type { Definition, SpecDocument, SpecSchema } from './model.ts';

/** What `x-devmatrix` says about a component schema. */
export interface SchemaExtension {
  /** False: never an entity. A name: the entity it belongs to. */
  readonly entity?: boolean | string;
  readonly table?: string;
  /** The attribute that holds the caller's subject, or the relation whose owner owns the row. */
  readonly owner?: string;
  readonly uniques: readonly (readonly string[])[];
  readonly properties: ReadonlyMap<string, PropertyExtension>;
  readonly span: Span;
}

/** What `x-devmatrix` says about a property. */
export interface PropertyExtension {
  readonly unique: boolean;
  readonly immutable: boolean;
  readonly secret: boolean;
  readonly references?: string;
  readonly onDelete?: 'restrict' | 'cascade' | 'setNull';
  readonly generated?: 'uuid' | 'identity' | 'createdAt' | 'updatedAt' | 'owner' | 'flow';
  readonly state?: StateExtension;
  readonly span: Span;
}

export interface StateExtension {
  readonly initial: string;
  readonly transitions: readonly { readonly event: string; readonly from: readonly string[]; readonly to: string; readonly guard?: string; readonly span: Span }[];
  readonly span: Span;
}

/** What `x-devmatrix` or `x-business-logic` says about an operation. */
export interface OperationExtension {
  /** `create`, `list`, ...: the action that the operation is; false: never CRUD. */
  readonly operation?: 'list' | 'create' | 'read' | 'replace' | 'update' | 'delete' | false;
  readonly words?: string;
  readonly span: Span;
}

export interface LogicExtension {
  readonly name: string;
  readonly description?: string;
  readonly trigger?: string;
  readonly steps: readonly { readonly text: string; readonly span: Span }[];
  readonly span: Span;
}

export interface Extensions {
  readonly name?: string;
  readonly basePath?: string;
  readonly port?: number;
  readonly adminScope?: string;
  /** By name of the named schema. */
  readonly schemas: ReadonlyMap<string, SchemaExtension>;
  /** By `METHOD path`. */
  readonly operations: ReadonlyMap<string, OperationExtension>;
  readonly logic: readonly LogicExtension[];
  /** Query and header parameters that the app may ignore: `METHOD path name`. */
  readonly ignoredParameters: ReadonlySet<string>;
}

/** Collects all `x-devmatrix` and `x-business-logic` of a document; reports what they say and cannot mean. */
export function readExtensions(document: SpecDocument, names: ReadonlyMap<Definition, string>, diagnostics: Diagnostic[]): Extensions {
  const root = document.extension;
  checkKeys(root, ['name', 'basePath', 'port', 'adminScope'], diagnostics);
  const schemas = new Map<string, SchemaExtension>();
  for (const definition of document.definitions) {
    const name = names.get(definition);
    const extension = readSchemaExtension(definition.schema, diagnostics);
    if (name !== undefined && extension !== undefined) schemas.set(name, extension);
  }
  const operations = new Map<string, OperationExtension>();
  const ignoredParameters = new Set<string>();
  for (const operation of document.operations) {
    const key = `${operation.method} ${operation.path}`;
    const extension = readOperationExtension(operation.extension, operation.businessLogic, diagnostics);
    if (extension !== undefined) operations.set(key, extension);
    for (const parameter of operation.parameters) if (parameter.ignored) ignoredParameters.add(`${key} ${parameter.name}`);
  }
  const port = asNumber(valueOf(root, 'port'));
  return {
    ...text('name', root), ...text('basePath', root), ...text('adminScope', root),
    ...(port === undefined ? {} : { port }),
    schemas, operations, ignoredParameters,
    logic: readLogic(document.businessLogic),
  };
}

function text<Key extends string>(key: Key, node: SourceNode | undefined): { readonly [K in Key]?: string } {
  const value = asText(valueOf(node, key));
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}

function checkKeys(node: SourceNode | undefined, known: readonly string[], diagnostics: Diagnostic[]): void {
  for (const { key, keySpan } of entriesOf(node)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const hint = near === undefined ? '' : ` (did you mean "${near}"?)`;
    diagnostics.push(openApiCatalogue.report('DM1228', keySpan, { reason: `"${key}" is none of ${known.join(', ')}${hint}` }, { fixes: near === undefined ? [] : [replaceText(keySpan, key, near)] }));
  }
}

const schemaKeys = ['entity', 'table', 'owner', 'unique', 'decimal'];
const propertyKeys = ['unique', 'immutable', 'secret', 'references', 'onDelete', 'generated', 'state', 'decimal'];

function readSchemaExtension(schema: SpecSchema, diagnostics: Diagnostic[]): SchemaExtension | undefined {
  const node = schema.extension;
  checkKeys(node, schemaKeys, diagnostics);
  const parts = [schema, ...(schema.allOf ?? [])].flatMap((part) => part.properties ?? []);
  const properties = new Map(parts.flatMap((property) => {
    const extension = readPropertyExtension(property.schema.extension, diagnostics);
    return extension === undefined ? [] : [[property.name, extension] as const];
  }));
  if (node === undefined && properties.size === 0) return undefined;
  const entity = asBoolean(valueOf(node, 'entity')) ?? asString(valueOf(node, 'entity'));
  return {
    ...(entity === undefined ? {} : { entity }),
    ...text('table', node), ...text('owner', node),
    uniques: readUniques(valueOf(node, 'unique')),
    properties,
    span: node?.span ?? schema.span,
  };
}

/** `[a, b]` or `[[a, b], [c, d]]`. */
function readUniques(node: SourceNode | undefined): readonly (readonly string[])[] {
  const items = itemsOf(node);
  const lists = items.some((item) => item.kind === 'seq') ? items.map(itemsOf) : items.length > 0 ? [items] : [];
  return lists.map((list) => list.flatMap((item) => asString(item) ?? []));
}

const generators = ['uuid', 'identity', 'createdAt', 'updatedAt', 'owner', 'flow'] as const;
const deletions = ['restrict', 'cascade', 'setNull'] as const;

function readPropertyExtension(node: SourceNode | undefined, diagnostics: Diagnostic[]): PropertyExtension | undefined {
  if (node === undefined) return undefined;
  checkKeys(node, propertyKeys, diagnostics);
  const generated = generators.find((value) => value === asString(valueOf(node, 'generated')));
  const onDelete = deletions.find((value) => value === asString(valueOf(node, 'onDelete')));
  const state = readState(valueOf(node, 'state'));
  return {
    unique: asBoolean(valueOf(node, 'unique')) ?? false,
    immutable: asBoolean(valueOf(node, 'immutable')) ?? false,
    secret: asBoolean(valueOf(node, 'secret')) ?? false,
    ...text('references', node),
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(generated === undefined ? {} : { generated }),
    ...(state === undefined ? {} : { state }),
    span: node.span,
  };
}

function readState(node: SourceNode | undefined): StateExtension | undefined {
  const initial = asText(valueOf(node, 'initial'));
  if (node === undefined || initial === undefined) return undefined;
  const transitions = entriesOf(valueOf(node, 'transitions')).flatMap(({ key, keySpan, value }) => {
    const from = valueOf(value, 'from');
    const to = asText(valueOf(value, 'to'));
    const sources = from?.kind === 'seq' ? from.items : from === undefined ? [] : [from];
    return to === undefined ? [] : [{ event: key, from: sources.flatMap((source) => asText(source) ?? []), to, ...text('guard', value), span: keySpan }];
  });
  return { initial, transitions, span: node.span };
}

const actions = ['list', 'create', 'read', 'replace', 'update', 'delete'] as const;

function readOperationExtension(node: SourceNode | undefined, logic: SourceNode | undefined, diagnostics: Diagnostic[]): OperationExtension | undefined {
  if (node === undefined && logic === undefined) return undefined;
  checkKeys(node, ['operation', 'words'], diagnostics);
  const stated = valueOf(node, 'operation');
  const operation = asBoolean(stated) === false ? false : actions.find((action) => action === asString(stated));
  const words = asText(valueOf(node, 'words')) ?? wordsOf(logic);
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(words === undefined ? {} : { words }),
    span: node?.span ?? logic?.span ?? { file: '', start: 0, end: 0 },
  };
}

/** All texts of a block, in order, as sentences. */
function wordsOf(node: SourceNode | undefined): string | undefined {
  const lines = stepsOf(node).map((step) => step.text);
  return lines.length === 0 ? undefined : lines.join('\n');
}

function stepsOf(node: SourceNode | undefined): LogicExtension['steps'] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') return node.value === null ? [] : [{ text: String(node.value), span: node.span }];
  if (node.kind === 'seq') return node.items.flatMap(stepsOf);
  const text = asText(valueOf(node, 'description')) ?? asText(valueOf(node, 'action')) ?? asText(valueOf(node, 'do'));
  if (text !== undefined) return [{ text, span: node.span }, ...stepsOf(valueOf(node, 'steps'))];
  return node.entries.flatMap(({ key, value }) => stepsOf(value).map((step) => ({ ...step, text: `${key}: ${step.text}` })));
}

function readLogic(node: SourceNode | undefined): readonly LogicExtension[] {
  const flows = node?.kind === 'map' && valueOf(node, 'flows') !== undefined ? valueOf(node, 'flows') : node;
  const entries = flows?.kind === 'seq'
    ? flows.items.map((value, index) => ({ key: asText(valueOf(value, 'name')) ?? `flow ${index + 1}`, keySpan: value.span, value }))
    : entriesOf(flows);
  return entries.map(({ key, keySpan, value }) => ({
    name: key,
    ...text('description', value),
    ...text('trigger', value),
    steps: valueOf(value, 'steps') === undefined ? stepsOf(value) : stepsOf(valueOf(value, 'steps')),
    span: keySpan,
  }));
}

/** The method and path in a trigger like `POST /orders/{id}/pay`. */
export function endpointOfTrigger(trigger: string | undefined): string | undefined {
  const match = /^\s*(GET|POST|PUT|PATCH|DELETE)\s+(\/\S*)\s*$/i.exec(trigger ?? '');
  return match === null ? undefined : `${(match[1] ?? '').toUpperCase() as HttpMethod} ${match[2] ?? ''}`;
}
