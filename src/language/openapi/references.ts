import type { Span } from '../../base/span.ts';
import { ruleOf, type Section, sectionTitles } from '../../spec/openapi/structure.ts';
import { entriesOf, entryOf, type SourceEntry, type SourceNode, valueOf } from '../../spec/source.ts';
import type { SpecDocument } from '../openSpec.ts';
import type { Candidate } from '../shape/candidate.ts';
import type { Level } from '../shape/levels.ts';

const referring = ['pathItem', 'parameter', 'requestBody', 'response', 'header', 'securityScheme'] as const;
const sections = new Map<string, Section>(referring.flatMap((name) => {
  const { title, section } = ruleOf(name);
  return section === undefined ? [] : [[title, section] as const];
}));

/** The section of `components` that references at a level lead to: that of the object they stand for. */
export function sectionAt(level: Level | undefined): Section | undefined {
  for (const shape of level?.shapes ?? []) {
    if (shape.kind !== 'object') continue;
    if (shape.title === 'A schema' || shape.title === 'A property' || shape.title === 'A discriminator') return 'schemas';
    const section = sections.get(shape.title);
    if (section !== undefined) return section;
  }
  return undefined;
}

/** What a `$ref` can name: the components of a section, of this file or of the file that has been typed. */
export function referenceNames(document: SpecDocument, section: Section | undefined, typed: string): readonly Candidate[] {
  const hash = typed.indexOf('#');
  const file = hash > 0 ? typed.slice(0, hash) : '';
  const root = file === '' ? document.reading.root : document.treeOf(pathFrom(document.path, file) ?? '');
  const components = valueOf(root, 'components');
  const wanted = section === undefined ? entriesOf(components) : entriesOf(components).filter(({ key }) => key === section);
  const inComponents = wanted.flatMap(({ key, value }) => entriesOf(value).map((entry) => candidate(entry, `${file}#/components/${escapePart(key)}/${escapePart(entry.key)}`, key)));
  if (inComponents.length > 0 || file === '') return inComponents;
  return entriesOf(root).map((entry) => candidate(entry, `${file}#/${escapePart(entry.key)}`, ''));
}

function candidate({ key, keySpan, value }: SourceEntry, name: string, section: string): Candidate {
  const title = Object.hasOwn(sectionTitles, section) ? sectionTitles[section as Section] : undefined;
  const description = entryOf(value, 'description')?.value;
  return {
    name, label: key, kind: 'reference', target: keySpan, ...(title === undefined ? {} : { detail: title.replace(/^an? /, '') }),
    ...(description?.kind === 'scalar' && typeof description.value === 'string' ? { documentation: description.value } : {}),
  };
}

/** Where a reference leads. */
export interface ReferenceTarget {
  readonly span: Span;
  readonly node: SourceNode;
  /** The last part of the pointer, or the file. */
  readonly name: string;
  readonly file: string;
}

/** Follows a reference that stands in `file`; undefined when it leads nowhere. */
export function targetOf(document: SpecDocument, reference: string, file: string): ReferenceTarget | undefined {
  const hash = reference.indexOf('#');
  const path = decode(hash === -1 ? reference : reference.slice(0, hash));
  const pointer = decode(hash === -1 ? '' : reference.slice(hash + 1));
  const targetFile = path === '' ? file : pathFrom(file, path);
  const root = targetFile === undefined ? undefined : document.treeOf(targetFile);
  if (root === undefined || targetFile === undefined || (pointer !== '' && !pointer.startsWith('/'))) return undefined;
  let node: SourceNode | undefined = root;
  let span: Span = { ...root.span, end: root.span.start };
  const parts = pointer === '' ? [] : pointer.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (const part of parts) {
    const entry: SourceEntry | undefined = entryOf(node, part);
    node = node.kind === 'seq' ? node.items[Number(part)] : entry?.value;
    if (node === undefined) return undefined;
    span = entry?.keySpan ?? node.span;
  }
  return { span, node, name: parts.at(-1) ?? targetFile, file: targetFile };
}

/** The path of `relative` seen from the folder of `file`; undefined when it leaves what can be read. */
function pathFrom(file: string, relative: string): string | undefined {
  if (/^([a-z][a-z0-9+.-]*:|\/|\\)/i.test(relative)) return undefined;
  const parts = file.split(/[/\\]/).slice(0, -1);
  for (const part of relative.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length === 0 || parts.at(-1) === '..') return undefined;
    else parts.pop();
  }
  return parts.join('/');
}

function escapePart(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
