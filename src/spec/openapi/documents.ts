import type { Diagnostic } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import type { Span } from '../../base/span.ts';
import { readSource } from '../readSource.ts';
import { entriesOf, entryOf, nodeAt } from '../source.ts';
import type { SourceNode, SourceScalar } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import { replaceText } from '../fixes.ts';
import { sectionTitles, type Section } from './structure.ts';

/** What reading a document needs from outside: its own name, and the texts of the workspace's other files. */
export interface OpenApiContext {
  readonly file: string;
  /** The text of a file; the path is relative to what `file` is relative to. Undefined when it cannot be read. */
  read(path: string): string | undefined;
}

/** Where a reference leads. */
export interface Target {
  /** File and JSON pointer: equal for equal places. */
  readonly id: string;
  readonly file: string;
  /** The parts of the pointer, unescaped. */
  readonly parts: readonly string[];
  readonly node: SourceNode;
  /** The key that it stands under, or the node itself. */
  readonly span: Span;
}

/** All files of one spec, read at most once; resolves references and reports those that lead nowhere. */
export class Documents {
  readonly root: SourceNode;
  readonly #context: OpenApiContext;
  readonly #diagnostics: Diagnostic[];
  readonly #files = new Map<string, SourceNode | undefined>();
  readonly #targets = new Map<string, Target | undefined>();

  constructor(root: SourceNode, context: OpenApiContext, diagnostics: Diagnostic[]) {
    this.root = root;
    this.#context = context;
    this.#diagnostics = diagnostics;
    this.#files.set(root.span.file, root);
  }

  /** Follows one `$ref`; reports and gives undefined when it leads nowhere. */
  resolve(ref: SourceScalar): Target | undefined {
    const text = typeof ref.value === 'string' ? ref.value : ref.text;
    const hash = text.indexOf('#');
    const path = decode(hash === -1 ? text : text.slice(0, hash));
    const pointer = decode(hash === -1 ? '' : text.slice(hash + 1));
    const file = path === '' ? ref.span.file : this.#fileOf(path, text, ref);
    if (file === undefined) return undefined;
    const id = `${file}#${pointer}`;
    const known = this.#targets.get(id);
    if (known !== undefined) return known;
    const root = this.#load(file, text, ref);
    if (root === undefined) return undefined;
    const target = locate(root, file, pointer, id);
    if (target === undefined) this.#reportMissing(ref, text, pointer, root);
    else this.#targets.set(id, target);
    return target;
  }

  /** The root of the file that a node stands in. */
  rootOf(node: SourceNode): SourceNode {
    return this.#files.get(node.span.file) ?? this.root;
  }

  /** Follows one `$ref` to a component of a kind; reports and gives undefined when it leads nowhere, or to another kind. */
  resolveTo(ref: SourceScalar, section: Section): Target | undefined {
    const target = this.resolve(ref);
    const found = target?.parts.length === 3 && target.parts[0] === 'components' ? target.parts[1] : undefined;
    if (found === undefined || found === section || !isSection(found)) return target;
    this.#reportKind(ref, found, section, target?.parts[2] ?? '');
    return undefined;
  }

  /** Follows references until something else stands there; undefined when it leads nowhere or in a circle. */
  follow(node: SourceNode | undefined, section?: Section): SourceNode | undefined {
    const seen = new Set<SourceNode>();
    let current = node;
    for (let ref = refOf(current); ref !== undefined; ref = refOf(current)) {
      if (current === undefined || seen.has(current)) {
        this.#diagnostics.push(openApiCatalogue.report('DM1207', ref.span, { name: String(ref.value) }));
        return undefined;
      }
      seen.add(current);
      current = (section === undefined ? this.resolve(ref) : this.resolveTo(ref, section))?.node;
    }
    return current;
  }

  #reportKind(ref: SourceScalar, found: Section, wanted: Section, name: string): void {
    const members = entriesOf(entryOf(entryOf(this.root, 'components')?.value, wanted)?.value).map((entry) => entry.key);
    const near = members.includes(name) ? name : nearest(name, members);
    const suggestion = near === undefined ? undefined : `#/components/${wanted}/${escape(near)}`;
    const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
    const fixes = suggestion === undefined ? [] : [replaceText(ref.span, String(ref.value), suggestion)];
    this.#diagnostics.push(openApiCatalogue.report('DM1246', ref.span, { ref: String(ref.value), actual: sectionTitles[found], expected: sectionTitles[wanted], hint }, { fixes }));
  }

  #fileOf(path: string, text: string, ref: SourceScalar): string | undefined {
    const what = /^[a-z][a-z0-9+.-]+:/i.test(path) ? 'a remote address' : /^(\/|\\|[a-z]:)/i.test(path) ? 'an absolute path' : undefined;
    const bare = text.startsWith('/') && !text.includes('#') ? locate(this.root, this.root.span.file, text, text) : undefined;
    if (bare !== undefined) {
      this.#reportMissingWith(ref, text, `#${text}`);
      return undefined;
    }
    const file = what === undefined ? join(ref.span.file, path) : undefined;
    if (file === undefined) this.#diagnostics.push(openApiCatalogue.report('DM1205', ref.span, { ref: text, what: what ?? 'outside the workspace' }));
    return file;
  }

  #load(file: string, text: string, ref: SourceScalar): SourceNode | undefined {
    if (this.#files.has(file)) {
      const known = this.#files.get(file);
      if (known === undefined) this.#reportUnreadable(file, text, ref);
      return known;
    }
    const content = this.#context.read(file);
    const parsed = content === undefined ? undefined : readSource(file, content);
    if (parsed === undefined) this.#reportUnreadable(file, text, ref);
    else this.#diagnostics.push(...parsed.diagnostics);
    this.#files.set(file, parsed?.value);
    return parsed?.value;
  }

  #reportUnreadable(file: string, text: string, ref: SourceScalar): void {
    const component = entryOf(this.root, 'components')?.value;
    const schemas = entriesOf(entryOf(component, 'schemas')?.value);
    const name = schemas.find((entry) => entry.key === text)?.key ?? (/[./]/.test(text) ? undefined : nearest(text, schemas.map((entry) => entry.key)));
    if (name === undefined) this.#diagnostics.push(openApiCatalogue.report('DM1206', ref.span, { path: file }));
    else this.#reportMissingWith(ref, text, `#/components/schemas/${escape(name)}`);
  }

  #reportMissing(ref: SourceScalar, text: string, pointer: string, root: SourceNode): void {
    const cut = pointer.lastIndexOf('/');
    const parent = cut === -1 ? undefined : nodeAt(root, pointer.slice(0, cut));
    const name = unescape(pointer.slice(cut + 1));
    const near = nearest(name, entriesOf(parent).map((entry) => entry.key));
    const moved = near === undefined ? this.#elsewhere(root, name) : undefined;
    const path = text.includes('#') ? text.slice(0, text.indexOf('#')) : text;
    this.#reportMissingWith(ref, text, near === undefined ? moved : `${path}#${pointer.slice(0, cut)}/${escape(near)}`);
  }

  /** The place of a component of that very name in another section, or below `definitions`' heirs. */
  #elsewhere(root: SourceNode, name: string): string | undefined {
    const section = entriesOf(entryOf(root, 'components')?.value).find((candidate) => entryOf(candidate.value, name) !== undefined);
    return section === undefined ? undefined : `#/components/${section.key}/${escape(name)}`;
  }

  #reportMissingWith(ref: SourceScalar, text: string, suggestion: string | undefined): void {
    const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
    const fixes = suggestion === undefined ? [] : [replaceText(ref.span, String(ref.value), text.includes('%') ? encodeURI(suggestion) : suggestion)];
    this.#diagnostics.push(openApiCatalogue.report('DM1204', ref.span, { ref: text, hint }, { fixes }));
  }
}

/** The scalar under `$ref` of a map, when it is text. */
export function refOf(node: SourceNode | undefined): SourceScalar | undefined {
  const value = entryOf(node, '$ref')?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value : undefined;
}

function isSection(name: string): name is Section {
  return Object.hasOwn(sectionTitles, name);
}

function locate(root: SourceNode, file: string, pointer: string, id: string): Target | undefined {
  if (pointer !== '' && !pointer.startsWith('/')) return undefined;
  const parts = pointer === '' ? [] : pointer.slice(1).split('/').map(unescape);
  let node: SourceNode | undefined = root;
  let span = root.span;
  for (const part of parts) {
    const entry = entryOf(node, part);
    node = node.kind === 'seq' && /^\d+$/.test(part) ? node.items[Number(part)] : entry?.value;
    if (node === undefined) return undefined;
    span = entry?.keySpan ?? node.span;
  }
  return { id, file, parts, node, span };
}

/** The path of `relative` seen from the folder of `file`; undefined when it leaves the root. */
function join(file: string, relative: string): string | undefined {
  const absolute = /^([a-z]:)?[/\\]/i.test(file);
  const parts = file.split(/[/\\]/).slice(0, -1);
  for (const part of relative.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length <= (absolute ? 1 : 0) || parts.at(-1) === '..') return undefined;
    else parts.pop();
  }
  return parts.join('/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function escape(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
