import type { Fix } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import type { TextEdit } from '../base/textEdit.ts';
import { asText, textOf, type SourceEntry, type SourceMap, type SourceNode, type SourceSeq } from './source.ts';

/** Puts `text` in the place of the key or value `was`, quoted in the way of the document: plain, single, double, JSON. */
export function replaceText(span: Span, was: string, text: string): Fix {
  return fixOf('replace', `Change to ${text}`, () => [replacement(span, was, text)]);
}

/** Puts `text` at `span` as it is: a number, `true`, or a piece of a scalar. */
export function replaceSpan(span: Span, text: string, shown = text): Fix {
  return fixOf('replace', `Change to ${shown}`, () => [{ ...span, text }]);
}

/** A fix whose edits are computed when it is applied. */
export function fixOf(id: string, label: string, edits: () => readonly TextEdit[]): Fix {
  return { id, label, edits };
}

function replacement(span: Span, was: string, text: string): TextEdit {
  const length = span.end - span.start;
  if (length === was.length) return { ...span, text: isPlain(text) ? text : `'${text.replaceAll("'", "''")}'` };
  // Between the quotes, whichever they are; a text that would need escapes gets quotes that YAML and JSON both read.
  if (length === was.length + 2 && !/["'\\\n]/.test(text)) return { ...span, start: span.start + 1, end: span.end - 1, text };
  return { ...span, text: JSON.stringify(text) };
}

/** Whether a text is read as that text without quotes, in a block and between braces. */
function isPlain(text: string): boolean {
  return /^-?[\p{L}\p{N}_$./][\p{L}\p{N}_$./~:\-+ ]*$/u.test(text) && !/:( |$)/.test(text) && !/^(true|false|null|\.(nan|inf)|[-+]?(0x[\da-f]+|0o[0-7]+|\.?\d+(\.\d*)?(e[-+]?\d+)?))$/i.test(text) && !text.endsWith(' ');
}

/** A key or value as it is written in a document that is JSON, or not. */
export function written(text: string, json: boolean): string {
  return json ? JSON.stringify(text) : isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

/** Whether the keys of a map are written as in JSON. */
export function isJsonStyle(root: SourceNode, map: SourceMap): boolean {
  const text = textOf(root);
  const first = map.entries.find((entry) => entry.keySpan.start >= map.span.start && entry.keySpan.end <= map.span.end);
  return first === undefined ? /^\s*\{\s*["}]/.test(text) : text[first.keySpan.start] === '"' && text[map.span.start] === '{';
}

/** Takes an entry of a map, or an item of a list, out of the text with what separated it. */
export function removePart(root: SourceNode, start: number, end: number): TextEdit {
  return removeRange(root.span.file, textOf(root), start, end);
}

/** Takes an entry or an item out of a text. */
export function removeRange(file: string, text: string, start: number, end: number): TextEdit {
  const line = lineStart(text, start);
  if (/^[ \t]*(- +)*$/.test(text.slice(line, start)) && !isFlowEnd(text, end)) {
    const dashes = /-/.test(text.slice(line, start));
    const next = text.indexOf('\n', end);
    const after = next === -1 ? text.length : next + 1;
    // The first key of a list's item leaves its dash to the next key.
    if (dashes && text[start] !== '-' && isKeyBehind(text, after, start - line)) return { file, start, end: after + start - line, text: '' };
    return { file, start: line, end: after, text: '' };
  }
  const behind = /^\s*,[ \t]*(?:\r?\n[ \t]*)?/.exec(text.slice(end));
  if (behind !== null) return { file, start, end: end + behind[0].length, text: '' };
  const before = /,?\s*$/.exec(text.slice(0, start));
  const from = before?.[0].startsWith(',') === true ? start - before[0].length : start;
  return { file, start: from, end, text: '' };
}

function isKeyBehind(text: string, at: number, column: number): boolean {
  return new RegExp(`^ {${column}}[^\\s#]`).test(text.slice(at, at + column + 1));
}

/** Between braces and brackets a comma or their end follows. */
function isFlowEnd(text: string, end: number): boolean {
  return /^\s*[,\]}]/.test(text.slice(end));
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** A value that a fix writes; it takes the style of the place. */
export type NewValue = null | string | number | boolean | readonly NewValue[] | { readonly [key: string]: NewValue };

/** Adds an entry in front of those of a map, or behind the one named. */
export function insertEntry(root: SourceNode, map: SourceMap, key: string, value: NewValue): TextEdit {
  const { file } = root.span;
  const text = textOf(root);
  const json = isJsonStyle(root, map);
  const [first] = map.entries;
  if (text[map.span.start] === '{') {
    const at = map.span.start + 1;
    const gap = /^\s*/.exec(text.slice(at))?.[0] ?? '';
    const separator = gap.includes('\n') ? gap : ' ';
    const entry = `${written(key, json)}: ${inFlow(value, json)}`;
    return first === undefined ? { file, start: at, end: at, text: ` ${entry} ` } : { file, start: at + gap.length, end: at + gap.length, text: `${entry},${separator}` };
  }
  const at = first?.keySpan.start ?? map.span.start;
  const indent = ' '.repeat(at - lineStart(text, at));
  return { file, start: at, end: at, text: `${inBlock(key, value, indent, lineBreak(text))}${lineBreak(text)}${indent}` };
}

/** Adds an entry behind those of a map that has some. */
export function appendEntry(root: SourceNode, map: SourceMap, key: string, value: NewValue): TextEdit {
  const last = map.entries.at(-1);
  const [first] = map.entries;
  if (first === undefined || last === undefined) return insertEntry(root, map, key, value);
  const { file } = root.span;
  const text = textOf(root);
  const end = Math.max(last.keySpan.end, last.value.span.end);
  if (text[map.span.start] === '{') {
    const gap = /\n[ \t]*$/.exec(text.slice(0, last.keySpan.start))?.[0] ?? ' ';
    return { file, start: end, end, text: `,${gap}${written(key, isJsonStyle(root, map))}: ${inFlow(value, isJsonStyle(root, map))}` };
  }
  const indent = ' '.repeat(first.keySpan.start - lineStart(text, first.keySpan.start));
  const at = lineEnd(text, end);
  return { file, start: at, end: at, text: `${lineBreak(text)}${indent}${inBlock(key, value, indent, lineBreak(text))}` };
}

/** Adds an item behind those of a list. */
export function appendItem(root: SourceNode, list: SourceSeq, value: NewValue): TextEdit {
  const { file } = root.span;
  const text = textOf(root);
  const last = list.items.at(-1);
  if (text[list.span.start] === '[' || last === undefined) {
    const json = /^\s*[[{]/.test(text);
    const at = last?.span.end ?? list.span.start + 1;
    const line = last === undefined ? undefined : /\n([ \t]*)$/.exec(text.slice(0, last.span.start));
    const separator = last === undefined ? '' : line === null ? ', ' : `,${lineBreak(text)}${line?.[1] ?? ''}`;
    return { file, start: at, end: at, text: separator + inFlow(value, json) };
  }
  const dash = text.lastIndexOf('-', last.span.start - 1);
  const indent = ' '.repeat(Math.max(0, dash - lineStart(text, dash)));
  const at = lineEnd(text, last.span.end);
  const item = typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).map(([key, part]) => inBlock(key, part, `${indent}  `, lineBreak(text))).join(`${lineBreak(text)}${indent}  `)
    : inFlow(value, false);
  return { file, start: at, end: at, text: `${lineBreak(text)}${indent}- ${item}` };
}

/** Where the line break behind an offset begins. */
function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end - (text[end - 1] === '\r' ? 1 : 0);
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** A value on one line. */
function inFlow(value: NewValue, json: boolean): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return written(value, json);
  if (Array.isArray(value)) return `[${(value as readonly NewValue[]).map((item) => inFlow(item, json)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, part]) => `${written(key, json)}: ${inFlow(part, json)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** An entry of a block map, maps on lines of their own. */
function inBlock(key: string, value: NewValue, indent: string, end: string): string {
  const name = `${written(key, false)}:`;
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null)) {
    const items = (value as readonly NewValue[]).map((item) => (typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.entries(item).map(([part, content]) => inBlock(part, content, `${inner}  `, end)).join(`${end}${inner}  `)
      : inFlow(item, false)));
    return `${name}${items.map((item) => `${end}${inner}- ${item}`).join('')}`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) {
    return `${name}${Object.entries(value).map(([part, content]) => `${end}${inner}${inBlock(part, content, inner, end)}`).join('')}`;
  }
  return `${name} ${inFlow(value, false)}`;
}

/** Puts an entry into an object of its own, under `outer` in the same place. */
export function wrapEntry(root: SourceNode, entry: SourceEntry, outer: string): readonly TextEdit[] {
  const text = textOf(root);
  const { file, start } = entry.keySpan;
  const { end } = entry.value.span;
  const line = lineStart(text, start);
  if (!/^ *$/.test(text.slice(line, start))) {
    const json = text[start] === '"';
    return [{ file, start, end: start, text: `${written(outer, json)}: { ` }, { file, start: end, end, text: ' }' }];
  }
  if (text[start] === '"' && /^\s*\{/.test(text)) return [{ file, start, end: start, text: `${written(outer, true)}: { ` }, { file, start: end, end, text: ' }' }];
  return [{ file, start, end: start, text: `${written(outer, false)}:${lineBreak(text)}${text.slice(line, start)}  ` }, ...deeper(text, file, start, end)];
}

/** Indents all lines but the first by two columns more. */
function deeper(text: string, file: string, start: number, end: number): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    if (!/^\s*(\n|$)/.test(text.slice(at + 1, at + 2))) edits.push({ file, start: at + 1, end: at + 1, text: '  ' });
  }
  return edits;
}

/** Makes a list of a value that stands where a list of such values is needed. */
export function wrapInList(root: SourceNode, node: SourceNode): readonly TextEdit[] {
  const text = textOf(root);
  const { file, start, end } = node.span;
  if (node.kind === 'scalar' || text[start] === '{') return [{ file, start, end: start, text: '[' }, { file, start: end, end, text: ']' }];
  return [{ file, start, end: start, text: '- ' }, ...deeper(text, file, start, end)];
}

/** Removes an entry with its key. */
export function removeEntry(root: SourceNode, entry: SourceEntry): TextEdit {
  return removePart(root, entry.keySpan.start, Math.max(entry.keySpan.end, entry.value.span.end));
}

/** The fix for a key or value that is nearly one of those known. */
export function replaceNode(node: SourceNode, text: string): Fix {
  return replaceText(node.span, asText(node) ?? '', text);
}
