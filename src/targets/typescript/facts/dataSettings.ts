import type { Span } from '../../../base/span.ts';
import type { SettingFact } from '../../facts/appFacts.ts';
import { normalCompose } from './composeForms.ts';
import { type DataNode, type DataEntry, entryOf, plainText } from './dataTree.ts';

type Place = (node: { readonly start: number; readonly end: number }) => Span;

/** How a file of data becomes settings. */
type DataReader = (root: DataNode, at: Place) => readonly SettingFact[];

/** The data files of an app that its spec says something of. */
export const dataReaders: Readonly<Record<string, DataReader>> = {
  'docker/compose.yaml': (root, at) => leavesOf('docker/compose.yaml#', '', normalCompose(root), at),
  'docker/prometheus.yml': (root, at) => leavesOf('docker/prometheus.yml#', '', root, at),
  'package.json': packageSettings,
  'openapi.json': openapiSettings,
};

/** Lists whose order counts: they are one setting. */
const ordered = new Set(['test', 'command', 'entrypoint']);
/** What tells items of a list apart. */
const names = ['name', 'job_name', 'id', 'source', 'target'];

/** One setting for each scalar: `docker/compose.yaml#services.app.restart`. */
function leavesOf(key: string, path: string, node: DataNode, at: Place): readonly SettingFact[] {
  switch (node.kind) {
    case 'scalar':
      return [{ key: `${key}${path}`, value: String(node.value), at: at(node) }];
    case 'map':
      return node.entries.flatMap((entry) => leafEntries(key, path, entry, at));
    case 'list':
      return node.items.flatMap((item, index) => {
        const inner = `${path}[${item.kind === 'scalar' ? String(item.value) : itemName(item) ?? String(index)}]`;
        return item.kind === 'scalar' ? [{ key: `${key}${inner}`, value: 'there', at: at(item) }] : leavesOf(key, inner, item, at);
      });
  }
}

function leafEntries(key: string, path: string, entry: DataEntry, at: Place): readonly SettingFact[] {
  const inner = path === '' ? entry.key : `${path}.${entry.key}`;
  const { value } = entry;
  if (value.kind === 'scalar') return [{ key: `${key}${inner}`, value: String(value.value), at: at(entry) }];
  if (value.kind === 'list' && ordered.has(entry.key)) return [{ key: `${key}${inner}`, value: JSON.stringify(value.items.map((item) => plainText(item))), at: at(entry) }];
  return leavesOf(key, inner, value, at);
}

function itemName(item: DataNode): string | undefined {
  for (const name of names) {
    const value = entryOf(item, name)?.value;
    if (value?.kind === 'scalar') return String(value.value);
  }
  return undefined;
}

/** Scripts as they are; of dependencies only that they are there. */
function packageSettings(root: DataNode, at: Place): readonly SettingFact[] {
  const type = entryOf(root, 'type');
  return [
    ...(type?.value.kind === 'scalar' ? [{ key: 'package.json#type', value: String(type.value.value), at: at(type) }] : []),
    ...entriesOf(root, 'scripts').map((entry) => ({ key: `package.json#scripts.${entry.key}`, value: entry.value.kind === 'scalar' ? String(entry.value.value) : '', at: at(entry) })),
    ...entriesOf(root, 'dependencies').map((entry) => ({ key: `package.json#dependencies.${entry.key}`, value: 'there', at: at(entry) })),
  ];
}

function entriesOf(node: DataNode | undefined, key: string): readonly DataEntry[] {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'map' ? value.entries : [];
}

/** Words for people only. */
const documentation = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags', '$comment']);
/** Maps whose keys are names that the spec makes up. */
const named = new Set(['properties', 'patternProperties', 'responses', 'headers', 'schemas', 'parameters', 'content', 'mapping', 'encoding', '$defs', 'securitySchemes', 'scopes', 'variables', 'links', 'callbacks']);

function openapiText(node: DataNode): string {
  return plainText(node, (key, path) => named.has(path.at(-1) ?? '') || !documentation.has(key));
}

/** A setting for each parameter, body, answer and property: what one change of the spec touches. */
function openapiSettings(root: DataNode, at: Place): readonly SettingFact[] {
  const fact = (key: string, entry: DataEntry): SettingFact => ({ key: `openapi.json#${key}`, value: openapiText(entry.value), at: at(entry) });
  const components = entryOf(root, 'components')?.value;
  const others = components?.kind === 'map' ? components.entries.filter(({ key }) => key !== 'schemas') : [];
  return [
    ...entriesOf(root, 'info').filter(({ key }) => key === 'title' || key === 'version').map((entry) => fact(`info.${entry.key}`, entry)),
    ...['openapi', 'servers', 'security'].flatMap((key) => entryOf(root, key) ?? []).map((entry) => fact(entry.key, entry)),
    ...entriesOf(root, 'paths').flatMap((path) => operationsOf(path, fact)),
    ...entriesOf(components, 'schemas').flatMap((schema) => schemaSettings(schema, { fact, at })),
    ...others.flatMap((group) => entriesOf(components, group.key).map((entry) => fact(`${group.key}.${entry.key}`, entry))),
  ];
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

function operationsOf(path: DataEntry, fact: (key: string, entry: DataEntry) => SettingFact): readonly SettingFact[] {
  if (path.value.kind !== 'map') return [];
  const shared = parametersOf(path.value);
  return path.value.entries.filter(({ key }) => methods.has(key)).flatMap((operation) => {
    const key = `${operation.key.toUpperCase()} ${path.key}`;
    const own = operation.value.kind === 'map' ? operation.value.entries : [];
    const parameters = new Map([...shared, ...parametersOf(operation.value)]);
    return [
      ...own.filter((entry) => !['parameters', 'responses'].includes(entry.key) && !documentation.has(entry.key)).map((entry) => fact(`${key} ${entry.key}`, entry)),
      ...[...parameters].map(([name, entry]) => fact(`${key} ${name}`, entry)),
      ...entriesOf(operation.value, 'responses').map((entry) => fact(`${key} responses.${entry.key}`, entry)),
    ];
  });
}

/** By place and name, for their order does not count. */
function parametersOf(node: DataNode): readonly (readonly [string, DataEntry])[] {
  const list = entryOf(node, 'parameters')?.value;
  return list?.kind !== 'list' ? [] : list.items.map((item, index) => {
    const text = (key: string): string => {
      const value = entryOf(item, key)?.value;
      return value?.kind === 'scalar' ? String(value.value) : '';
    };
    const name = text('$ref') === '' ? `${text('in')}.${text('name')}` : text('$ref');
    return [name === '.' ? `parameters.${String(index)}` : name, { key: name, value: item, start: item.start, end: item.end }] as const;
  });
}

function schemaSettings(schema: DataEntry, { fact, at }: { readonly fact: (key: string, entry: DataEntry) => SettingFact; readonly at: Place }): readonly SettingFact[] {
  const { value } = schema;
  if (value.kind !== 'map') return [fact(`schemas.${schema.key}`, schema)];
  const rest: DataNode = { ...value, entries: value.entries.filter(({ key }) => key !== 'properties' && key !== 'required') };
  const required = entryOf(value, 'required')?.value;
  const names = new Set(required?.kind === 'list' ? required.items.map((item) => (item.kind === 'scalar' ? String(item.value) : '')) : []);
  return [
    { key: `openapi.json#schemas.${schema.key}`, value: openapiText(rest), at: at(schema) },
    ...entriesOf(value, 'properties').map((property) => ({
      key: `openapi.json#schemas.${schema.key}.${property.key}`, value: `${openapiText(property.value)}${names.has(property.key) ? ' required' : ''}`, at: at(property),
    })),
  ];
}
