import { camelCase, capitalise, pascalCase } from '../../base/names.ts';
import type { Definition, SpecOperation } from './model.ts';

/** Types that JavaScript and TypeScript have already: a schema of that name gets the suffix `Model`. */
const globalTypes = new Set([
  'AbortController', 'AbortSignal', 'Any', 'Array', 'ArrayBuffer', 'Atomics', 'Awaited', 'BigInt', 'Blob', 'Boolean', 'Buffer', 'Capitalize', 'Console', 'Crypto',
  'DataView', 'Date', 'Error', 'Event', 'EventTarget', 'Exclude', 'Extract', 'File', 'FormData', 'Function', 'Global', 'Headers', 'Infinity', 'Int8Array',
  'Intl', 'Iterable', 'Iterator', 'Json', 'Map', 'Math', 'MessageEvent', 'Nan', 'Never', 'Number', 'Object', 'Omit', 'Parameters', 'Partial', 'Performance', 'Pick',
  'Process', 'Promise', 'PromiseLike', 'PropertyKey', 'Proxy', 'RangeError', 'ReadableStream', 'Readonly', 'Record', 'ReferenceError', 'Reflect', 'RegExp', 'Request', 'Required',
  'Response', 'ReturnType', 'Set', 'String', 'Symbol', 'SyntaxError', 'Temporal', 'TypeError', 'Uint8Array', 'Undefined', 'Unknown', 'Url', 'UrlSearchParams', 'Void', 'WeakMap',
  'WeakSet', 'WebSocket',
]);

/** Words that cannot name a function, and names that a module cannot shadow without harm. */
const reservedWords = new Set([
  'abstract', 'any', 'arguments', 'as', 'async', 'await', 'boolean', 'break', 'case', 'catch', 'class', 'const', 'constructor', 'continue', 'debugger', 'declare', 'default', 'delete', 'do', 'else', 'enum',
  'eval', 'export', 'extends', 'false', 'fetch', 'finally', 'for', 'function', 'get', 'global', 'globalThis', 'if', 'implements', 'import', 'in', 'infinity', 'instanceof', 'interface', 'is', 'let', 'module', 'namespace',
  'nan', 'never', 'new', 'null', 'number', 'object', 'of', 'package', 'private', 'process', 'protected', 'prototype', 'public', 'require', 'return', 'set', 'static', 'string', 'super',
  'switch', 'symbol', 'this', 'throw', 'toString', 'true', 'try', 'type', 'typeof', 'undefined', 'unknown', 'using', 'valueOf', 'var', 'void', 'while', 'with', 'yield',
]);

/** Four hexadecimal digits that depend on the text alone (FNV-1a, folded). */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return ((hash >>> 16) ^ (hash & 0xffff)).toString(16).padStart(4, '0');
}

/** A PascalCase name that code can use as a type. */
export function typeName(text: string): string {
  const name = pascalCase(text);
  if (name === '') return `Schema${fingerprint(text)}`;
  if (/^\p{N}/u.test(name)) return `Schema${name}`;
  return globalTypes.has(name) ? `${name}Model` : name;
}

/** A camelCase name that code can use for a function. */
function functionName(text: string): string {
  const name = camelCase(text);
  if (name === '') return `operation${fingerprint(text)}`;
  if (/^\p{N}/u.test(name)) return `operation${capitalise(name)}`;
  return reservedWords.has(name) ? `${name}Operation` : name;
}

/**
 * Names for things that must differ without regard to case. A thing whose own text is its name keeps it; the others that
 * want the same name get a suffix made of their identity, so that no name depends on order.
 */
function uniqueNames<T>(things: readonly T[], wanted: (thing: T) => string, own: (thing: T) => string, identity: (thing: T) => string): ReadonlyMap<T, string> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = wanted(thing).toLowerCase();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thing]);
    else group.push(thing);
  }
  const taken = new Set(groups.keys());
  const names = new Map<T, string>();
  for (const group of groups.values()) {
    const exact = group.filter((thing) => own(thing) === wanted(thing));
    const keeper = group.length === 1 ? group[0] : exact.length === 1 ? exact[0] : undefined;
    for (const thing of group) names.set(thing, thing === keeper ? wanted(thing) : suffixed(wanted(thing), identity(thing), taken));
  }
  return names;
}

/** The name with a suffix made of `identity`, different from all that are taken; it is taken then. */
export function suffixed(name: string, identity: string, taken: Set<string>): string {
  let candidate = `${name}X${fingerprint(identity)}`;
  for (let round = 1; taken.has(candidate.toLowerCase()); round += 1) candidate = `${name}X${fingerprint(`${identity} ${round}`)}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}

/** Names of all definitions; components come first, so that a place inside one never takes the name of another. */
export function nameDefinitions(definitions: readonly Definition[]): ReadonlyMap<Definition, string> {
  const components = definitions.filter((definition) => definition.component);
  const others = definitions.filter((definition) => !definition.component);
  const names = new Map(uniqueNames(components, (definition) => typeName(definition.name), (definition) => definition.name, (definition) => definition.name));
  const taken = new Set([...names.values()].map((name) => name.toLowerCase()));
  for (const [definition, name] of uniqueNames(others, (other) => typeName(other.name), (other) => other.name, (other) => other.id)) {
    names.set(definition, taken.has(name.toLowerCase()) ? suffixed(name, definition.id, taken) : name);
    taken.add(name.toLowerCase());
  }
  return names;
}

const verbs: Readonly<Record<string, string>> = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete', HEAD: 'head', OPTIONS: 'options', TRACE: 'trace' };

/** `GET /pets/{petId}/toys` as text for a name: `get pets by pet id toys`. */
function operationText({ method, path }: SpecOperation): string {
  const parts = path.split('/').map((part) => part.replace(/\{([^}]*)\}/g, ' by $1 '));
  return `${verbs[method] ?? method} ${parts.join(' ').trim() === '' ? 'root' : parts.join(' ')}`;
}

/** The name that an operation has by its method and path alone: `getPetsByPetId`. */
export function nameOfPath(operation: SpecOperation): string {
  return functionName(operationText(operation));
}

/** A unique function name for each operation: its operationId, or one made of method and path. */
export function nameOperations(operations: readonly SpecOperation[]): ReadonlyMap<SpecOperation, string> {
  const text = (operation: SpecOperation): string => operation.operationId?.text ?? operationText(operation);
  return uniqueNames(operations, (operation) => functionName(text(operation)), text, (operation) => `${operation.method} ${operation.path}`);
}
