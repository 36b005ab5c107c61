import type { Fix } from '../../base/diagnostic.ts';
import type { Span } from '../../base/span.ts';
import type { TextEdit } from '../../base/textEdit.ts';
import { appendEntry, appendItem, fixOf, isJsonStyle, removeEntry, replaceText, wrapInList, written } from '../fixes.ts';
import { asBoolean, asNumber, asString, entryOf, itemsOf, textOf, type SourceEntry, type SourceMap, type SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import type { Reading } from './reading.ts';

interface Misuse {
  readonly what: string;
  /** What becomes of the keyword all the same. */
  readonly reading: string;
  readonly span: Span;
  /** Undefined where the other version cannot say it in the same place. */
  readonly edits?: (() => readonly TextEdit[]) | undefined;
}

/** Reports keywords of a schema that belong to the other version of OpenAPI; what they say is kept. */
export function checkDialect(reading: Reading, node: SourceMap): void {
  const root = reading.documents.rootOf(node);
  const found = reading.version === '3.1' ? [nullable(root, node), flag(root, node, 'exclusiveMinimum', 'minimum'), flag(root, node, 'exclusiveMaximum', 'maximum')] : [
    types(root, node), number(root, node, 'exclusiveMinimum', 'minimum'), number(root, node, 'exclusiveMaximum', 'maximum'), constant(root, node), examples(root, node),
  ];
  for (const misuse of found) {
    if (misuse === undefined) continue;
    const { what, span, edits } = misuse;
    const fixes: readonly Fix[] = edits === undefined ? [] : [fixOf('dialect', `Write it as OpenAPI ${reading.version} does`, edits)];
    reading.diagnostics.push(openApiCatalogue.report('DM1245', span, { what, version: reading.version, reading: misuse.reading }, { fixes }));
  }
}

function nullable(root: SourceNode, node: SourceMap): Misuse | undefined {
  const entry = entryOf(node, 'nullable');
  const value = asBoolean(entry?.value);
  if (entry === undefined || value === undefined) return undefined;
  const misuse = { what: '"nullable"', span: entry.keySpan };
  if (!value) return { ...misuse, reading: 'it says nothing', edits: () => [removeEntry(root, entry)] };
  return { ...misuse, reading: 'it is read as the further type "null"', edits: nullEdits(root, node, entry) };
}

function nullEdits(root: SourceNode, node: SourceMap, flagEntry: SourceEntry): Misuse['edits'] {
  const type = entryOf(node, 'type')?.value;
  const ref = entryOf(node, '$ref');
  const json = isJsonStyle(root, node);
  const nothing = written('null', json);
  const list = entryOf(node, 'enum')?.value;
  const withEnum = list?.kind === 'seq' && !list.items.some((item) => item.kind === 'scalar' && item.value === null) ? [list] : [];
  if (type?.kind === 'scalar') {
    return () => [removeEntry(root, flagEntry), { ...type.span, text: `[${type.text}, ${nothing}]` }, ...withEnum.map((values) => appendItem(root, values, null))];
  }
  if (type?.kind === 'seq') return () => [removeEntry(root, flagEntry), appendItem(root, type, 'null')];
  if (ref?.value.kind !== 'scalar') return undefined;
  const target = ref.value.text;
  const text = `${written('anyOf', json)}: [{ ${written('$ref', json)}: ${target} }, { ${written('type', json)}: ${nothing} }]`;
  return () => [removeEntry(root, flagEntry), { file: root.span.file, start: ref.keySpan.start, end: ref.value.span.end, text }];
}

/** A flag of 3.0 where 3.1 has the bound itself. */
function flag(root: SourceNode, node: SourceMap, key: string, inclusive: string): Misuse | undefined {
  const entry = entryOf(node, key);
  const value = asBoolean(entry?.value);
  const bound = entryOf(node, inclusive);
  if (entry === undefined || value === undefined) return undefined;
  const misuse = { what: `"${key}" as a flag`, span: entry.value.span };
  if (!value || bound?.value.kind !== 'scalar') return { ...misuse, reading: 'it says nothing', edits: () => [removeEntry(root, entry)] };
  return { ...misuse, reading: `it is read as "${key}": ${bound.value.text}`, edits: () => [removeEntry(root, entry), ...replaceText(bound.keySpan, inclusive, key).edits()] };
}

/** A bound of 3.1 where 3.0 has a flag beside the bound. */
function number(root: SourceNode, node: SourceMap, key: string, inclusive: string): Misuse | undefined {
  const entry = entryOf(node, key);
  if (entry?.value.kind !== 'scalar' || asNumber(entry.value) === undefined) return undefined;
  const text = entry.value.text;
  const json = isJsonStyle(root, node);
  const isAlone = entryOf(node, inclusive) === undefined;
  const inFlow = textOf(root)[node.span.start] === '{';
  const edits = (): readonly TextEdit[] => [
    ...replaceText(entry.keySpan, key, inclusive).edits(),
    inFlow ? { ...entry.value.span, text: `${text}, ${written(key, json)}: true` } : appendEntry(root, node, key, true),
  ];
  return { what: `"${key}" as a number`, span: entry.value.span, reading: `it is read as "${inclusive}": ${text} that is excluded`, edits: isAlone ? edits : undefined };
}

/** A list of types in 3.0: null is a flag there, and one type is no list. */
function types(root: SourceNode, node: SourceMap): Misuse | undefined {
  const value = entryOf(node, 'type')?.value;
  if (asString(value) === 'null' && value !== undefined) return { what: 'The type "null"', span: value.span, reading: 'it is read as null' };
  if (value?.kind !== 'seq') return undefined;
  const named = itemsOf(value).filter((item) => asString(item) !== 'null' && !(item.kind === 'scalar' && item.value === null));
  const [only] = named;
  const text = only?.kind === 'scalar' ? only.text : undefined;
  const isNullable = named.length < value.items.length && entryOf(node, 'nullable') === undefined;
  const edits = (): readonly TextEdit[] => [{ ...value.span, text: text ?? '' }, ...(isNullable ? [nullableBehind(root, node)] : [])];
  return { what: 'A list of types', span: value.span, reading: 'it is read as any of them', edits: named.length === 1 && text !== undefined && textOf(root)[value.span.start] === '[' ? edits : undefined };
}

/** `nullable: true` as the last entry; behind the type when that is the last one. */
function nullableBehind(root: SourceNode, node: SourceMap): TextEdit {
  return appendEntry(root, node, 'nullable', true);
}

function constant(root: SourceNode, node: SourceMap): Misuse | undefined {
  const entry = entryOf(node, 'const');
  if (entry === undefined) return undefined;
  const edits = entryOf(node, 'enum') === undefined && entry.value.kind === 'scalar' ? (): readonly TextEdit[] => [...replaceText(entry.keySpan, 'const', 'enum').edits(), ...wrapInList(root, entry.value)] : undefined;
  return { what: '"const"', span: entry.keySpan, reading: 'it is read as an enum of one value', edits };
}

function examples(root: SourceNode, node: SourceMap): Misuse | undefined {
  const entry = entryOf(node, 'examples');
  const [first] = itemsOf(entry?.value);
  if (entry === undefined) return undefined;
  const text = first === undefined ? '' : textOf(root).slice(first.span.start, first.span.end);
  const edits = first !== undefined && entryOf(node, 'example') === undefined && !text.includes('\n') ? (): readonly TextEdit[] => [...replaceText(entry.keySpan, 'examples', 'example').edits(), { ...entry.value.span, text }] : undefined;
  return { what: '"examples" of a schema', span: entry.keySpan, reading: 'it is read as its first example', edits };
}
