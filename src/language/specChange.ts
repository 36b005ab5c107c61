import type { Span } from '../base/span.ts';
import type { TextEdit } from '../base/textEdit.ts';
import { appendEntry, isJsonStyle, type NewValue, removeEntry, removePart, written } from '../spec/fixes.ts';
import { asString, entriesOf, type SourceEntry, type SourceMap, type SourceNode, textOf, valueOf } from '../spec/source.ts';

/** What code says in another way than its spec. */
export interface CodeFinding {
  readonly about: 'constraint' | 'nullable' | 'default' | 'attribute' | 'column' | 'endpoint';
  /** `missing`: the code has nothing of it; `unrequested`: only the code has it. */
  readonly kind: 'missing' | 'contradicts' | 'unrequested';
  /** Ends in the constraint's or attribute's name; of endpoints `GET /orders/{id}`. */
  readonly key: string;
  /** What the spec says, or the part of it that says nothing. */
  readonly spec: Span;
  /** What the code says: `maxLength 5`, `nullable`, `the default 0`, `numeric(12, 2) not null`. */
  readonly found: string | undefined;
}

/** A change of a spec after which it says what the code does. */
export interface SpecChange {
  /** For people: `maxLength: 5`. */
  readonly label: string;
  edits(): readonly TextEdit[];
}

/** How a spec could follow the code, with its comments and order kept; undefined where that cannot be said in a word. `root`: the tree of the file of the finding's span. */
export function specChange(root: SourceNode, finding: CodeFinding): SpecChange | undefined {
  const path = entriesAt(root, finding.spec.start);
  switch (finding.about) {
    case 'constraint': return isAbout(path, finding.key) ? constraintChange(root, path, finding) : undefined;
    case 'nullable': return isAbout(path, finding.key) ? keywordChange(root, path, 'nullable', finding.found === 'nullable' ? true : undefined) : undefined;
    case 'default': return isAbout(path, finding.key) ? defaultChange(root, path, finding.found) : undefined;
    case 'attribute': return finding.kind === 'missing' ? attributeRemoval(root, path, finding.key) : undefined;
    case 'column': return finding.kind === 'unrequested' ? attributeAddition(root, path, finding) : undefined;
    case 'endpoint': return finding.kind === 'missing' ? endpointRemoval(root, path, finding.key) : undefined;
  }
}

/** The entries around an offset, the outermost first. */
function entriesAt(node: SourceNode, offset: number): readonly SourceEntry[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'seq') {
    const item = node.items.find(({ span }) => span.start <= offset && offset <= span.end);
    return item === undefined ? [] : entriesAt(item, offset);
  }
  const entry = node.entries.find(({ keySpan, value }) => keySpan.start <= offset && offset <= Math.max(keySpan.end, value.span.end));
  return entry === undefined ? [] : [entry, ...entriesAt(entry.value, offset)];
}

/** Whether the innermost part is the one that the key names: what is implied stands at the part that implies it, and cannot be changed there. */
function isAbout(path: readonly SourceEntry[], key: string): boolean {
  const [keyword, name] = key.split('.').reverse();
  const last = path.at(-1);
  return last?.key === name || (last?.key === keyword && path.at(-2)?.key === name);
}

const constraintNames = new Set(['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'precision', 'scale']);

function constraintChange(root: SourceNode, path: readonly SourceEntry[], { key, kind, found }: CodeFinding): SpecChange | undefined {
  const name = key.slice(key.lastIndexOf('.') + 1);
  if (!constraintNames.has(name)) return undefined;
  if (kind === 'missing') return keywordChange(root, path, name, undefined);
  const [, other = '', text = ''] = /^(\w+) (.+)$/s.exec(found ?? '') ?? [];
  const value = constraintNames.has(other) ? constraintValue(other, text) : undefined;
  if (value === undefined) return undefined;
  if (other === name) return keywordChange(root, path, name, value);
  // An exclusive bound that has become an inclusive one.
  const entry = keywordEntry(path, name);
  if (entry === undefined) return undefined;
  return changeOf(`${other}: ${text}`, () => [
    { ...entry.keySpan, text: written(other, isQuoted(root, entry.keySpan)) },
    { ...entry.value.span, text: scalar(value, isQuoted(root, entry.keySpan)) },
  ]);
}

function constraintValue(name: string, text: string): NewValue | undefined {
  if (name === 'pattern') return text;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : undefined;
}

function defaultChange(root: SourceNode, path: readonly SourceEntry[], found: string | undefined): SpecChange | undefined {
  if (found === 'no default') return keywordChange(root, path, 'default', undefined);
  const text = /^the default (.+)$/s.exec(found ?? '')?.[1];
  const value = text === undefined ? undefined : literal(text);
  return value === undefined ? undefined : keywordChange(root, path, 'default', value);
}

/** What a literal of JSON, JavaScript or SQL says; undefined for everything that is computed. */
function literal(text: string): string | number | boolean | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  const quoted = /^(["'])([^"'\\]*)\1$/.exec(text);
  return quoted?.[2];
}

/** Gives a keyword of the innermost part another value, or takes it away (`undefined`). */
function keywordChange(root: SourceNode, path: readonly SourceEntry[], keyword: string, value: NewValue | undefined): SpecChange | undefined {
  const entry = keywordEntry(path, keyword);
  if (value === undefined) return entry === undefined ? undefined : changeOf(`− ${keyword}`, () => [removeEntry(root, entry)]);
  const label = `${keyword}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  if (entry !== undefined) return entry.value.kind === 'scalar' ? changeOf(label, () => [{ ...entry.value.span, text: scalar(value, isQuoted(root, entry.keySpan)) }]) : undefined;
  const part = path.at(-1)?.value;
  if (part?.kind === 'map') return changeOf(label, () => [appendEntry(root, part, keyword, value)]);
  // `title: string` has to become a map first.
  const type = asString(part);
  if (part === undefined || type === undefined || !/^[\w-]+$/.test(type)) return undefined;
  return changeOf(label, () => [{ ...part.span, text: `{ type: ${type}, ${keyword}: ${scalar(value, false)} }` }]);
}

/** The entry of a keyword: the innermost one, or one in the innermost map. */
function keywordEntry(path: readonly SourceEntry[], keyword: string): SourceEntry | undefined {
  const last = path.at(-1);
  if (last?.key === keyword && path.length > 1) return last;
  // Beside another keyword of the same part, or in the part itself.
  const inside = entriesOf(last?.value).find(({ key }) => key === keyword);
  return inside ?? (last?.value.kind === 'scalar' ? entriesOf(path.at(-2)?.value).find(({ key }) => key === keyword) : undefined);
}

/** Only in the DevMatrix language: an OpenAPI schema may be referred to from anywhere. */
function attributeRemoval(root: SourceNode, path: readonly SourceEntry[], key: string): SpecChange | undefined {
  const [section, entity, group, attribute] = path;
  const name = key.slice(key.lastIndexOf('.') + 1);
  if (attribute?.key !== name && `${attribute?.key ?? ''}Id` !== name) return undefined;
  if (section?.key !== 'entities' || entity === undefined || attribute === undefined || (group?.key !== 'attributes' && group?.key !== 'relations')) return undefined;
  return changeOf(`− ${attribute.key}`, () => [removeEntry(root, entriesOf(group.value).length === 1 ? group : attribute)]);
}

function attributeAddition(root: SourceNode, path: readonly SourceEntry[], { key, found }: CodeFinding): SpecChange | undefined {
  const [section, entity] = path;
  const name = key.slice(key.lastIndexOf('.') + 1);
  const keywords = columnKeywords(found ?? '');
  if (section?.key !== 'entities' || entity === undefined || keywords === undefined || !/^[a-z]\w*$/i.test(name)) return undefined;
  const attributes = valueOf(entity.value, 'attributes');
  const label = `+ ${name}: ${keywords.map(([keyword, value]) => `${keyword} ${scalar(value, false)}`).join(', ')}`;
  if (attributes?.kind === 'map') return changeOf(label, () => [attributeEdit(root, attributes, name, keywords)]);
  return entity.value.kind === 'map' && attributes === undefined ? changeOf(label, () => [appendEntry(root, entity.value as SourceMap, 'attributes', { [name]: Object.fromEntries(keywords) })]) : undefined;
}

type Keywords = readonly (readonly [string, NewValue])[];

/** In braces on a line of its own, as attributes usually are. */
function attributeEdit(root: SourceNode, attributes: SourceMap, name: string, keywords: Keywords): TextEdit {
  const marker = 'devmatrix-attribute';
  const edit = appendEntry(root, attributes, name, marker);
  const json = isJsonStyle(root, attributes);
  const text = keywords.map(([keyword, value]) => `${written(keyword, json)}: ${scalar(value, json)}`).join(', ');
  return { ...edit, text: edit.text.replace(json ? `"${marker}"` : marker, `{ ${text} }`) };
}

/** The keywords of an attribute that is stored as that column: `numeric(12, 2) not null default 0`. */
function columnKeywords(column: string): Keywords | undefined {
  const [, sqlType = '', notNull, initial] = /^(.+?)( not null)?(?: default (.+))?$/s.exec(column) ?? [];
  const type = attributeType(sqlType);
  if (type === undefined) return undefined;
  const value = initial === undefined ? undefined : literal(initial);
  return [...type, ...(notNull === undefined ? [['nullable', true] as const] : []), ...(value === undefined ? [] : [['default', value] as const])];
}

function attributeType(sqlType: string): Keywords | undefined {
  const decimal = /^numeric\((\d+), ?(\d+)\)$/.exec(sqlType);
  if (decimal !== null) return [['type', 'decimal'], ['precision', Number(decimal[1])], ['scale', Number(decimal[2])]];
  const length = /^(?:varchar|character varying)\((\d+)\)$/.exec(sqlType);
  if (length !== null) return [['type', 'string'], ['maxLength', Number(length[1])]];
  const base = sqlType.replace(/\(\d+\)/, '');
  const types: Readonly<Record<string, Keywords>> = {
    'text': [['type', 'string']],
    'integer': [['type', 'integer']],
    'bigint': [['type', 'integer']],
    'boolean': [['type', 'boolean']],
    'double precision': [['type', 'number']],
    'real': [['type', 'number']],
    'date': [['type', 'string'], ['format', 'date']],
    'uuid': [['type', 'string'], ['format', 'uuid']],
    'timestamp with time zone': [['type', 'string'], ['format', 'date-time']],
  };
  return types[base];
}

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

function endpointRemoval(root: SourceNode, path: readonly SourceEntry[], key: string): SpecChange | undefined {
  const [section, item, operation] = path;
  if (section?.key === 'paths' && item !== undefined && operation !== undefined && methods.has(operation.key)) {
    const others = entriesOf(item.value).filter((entry) => methods.has(entry.key) && entry !== operation);
    return changeOf(`− ${key}`, () => [removeEntry(root, others.length === 0 ? item : operation)]);
  }
  return section?.key === 'entities' && item !== undefined ? crudRemoval(root, item, key) : undefined;
}

/** Operations of an entity that are chosen with `only` lose their name there; else `except` names them. */
function crudRemoval(root: SourceNode, entity: SourceEntry, key: string): SpecChange | undefined {
  const operation = crudName(key);
  if (operation === undefined) return undefined;
  const endpoints = valueOf(entity.value, 'endpoints');
  const only = valueOf(endpoints, 'only');
  if (only?.kind === 'seq') {
    const item = only.items.find((candidate) => asString(candidate) === operation);
    return item === undefined || only.items.length === 1 ? undefined : changeOf(`− ${operation}`, () => [removePart(root, item.span.start, item.span.end)]);
  }
  const except = valueOf(endpoints, 'except');
  if (except?.kind === 'seq' && except.items.length > 0) {
    const last = except.items.at(-1);
    return last === undefined || textOf(root)[except.span.start] !== '[' ? undefined : changeOf(`except: ${operation}`, () => [{ file: last.span.file, start: last.span.end, end: last.span.end, text: `, ${operation}` }]);
  }
  if (endpoints?.kind === 'map') return changeOf(`except: [${operation}]`, () => [appendEntry(root, endpoints, 'except', [operation])]);
  const { value } = entity;
  return endpoints === undefined && value.kind === 'map' ? changeOf(`except: [${operation}]`, () => [appendEntry(root, value, 'endpoints', { except: [operation] })]) : undefined;
}

function crudName(key: string): string | undefined {
  const [, method = '', segments = ''] = /^([A-Z]+) (\/.+)$/.exec(key) ?? [];
  const isOne = /\/\{[^}]+\}$/.test(segments);
  const isDeep = (segments.match(/\{/g) ?? []).length > 1 || (!isOne && segments.includes('{'));
  const names: Readonly<Record<string, string>> = isOne ? { GET: 'read', PUT: 'replace', PATCH: 'update', DELETE: 'delete' } : { GET: 'list', POST: 'create' };
  return isDeep ? undefined : names[method];
}

function isQuoted(root: SourceNode, { start }: Span): boolean {
  return textOf(root)[start] === '"';
}

function scalar(value: NewValue, json: boolean): string {
  return typeof value === 'string' ? written(value, json) : JSON.stringify(value);
}

function changeOf(label: string, edits: () => readonly TextEdit[]): SpecChange {
  return { label, edits };
}
