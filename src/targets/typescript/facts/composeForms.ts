import { type DataEntry, type DataNode, entryOf } from './dataTree.ts';

/** Services in one form of the several that compose takes: `environment: ["A=1"]`, `depends_on: [database]`, ports and volumes as maps, the text of a health check. */
export function normalCompose(root: DataNode): DataNode {
  if (root.kind !== 'map') return root;
  return { ...root, entries: root.entries.map((entry) => (entry.key !== 'services' || entry.value.kind !== 'map' ? entry
    : { ...entry, value: { ...entry.value, entries: entry.value.entries.map((service) => ({ ...service, value: normalService(service.value) })) } })) };
}

function normalService(service: DataNode): DataNode {
  if (service.kind !== 'map') return service;
  return { ...service, entries: service.entries.map((entry) => ({ ...entry, value: forms[entry.key]?.(entry.value) ?? entry.value })) };
}

type Form = (value: DataNode) => DataNode;

const asMap = (entryOfItem: (item: DataNode) => readonly DataEntry[]): Form => (value) => value.kind === 'list' ? { ...value, kind: 'map', entries: value.items.flatMap(entryOfItem) } : value;
const eachItem = (change: Form): Form => (value) => value.kind === 'list' ? { ...value, items: value.items.map(change) } : value;

const forms: Readonly<Record<string, Form>> = {
  environment: asMap(assignment),
  labels: asMap(assignment),
  depends_on: asMap(dependency),
  ports: eachItem(port),
  volumes: eachItem(volume),
  healthcheck: (value) => value.kind === 'map' ? { ...value, entries: value.entries.map((entry) => (entry.key === 'test' ? { ...entry, value: shellTest(entry.value) } : entry)) } : value,
  build: (value) => value.kind === 'scalar' ? { kind: 'map', start: value.start, end: value.end, entries: [{ key: 'context', value, start: value.start, end: value.end }] } : value,
};

function textOf(item: DataNode, key: string): string {
  const value = entryOf(item, key)?.value;
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : '';
}

function scalar({ start, end }: DataNode, value: string): DataNode {
  return { kind: 'scalar', value, start, end };
}

/** `{ target: 80, published: 8080, host_ip: 127.0.0.1 }` as `127.0.0.1:8080:80`. */
function port(item: DataNode): DataNode {
  if (item.kind === 'scalar') return scalar(item, String(item.value).replace(/\/tcp$/, ''));
  const protocol = textOf(item, 'protocol');
  const parts = ['host_ip', 'published', 'target'].map((key) => textOf(item, key)).filter((text) => text !== '');
  return textOf(item, 'target') === '' ? item : scalar(item, `${parts.join(':')}${protocol === '' || protocol === 'tcp' ? '' : `/${protocol}`}`);
}

/** `{ type: volume, source: data, target: /data, read_only: true }` as `data:/data:ro`. */
function volume(item: DataNode): DataNode {
  if (item.kind === 'scalar') return scalar(item, String(item.value).replace(/:rw$/, ''));
  const known = item.kind === 'map' && ['volume', 'bind'].includes(textOf(item, 'type')) && item.entries.every(({ key }) => ['type', 'source', 'target', 'read_only'].includes(key));
  const parts = [textOf(item, 'source'), textOf(item, 'target'), textOf(item, 'read_only') === 'true' ? 'ro' : ''];
  return known ? scalar(item, parts.filter((text) => text !== '').join(':')) : item;
}

/** A text is what the shell runs. */
function shellTest(value: DataNode): DataNode {
  return value.kind === 'scalar' ? { kind: 'list', start: value.start, end: value.end, items: [scalar(value, 'CMD-SHELL'), value] } : value;
}

function assignment(item: DataNode): readonly DataEntry[] {
  if (item.kind !== 'scalar') return [];
  const text = String(item.value);
  const split = text.indexOf('=');
  const [key, value] = split === -1 ? [text, null] : [text.slice(0, split), text.slice(split + 1)];
  return [{ key, value: { ...item, value }, start: item.start, end: item.end }];
}

function dependency(item: DataNode): readonly DataEntry[] {
  if (item.kind !== 'scalar') return [];
  const condition: DataEntry = { key: 'condition', value: { ...item, value: 'service_started' }, start: item.start, end: item.end };
  return [{ key: String(item.value), value: { kind: 'map', entries: [condition], start: item.start, end: item.end }, start: item.start, end: item.end }];
}
